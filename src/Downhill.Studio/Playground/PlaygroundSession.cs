using System.Diagnostics;

namespace Downhill.Studio;

/// <summary>
/// A network of the playground in training, step by step: the same trainer, the same order of rows and the same numbers as
/// <c>downhill train</c>. One thread at a time uses it.
/// </summary>
public sealed class PlaygroundSession
{
    private readonly PlaygroundData data;
    private readonly int[] order;
    private readonly List<LossPoint> history = [];
    private Trainer<float> trainer;
    private int row;

    /// <summary>Makes the points and the network, with its first weights.</summary>
    /// <exception cref="DownhillException">A choice is out of its range, or two do not fit each other.</exception>
    public PlaygroundSession(PlaygroundState state)
    {
        State = state;
        data = new PlaygroundData(state);
        TrainingOptions options = Options(state, data);
        var model = Model.Parse(state.Layers, data.Training.Input,
            data.Raw.Targets.OutputsFor(options.Loss.Link?.OutputKind ?? OutputKind.Numbers));
        if (!data.Raw.Targets.AreClasses && options.Loss.Link is null)
            data.StandardizeTargets();
        trainer = new Trainer<float>(new Network<float>(model, state.Seed), data.Training, options);
        order = new int[data.Training.Rows];
        Picture = new PlaygroundPicture(this);
        Measure();
    }

    /// <summary>The choices.</summary>
    public PlaygroundState State { get; private set; }

    /// <summary>The points.</summary>
    public PlaygroundData Data => data;

    /// <summary>The network.</summary>
    public Network<float> Network => trainer.Network;

    /// <summary>The training options.</summary>
    public TrainingOptions Training => trainer.Options;

    /// <summary>The number of steps made.</summary>
    public long Step => trainer.Step;

    /// <summary>The number of finished epochs.</summary>
    public int Epoch { get; private set; }

    /// <summary>Whether the weights follow from the state and the number of steps alone, without changes by hand or in between.</summary>
    public bool IsReproducible { get; private set; } = true;

    /// <summary>The name of the first value that was not finite if training diverged; otherwise null.</summary>
    public string? Diverged { get; private set; }

    /// <summary>The losses so far, in the order of steps.</summary>
    public IReadOnlyList<LossPoint> History => history;

    /// <summary>The pictures of the network.</summary>
    public PlaygroundPicture Picture { get; }

    /// <summary>The rows of the next step, by their place in the training part.</summary>
    public int[] NextRows()
    {
        if (row == 0)
            Shuffle.Fill(order, State.Seed, RandomPurpose.Shuffling, (ulong)(Epoch + 1));
        return [.. order.Skip(row).Take(trainer.BatchSize)];
    }

    /// <summary>Makes one step.</summary>
    public void StepOnce()
    {
        Advance();
        Measure();
    }

    /// <summary>Makes steps to the end of the epoch.</summary>
    public void EpochOnce()
    {
        AdvanceEpoch();
        Measure();
    }

    /// <summary>Trains for about the given time and at most the given number of steps; by default the steps of one epoch.</summary>
    public void Run(TimeSpan time, int? steps)
    {
        long start = Stopwatch.GetTimestamp();
        for (int made = 0, most = steps ?? StepsLeft(); made < most && Diverged is null && Stopwatch.GetElapsedTime(start) < time; made++)
            Advance();
        Measure();
    }

    /// <summary>Trains up to the given number of steps, as in the link to a trained network.</summary>
    public void RunTo(long step, CancellationToken cancellation = default)
    {
        while (Step < step && Diverged is null && !cancellation.IsCancellationRequested)
        {
            Advance();
            if (Step % 32 == 0)
                Measure();
        }

        Measure();
    }

