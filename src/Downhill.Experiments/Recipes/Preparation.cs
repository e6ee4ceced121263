namespace Downhill.Experiments;

/// <summary>The preparation of a training: preprocessing and recipe, fitted on the training part of a split.</summary>
internal static class Preparation
{
    /// <summary>Fits both; the recipe's experiment has every choice written out.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="source">The rows.</param>
    /// <param name="split">Their parts.</param>
    /// <param name="withFiles">Whether parts that are files of their own are read too.</param>
    public static (Recipe Recipe, TrainParts Parts) Of(Experiment experiment, DataSource source, Split split, bool withFiles)
    {
        bool isBlend = Competition.IsFor(experiment, source, split.Training.Length);
        Experiment given = experiment;
        experiment = source.Start?.Complete(experiment, source.Targets) ?? experiment;
        var parts = TrainParts.Prepare(experiment, source, split, withFiles, isBlend);
        var recipe = Recipe.Choose(experiment, parts.Training, source.Kind, parts.Validation?.Rows ?? 0, parts.Preprocessing);
        recipe = isBlend
            ? recipe with
            {
                Members = 1,
                IsBlend = true,
                Reason = Competition.Reason(parts.Training.Rows),
                Experiment = Open(experiment, recipe),
            }
            : recipe;
        if (source.Start is StartingPoint start)
            recipe = recipe with { Reason = start.Reason(recipe.Model), Experiment = recipe.Experiment with { Network = given.Network } };
        int? pieces = isBlend ? null : Defaults.Pieces(parts.Training.Rows);
        recipe = recipe with { Experiment = Complete(recipe.Experiment, source, pieces, isBlend) };
        if (experiment.ClassWeights == ClassWeighting.Balanced)
            parts = parts with { Training = parts.Training.Balanced(), Unbalanced = parts.Training };
        bool areKnown = source.Start is { KeepsTarget: true }; // then the model's scale has been applied
        return (recipe, recipe.StandardizesTargets && !areKnown ? parts.WithStandardizedTargets() : parts);
    }

    // A competition chooses everything itself, by the rows alone: what is left open here is chosen again.
    private static Experiment Open(Experiment experiment, Recipe recipe) =>
        experiment with { Seed = recipe.Training.Seed, Precision = recipe.Experiment.Precision };

    private static Experiment Complete(Experiment experiment, DataSource source, int? pieces, bool isBlend)
    {
        var shares = SplitFractions.Of(experiment, source);
        experiment = experiment with
        {
            Validation = isBlend && shares.Validation > 0
                ? experiment.Validation
                : experiment.Validation ?? (source.Validation is null ? shares.Validation : default(DataPart?)),
            Test = experiment.Test ?? (source.Test is null ? new DataPart(shares.Test) : default(DataPart?)),
        };
        if (source is { Images.Reading: ImageReading reading, Start: null })
        {
            experiment = experiment with
            {
                ImageSize = FormattableString.Invariant($"{reading.Height}x{reading.Width}"),
                ImageFit = reading.Fit,
                ImageChannels = reading.Channels,
            };
        }

        return source.Table is null || source.Start is not null ? experiment : experiment with
        {
            Scaling = experiment.Scaling ?? Scaling.Robust,
            Pieces = experiment.Pieces ?? pieces,
            OneHot = experiment.OneHot ?? CategoryEncoding.MaxOneHot,
        };
    }
}
