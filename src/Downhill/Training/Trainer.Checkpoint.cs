using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <content>What a training keeps so as to go on from it: from a store, or after it diverged.</content>
public sealed partial class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxJudged = 2000;

    /// <summary>The progress of a training.</summary>
    public TrainingPosition Position => new(
        epochs, epochRows, Step, lossSum, LearningRate, firstEpoch, firstStep, plateau, best?.Epoch ?? 0, best?.Loss ?? 0, good?.Loss,
        good?.Position, Retried);

    private TrainingRetry[]? Retried => retries.Count == 0 ? null : [.. retries];

    private (string Name, Buffer<T> Numbers)[] Live => [("optimizer", State), ("average", weightRules.Average)];

    private IEnumerable<(string Name, Buffer<T> Numbers)> Copies =>
        (best?.Parts ?? []).Select(part => ("best/" + part.Name, part.Numbers))
            .Concat((good?.Parts ?? []).Select(part => ("good/" + part.Name, part.Numbers)));

    /// <summary>
    /// Gives a store everything that a training needs to continue with the same bits. Call it between two steps, such as at the end of an
    /// epoch.
    /// </summary>
    internal void Show(Action<TrainingState<T>> store)
    {
        store(new TrainingState<T>(trained, Options, Position, restoredData ?? Data(), [.. Live, .. Copies]));
    }

    /// <summary>
    /// Restores the state of a checkpoint; <see cref="Train"/> then continues from there, with the same rows and the same bits as the
    /// original training.
    /// </summary>
    /// <exception cref="DownhillException">
    /// The checkpoint is of another model, of other options, of another type of numbers, or damaged.
    /// </exception>
    public void Restore(IStoredTraining checkpoint)
    {
        checkpoint.Require<T>(Network.Model, Options);
        Network<T> stored = checkpoint.Load<T>();
        (string Name, Buffer<T> Numbers)[] parts = [.. Live, .. Copies];
        T[][] numbers = [.. parts.Select(part => new T[part.Numbers.Length])];
        checkpoint.Read<T>([.. parts.Zip(numbers, (part, read) => (part.Name, (Memory<T>)read))]);
        trained.Parameters.Write(stored.Parameters.ToArray());
        trained.Statistics.Write(stored.Statistics.ToArray());
        frozen?.Keep();
        for (int i = 0; i < parts.Length; i++)
            parts[i].Numbers.Write(numbers[i]);
        TrainingPosition position = checkpoint.Position;
        GoTo(position);
        (firstEpoch, firstStep) = (position.FirstEpoch, position.FirstStep);
        retries.Clear();
        retries.AddRange(position.Retries ?? []);
        rateDivisor = Scalar.Power(10, (long)retries.Count);
        if (best is not null)
            (best.Epoch, best.Loss) = (position.BestEpoch, position.BestLoss);
        if (good is not null)
            (good.Position, good.Loss) = (position.Good, position.GoodLoss ?? double.PositiveInfinity);
        restoredData = checkpoint.Data;
    }

    // Where a loss has a better start than 0, the last bias begins there, unless somebody has set it.
    private void StartAtMean()
    {
        if (Options.Loss.StartOutput(1) is null || training.Targets.Numbers is not Samples numbers || Network.Model.Layers[^1] is not Linear
            || Network.AllParameters[^1] is not { Name: var name } bias || !name.EndsWith(".bias", StringComparison.Ordinal))
            return;
        T[] starts = bias.Data.ToArray();
        if (starts.AsSpan().ContainsAnyExcept(T.Zero))
            return;
        for (int output = 0; output < starts.Length; output++)
        {
            double sum = 0;
            for (int row = 0; row < training.Rows; row++)
                sum += training.Weight(row) * numbers[training.Stored(row), output];
            if (Options.Loss.StartOutput(sum / training.TotalWeight()) is double start)
                starts[output] = T.CreateTruncating(start);
        }

        bias.Data.Write(starts);
        trained.AllParameters[^1].Data.Write(starts);
    }

    // True where no checkpoint was restored.
    private bool Begin(Dataset? watched)
    {
        validation = watched;
        data = null;
        if (restoredData is not null && restoredData != Data())
            throw new DownhillException(
                $"The rows of {training.Name} are not those of the checkpoint; training can continue only with the same rows.");
        if (communicator is not null && communicator.Broadcast(Data()) != Data())
            throw new DownhillException(
                $"The rows of {training.Name} on rank {communicator.Rank} are not those on rank 0; all processes must read the same data.");
        bool isNew = restoredData is null;
        if (isNew)
        {
            (firstEpoch, firstStep) = (epochs, Step);
            if (Step == 0)
                StartAtMean();
            frozen?.Keep();
            best?.Forget();
            good?.Keep(Position with { Good = null, GoodLoss = null, Retries = null }, double.PositiveInfinity);
        }

        restoredData = null;
        lastStep = firstStep + StepsAhead;
        return isNew;
    }

    private void GoTo(TrainingPosition position)
    {
        (epochs, epochRows, Step, lossSum) = (position.Epochs, position.Rows, position.Step, position.LossSum);
        (LearningRate, plateau) = (position.LearningRate, position.Plateau);
    }

    // Where nothing is watched, some of the rows learnt from tell a good state: the loss of an epoch is of the weights before each of its
    // steps.
    private Dataset Judged() => training.Subset([.. Enumerable.Range(0, Math.Min(MaxJudged, training.Rows))]);

    private void KeepIfGood(double loss)
    {
        if (good is null || !(loss < good.Loss))
            return;
        good.Keep(Position with { Good = null, GoodLoss = null, Retries = null }, loss);
    }

    // The same random numbers again, but shorter steps.
    private bool GoBack(string firstNonFinite)
    {
        if (good?.Position is not TrainingPosition position || retries.Count == Options.Retries)
            return false;
        rateDivisor *= 10;
        retries.Add(new TrainingRetry(epochs + 1, Step + 1, firstNonFinite, position.Epochs, Options.Optimizer.LearningRate / rateDivisor));
        good.GoBack();
        GoTo(position);
        return true;
    }

    private void SaveIfDue(bool isEpochEnd)
    {
        if (Checkpoints?.AreDue(isEpochEnd) == true && plan.Kernels.AllFinite(trained.Parameters))
            Checkpoints.Save(this, applied);
    }

    private string Data() => data ??= new Checksum().With<T>(Network.Output.Size, training, validation);
}
