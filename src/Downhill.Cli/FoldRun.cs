using System.Globalization;
using System.Numerics;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>Cross-validation: networks of one recipe, each measured on the rows that it did not learn from.</summary>
internal sealed class FoldRun<T>(TrainRequest request, Terminal terminal)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Fits preprocessing and recipe on the training part of a split.</summary>
    public static (Recipe Recipe, TrainParts Parts) Prepare(TrainRequest request, DataSource source, Split split, bool withFiles)
    {
        var parts = TrainParts.Prepare(request, source, split, withFiles);
        var recipe = Recipe.Choose(request.Wishes, parts.Training, parts.Training.Rows);
        return (recipe, recipe.Model.Layers[^1] is Linear ? parts.WithStandardizedTargets() : parts);
    }

    /// <summary>Trains and measures a network for each split.</summary>
    public CrossValidation Run(IReadOnlyList<Split> splits, DataSource source, CancellationToken cancellation)
    {
        var folds = new List<Metrics>(splits.Count);
        foreach (Split split in splits)
        {
            (Recipe recipe, TrainParts parts) = Prepare(request, source, split, withFiles: false);
            var network = new Network<T>(recipe.Model, recipe.Training.Seed);
            TrainingResult result = new Trainer<T>(network, parts.Training, recipe.Training, request.Threads)
                .Train(parts.Validation, null, parts.Preprocessing, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (result.Stop == TrainingStop.Diverged)
                throw new DownhillException($"The loss became NaN or infinite in fold {folds.Count + 1} of {splits.Count} at step {result.Steps + 1:N0}; the usual cure is a smaller learning rate (now {recipe.Training.Optimizer.LearningRate:G3}): --learning-rate {recipe.Training.Optimizer.LearningRate / 10:G3}");
            folds.Add(new Evaluator<T>(network, parts.Test!, recipe.Training.Loss, request.Threads, parts.Preprocessing).Evaluate());
            terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"fold {folds.Count} of {splits.Count}: loss {MetricsView.Number(folds[^1].Loss)}, {MetricsView.Short(folds[^1])}"));
        }

        var summary = CrossValidation.Of(folds);
        MetricsView.PrintParts(
            terminal.Out,
            [.. folds.Select((fold, i) => ($"fold {i + 1}", (Metrics?)fold)), ("mean", summary.Mean), ("deviation", summary.Deviation)]);
        return summary;
    }
}
