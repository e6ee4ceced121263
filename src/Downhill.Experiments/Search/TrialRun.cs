using System.Numerics;

namespace Downhill.Experiments;

/// <summary>Trains the network of a trial on one thread and measures it; nothing is saved.</summary>
internal static class TrialRun
{
    // The rows that trainings are compared on where nobody says which.
    private const double EvaluationSet = 0.2;

    /// <summary>The score; null if training diverged.</summary>
    /// <param name="experiment">The experiment, with rows for the measurement.</param>
    /// <param name="epochs">The number of epochs; null for that of the recipe.</param>
    /// <param name="isRecipe">
    /// Whether it is trained as it would be without those rows held out, so that candidates compete where they do so then.
    /// </param>
    /// <param name="cancellation">Stops after the current step.</param>
    public static double? Measure(Experiment experiment, int? epochs, bool isRecipe, CancellationToken cancellation) =>
        experiment.Precision == Precision.Double
        ? Measure<double>(experiment, epochs, isRecipe, cancellation)
        : Measure<float>(experiment, epochs, isRecipe, cancellation);

    /// <summary>The same experiment with rows to be measured on.</summary>
    public static Experiment Measured(Experiment experiment) =>
        experiment.Validation is null && experiment.Folds is null ? experiment with { Validation = EvaluationSet } : experiment;

    /// <summary>The number of epochs in the recipe of an experiment.</summary>
    public static int Epochs(Experiment experiment)
    {
        using var streaming = new Streaming(experiment.Stream);
        return PreparedExperiment.Of(experiment, streaming, withFiles: false).Recipe.Training.Epochs;
    }

    private static double? Measure<T>(Experiment experiment, int? epochs, bool isRecipe, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var streaming = new Streaming(experiment.Stream);
        var source = DataSource.Load(experiment, streaming);
        var shares = SplitFractions.Of(experiment, source);
        Splitter splitter = source.Splitter(experiment.Seed ?? 0);
        bool isFolded = experiment.Folds is not null;
        IReadOnlyList<Split> splits = experiment.Folds is int folds
            ? splitter.Folds(folds, shares.Validation)
            : [splitter.Split(shares.Validation, shares.Test)];
        Experiment trained = isRecipe ? AsTrained(experiment, source, splitter) : experiment;
        double sum = 0;
        foreach (Split split in splits)
        {
            (Recipe recipe, TrainParts parts) = Preparation.Of(trained, source, split, withFiles: !isFolded);
            Dataset judged = (isFolded ? parts.Test : parts.Validation) ?? throw new DownhillException(
                $"A search needs rows to compare trials on: a part for validation{new Hint(Setting.Validation, "0.2")}, "
                    + $"or folds{new Hint(Setting.Folds, "5")}.");
            Network<T>? network = recipe.IsBlend
                ? Blended<T>(new PreparedExperiment(source, recipe, split, parts, null), cancellation)
                : Trained<T>(recipe with { Training = recipe.Training with { Epochs = epochs ?? recipe.Training.Epochs } }, parts,
                    cancellation);
            if (network is null)
                return null;
            double score = Score(new Evaluator<T>(network, judged, recipe.Training.Loss, 1, parts.Preprocessing).Evaluate());
            if (!double.IsFinite(score))
                return null;
            sum += score;
        }

        return sum / splits.Count;
    }

    // Whether candidates compete is decided by the rows that a training would have, which are more than those left here.
    private static Experiment AsTrained(Experiment experiment, DataSource source, Splitter splitter)
    {
        Experiment plain = experiment with { Validation = Held(experiment.Validation), Folds = null };
        var shares = SplitFractions.Of(plain, source);
        bool compete = Competition.IsFor(plain, source, splitter.Split(shares.Validation, shares.Test).Training.Length);
        return plain with { Blend = compete ? BlendChoice.On : BlendChoice.Off };
    }

    // A file stays, a fraction is dealt already.
    private static DataPart? Held(DataPart? part) => part?.File is null ? null : part;

    private static Network<T>? Trained<T>(Recipe recipe, TrainParts parts, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var trainer = new EnsembleTrainer<T>(recipe.Model, parts.Training, recipe.Training, recipe.Members,
            1)
        { Start = parts.Source.Start?.Load<T>() };
        TrainingResult result = trainer.Train(parts.Validation, null, parts.Preprocessing, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result.Stop == TrainingStop.Diverged ? null : trainer.Network;
    }

    private static Network<T> Blended<T>(PreparedExperiment prepared, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var competition = Competition.Of(prepared);
        (TrainingOptions training, TrainParts parts) = (prepared.Recipe.Training, prepared.Parts);
        return new BlendTrainer<T>(parts.Training, training.Loss, competition.Candidates, competition.Deals, training.Seed, 1)
            .Train(null, cancellation).Network;
    }

    // The same for every loss a trial may be trained with.
    private static double Score(Metrics metrics) => metrics.LogLoss ?? metrics.Rmse ?? metrics.Loss;
}
