using System.Numerics;

namespace Downhill.Experiments;

/// <summary>A finished fold of a cross-validation.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Folds">How many there are.</param>
/// <param name="Metrics">What was measured on the rows that it did not train on.</param>
public sealed record FoldResult(int Number, int Folds, Metrics Metrics);

/// <summary>
/// Cross-validation: networks of a run's recipe, each measured on the rows that it did not train on. Each fold is a run in a folder of its
/// own within that of the run, so that it is resumed as any other.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="record">The run's record.</param>
/// <param name="experiment">The run's experiment with every choice made; each fold is trained as it says.</param>
/// <param name="threads">How many threads may be used.</param>
/// <param name="communicator">The processes that train together; null for this one alone.</param>
internal sealed class FoldRuns<T>(RunFolder folder, RunRecord record, Experiment experiment, int threads, ICommunicator? communicator)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The reason why the last fold stopped before its end; null if all folds are finished.</summary>
    public TrainingStop? Stop { get; private set; }

    /// <summary>The fold that stopped before its end, from 1.</summary>
    public int? Stopped { get; private set; }

    /// <summary>The training that diverged; null if none did.</summary>
    public TrainingDivergence? Divergence { get; private set; }

    /// <summary>Trains and measures a network for each remaining split; null if one was stopped or diverged.</summary>
    public IReadOnlyList<Metrics>? Run(IReadOnlyList<Split> splits, DataSource source, IProgress<FoldResult>? progress,
        Action<string>? warn, CancellationToken cancellation)
    {
        var measured = new List<Metrics>(splits.Count);
        foreach (Split split in splits)
        {
            int number = measured.Count + 1;
            if (Measure(split, source, number, folder.FoldPath(number), warn, cancellation) is not (Metrics metrics, bool isNew))
                return null;
            measured.Add(metrics);
            if (isNew)
                progress?.Report(new FoldResult(number, splits.Count, metrics));
        }

        return measured;
    }

    private (Metrics Metrics, bool IsNew)? Measure(Split split, DataSource source, int number, string path, Action<string>? warn,
        CancellationToken cancellation)
    {
        using RunFolder place = RunFolder.Status(path) is null ? RunFolder.Create(path, overwrite: true) : RunFolder.Open(path);
        RunRecord? before = RunFolder.Status(path) is null ? null : place.Read();
        if (before is { Status: RunStatus.Finished, Metrics.Test: Metrics known })
            return (known, false);

        (Recipe recipe, TrainParts parts) = Preparation.Of(experiment, source, split, withFiles: false);
        RunRecord own = record with
        {
            Model = Ensemble.Of(recipe.Model, recipe.Members),
            Training = recipe.Training,
            Members = before?.Members
        };
        var members = new MemberRuns<T>(place, own, parts, recipe, threads, communicator, number);
        members.Restore(warn);
        place.Write(own);
        TrainingResult result = members.Trainer.Train(parts.Validation, null, parts.Preprocessing, cancellation);
        if (result.Stop is TrainingStop.Cancelled or TrainingStop.Diverged)
        {
            (Stop, Stopped) = (result.Stop, number);
            Divergence = result.Stop == TrainingStop.Diverged ? members.Divergence(result, number) : null;
            return null;
        }

        Preprocessing fitted = parts.Preprocessing with { Threshold = Threshold() };
        Metrics metrics = Evaluator(fitted).Evaluate();
        place.Write(members.Record(own) with
        {
            Status = RunStatus.Finished,
            Result = result,
            Metrics = new RunMetrics(null, null, metrics)
        });
        members.Delete();
        return (metrics, true);

        Evaluator<T> Evaluator(Preprocessing preprocessing) =>
            new(members.Trainer.Network, parts.Test!, recipe.Training.Loss, threads, preprocessing);

        DecisionThreshold? Threshold() => experiment.Threshold is null
            ? null
            : ThresholdChoice.Chosen(ThresholdChoice.Table(Evaluator(parts.Preprocessing), parts, experiment), experiment);
    }
}
