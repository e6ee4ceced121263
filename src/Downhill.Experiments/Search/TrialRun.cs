using System.Numerics;

namespace Downhill.Experiments;

/// <summary>Trains the network of a trial on one thread and measures it; nothing is saved.</summary>
internal static class TrialRun
{
    /// <summary>The score; null where training diverged.</summary>
    public static double? Measure(Experiment experiment, int? epochs, CancellationToken cancellation) => experiment.Precision == Precision.Double
        ? Measure<double>(experiment, epochs, cancellation)
        : Measure<float>(experiment, epochs, cancellation);

    /// <summary>How many epochs the recipe of an experiment trains for.</summary>
    public static int Epochs(Experiment experiment)
    {
        using var streaming = new Streaming(experiment.Stream);
        return PreparedExperiment.Of(experiment, streaming, withFiles: false).Recipe.Training.Epochs;
    }

    private static double? Measure<T>(Experiment experiment, int? epochs, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var streaming = new Streaming(experiment.Stream);
        var source = DataSource.Load(experiment, streaming);
        var shares = SplitFractions.Of(experiment, source);
        Splitter splitter = source.Splitter(experiment.Seed ?? 0);
        bool isFolded = experiment.Folds is not null;
        IReadOnlyList<Split> splits = experiment.Folds is int folds ? splitter.Folds(folds, shares.Validation) : [splitter.Split(shares.Validation, shares.Test)];
        double sum = 0;
        foreach (Split split in splits)
        {
            (Recipe recipe, TrainParts parts) = Preparation.Of(experiment, source, split, withFiles: !isFolded);
            Dataset judged = (isFolded ? parts.Test : parts.Validation) ?? throw new DownhillException(
                $"A search needs rows to compare trials on: a part for validation{new Hint(Setting.Validation, "0.2")}, or folds{new Hint(Setting.Folds, "5")}.");
            TrainingOptions options = recipe.Training with { Epochs = epochs ?? recipe.Training.Epochs };
            var trainer = new EnsembleTrainer<T>(recipe.Model, parts.Training, options, recipe.Members, 1);
            TrainingResult result = trainer.Train(parts.Validation, null, parts.Preprocessing, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (result.Stop == TrainingStop.Diverged)
                return null;
            double score = Score(new Evaluator<T>(trainer.Network, judged, recipe.Training.Loss, 1, parts.Preprocessing).Evaluate());
            if (!double.IsFinite(score))
                return null;
            sum += score;
        }

        return sum / splits.Count;
    }

    // The same for every loss a trial may be trained with.
    private static double Score(Metrics metrics) => metrics.LogLoss ?? metrics.Rmse ?? metrics.Loss;
}