    /// <summary>Continues with other training options and the same network.</summary>
    /// <exception cref="DownhillException">The options do not fit the network.</exception>
    public void ChangeTraining(PlaygroundState state)
    {
        if (!state.HasNetworkOf(State))
            throw new ArgumentException("Another network needs another session.", nameof(state));
        var changed = new Trainer<float>(Network, data.Training, Options(state, data));
        changed.ContinueFrom(trainer);
        trainer = changed;
        State = state;
        IsReproducible &= Step == 0;
        Picture.Rebind();
        Measure();
    }

    /// <summary>Sets one parameter by hand.</summary>
    /// <param name="index">Its place among all parameters, in layer order.</param>
    /// <param name="value">Its value.</param>
    public void SetParameter(int index, float value)
    {
        if (!float.IsFinite(value))
            throw new DownhillException("A weight must be a finite number.");
        Network.Parameters.Span[index] = value;
        IsReproducible = false;
        Diverged = null;
        Measure();
    }

    /// <summary>Sets all parameters, such as those of a saved file or a link; the optimizer starts again.</summary>
    /// <exception cref="DownhillException">There are not as many as the network has.</exception>
    public void SetParameters(ReadOnlySpan<float> values)
    {
        if (values.Length != Network.Parameters.Length)
            throw new DownhillException($"There are {values.Length} stored weights, but the network has {Network.Parameters.Length}.");
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                throw new DownhillException("A stored weight is not a finite number.");
        }

        values.CopyTo(Network.Parameters.Span);
        IsReproducible = false;
        Measure();
    }

    /// <summary>The parameters after the next step, without making it.</summary>
    public float[] PreviewStep() => trainer.Preview(NextRows());

    /// <summary>The metrics of the training rows and of the test rows.</summary>
    public (Metrics Training, Metrics? Test) Metrics()
    {
        var evaluator = new Evaluator<float>(Network, data.Training, Training.Loss, preprocessing: data.Preprocessing);
        return (evaluator.Evaluate(), data.Test is null ? null : evaluator.Evaluate(data.Test));
    }

    private static TrainingOptions Options(PlaygroundState state, PlaygroundData data) => new(
        state.Loss is string loss ? Catalog.Losses.Parse(loss) : DefaultLoss(data.Raw.Targets),
        Catalog.Optimizers.Parse(state.Optimizer),
        state.Batch,
        Epochs: int.MaxValue,
        Seed: state.Seed,
        L1: state.L1,
        ClipNorm: state.ClipNorm);

    private static Loss DefaultLoss(Targets targets) => !targets.AreClasses ? new MeanSquaredError()
        : targets.Classes.Count == 2 ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy();

    private int StepsLeft() => (order.Length - row + trainer.BatchSize - 1) / trainer.BatchSize;

    private void AdvanceEpoch()
    {
        for (int left = StepsLeft(); left > 0 && Diverged is null; left--)
            Advance();
    }

    private void Advance()
    {
        if (Diverged is not null)
            return;
        if (row == 0)
            Shuffle.Fill(order, State.Seed, RandomPurpose.Shuffling, (ulong)(Epoch + 1));
        int rows = Math.Min(trainer.BatchSize, order.Length - row);
        double loss = trainer.StepOn(order.AsSpan(row, rows));
        if (!double.IsFinite(loss))
        {
            Diverged = "the loss is not finite any more";
            return;
        }

        row += rows;
        if (row < order.Length)
            return;
        row = 0;
        Epoch++;
    }

    private void Measure()
    {
        LossPoint now = Picture.Losses();
        if (history.Count > 0 && history[^1].Step == now.Step)
            history.RemoveAt(history.Count - 1);
        history.Add(now);
        if (history.Count <= 400)
            return;
        for (int i = history.Count - 2; i > 0; i -= 2)
            history.RemoveAt(i);
    }
}

/// <summary>The mean losses of the training and test rows after a step.</summary>
/// <param name="Step">The number of steps so far.</param>
/// <param name="Training">The loss of the rows to learn from.</param>
/// <param name="Test">The loss of the test rows; not a number if there are none.</param>
public readonly record struct LossPoint(long Step, float Training, float Test);
