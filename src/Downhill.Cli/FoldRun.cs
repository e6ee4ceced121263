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
        var recipe = Recipe.Choose(request.Wishes, parts.Training, source.Kind, parts.Validation?.Rows ?? 0, parts.Preprocessing);
        recipe = recipe with { Training = recipe.Training with { Retries = request.Retries } };
        if (request.Wishes.Regularization.BalanceClasses)
            parts = parts with { Training = parts.Training.Balanced() };
        return (recipe, recipe.StandardizesTargets ? parts.WithStandardizedTargets() : parts);
    }

    /// <summary>Trains and measures a network for each split; null where one diverged, which is said then.</summary>
    public CrossValidation? Run(IReadOnlyList<Split> splits, DataSource source, CancellationToken cancellation)
    {
        var folds = new List<Metrics>(splits.Count);
        foreach (Split split in splits)
        {
            (Recipe recipe, TrainParts parts) = Prepare(request, source, split, withFiles: false);
            var trainer = new EnsembleTrainer<T>(recipe.Model, parts.Training, recipe.Training, recipe.Members, request.Threads);
            TrainingResult result = trainer.Train(parts.Validation, null, parts.Preprocessing, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (result.Stop == TrainingStop.Diverged)
            {
                terminal.ErrorOutput.WriteLine(
                    $"Fold {folds.Count + 1} of {splits.Count} diverged at step {result.Steps + 1:N0}; the first non-finite value is {result.FirstNonFinite}. {Cure.Of(recipe.Training.Optimizer.LearningRate)}");
                return null;
            }

            folds.Add(new Evaluator<T>(trainer.Network, parts.Test!, recipe.Training.Loss, request.Threads, parts.Preprocessing).Evaluate());
            terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"fold {folds.Count} of {splits.Count}: loss {MetricsView.Number(folds[^1].Loss)}, {MetricsView.Short(folds[^1])}"));
        }

        var summary = CrossValidation.Of(folds);
        terminal.Out.WriteLine($"cross-validation: {splits.Count} networks, each measured on the rows that it did not learn from");
        MetricsView.PrintParts(
            terminal.Out,
            [.. folds.Select((fold, i) => ($"fold {i + 1}", (Metrics?)fold)), ("mean", summary.Mean), ("deviation", summary.Deviation)]);
        return summary;
    }
}
