using System.Globalization;
using System.Numerics;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>
/// Cross-validation: networks of a run's recipe, each measured on the rows that it did not learn from. Each fold is a run in a folder of its
/// own within that of the run, so that it is gone on with as any other.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="record">The run's record; each fold is trained as its command says.</param>
/// <param name="threads">How many threads may be used.</param>
/// <param name="terminal">Where each fold is told of.</param>
internal sealed class FoldRuns<T>(RunFolder folder, RunRecord record, int threads, Terminal terminal)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Why the last fold stopped before its end; null where all are done.</summary>
    public TrainingStop? Stop { get; private set; }

    /// <summary>Trains and measures a network for each split that is left; null where one was stopped or diverged, which is said then.</summary>
    public CrossValidation? Run(IReadOnlyList<Split> splits, DataSource source, CancellationToken cancellation)
    {
        TrainRequest request = RecordedRequest.Of(record, folder.Path) with { Threads = threads };
        var measured = new List<Metrics>(splits.Count);
        foreach (Split split in splits)
        {
            if (Measure(request, split, source, $"{measured.Count + 1} of {splits.Count}", folder.FoldPath(measured.Count + 1), cancellation) is not Metrics metrics)
                return null;
            measured.Add(metrics);
        }

        var summary = CrossValidation.Of(measured);
        terminal.Out.WriteLine($"cross-validation: {splits.Count} networks, each measured on the rows that it did not learn from");
        terminal.Out.Show(MetricTables.Main([.. measured.Select((fold, i) => ($"fold {i + 1}", (Metrics?)fold)), ("mean", summary.Mean), ("deviation", summary.Deviation)]));
        return summary;
    }

    private Metrics? Measure(TrainRequest request, Split split, DataSource source, string which, string path, CancellationToken cancellation)
    {
        using RunFolder place = RunFolder.Status(path) is null ? RunFolder.Create(path, overwrite: true) : RunFolder.Open(path);
        RunRecord? before = RunFolder.Status(path) is null ? null : place.Read();
        if (before is { Status: "finished", Metrics.Test: Metrics known })
            return known;

        (Recipe recipe, TrainParts parts) = Preparation.Of(request, source, split, withFiles: false);
        RunRecord own = record with { Model = Ensemble.Of(recipe.Model, recipe.Members), Training = recipe.Training, Members = before?.Members };
        var members = new MemberRuns<T>(place, own, parts, recipe, request);
        members.Restore(terminal.ErrorOutput.WriteLine);
        place.Write(own);
        TrainingResult result = members.Trainer.Train(parts.Validation, null, parts.Preprocessing, cancellation);
        if (result.Stop is TrainingStop.Cancelled or TrainingStop.Diverged)
        {
            Stop = result.Stop;
            if (result.Stop == TrainingStop.Cancelled)
                terminal.Out.WriteLine($"interrupted in fold {which}");
            else
                terminal.ErrorOutput.WriteLine(members.Divergence(result, $"fold {which}"));
            return null;
        }

        Metrics metrics = new Evaluator<T>(members.Trainer.Network, parts.Test!, recipe.Training.Loss, threads, parts.Preprocessing).Evaluate();
        place.Write(members.Record(own) with { Status = "finished", Result = result, Metrics = new RunMetrics(null, null, metrics) });
        members.Delete();
        terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fold {which}: loss {MetricText.Number(metrics.Loss)}, {MetricText.Short(metrics)}"));
        return metrics;
    }
}
