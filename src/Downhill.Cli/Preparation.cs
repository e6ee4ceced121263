namespace Downhill.Cli;

/// <summary>What comes before a training: preprocessing and recipe, fitted on the training part of a split.</summary>
internal static class Preparation
{
    /// <summary>Fits both.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="source">The rows.</param>
    /// <param name="split">Their parts.</param>
    /// <param name="withFiles">Whether parts that are files of their own are read too.</param>
    public static (Recipe Recipe, TrainParts Parts) Of(TrainRequest request, DataSource source, Split split, bool withFiles)
    {
        var parts = TrainParts.Prepare(request, source, split, withFiles);
        var recipe = Recipe.Choose(request.Wishes, parts.Training, source.Kind, parts.Validation?.Rows ?? 0, parts.Preprocessing);
        recipe = recipe with { Training = recipe.Training with { Retries = request.Retries } };
        if (request.Wishes.Regularization.BalanceClasses)
            parts = parts with { Training = parts.Training.Balanced(), Unbalanced = parts.Training };
        if (BlendRun.IsFor(request, source, split.Training.Length))
            recipe = recipe with { Members = 1, Reason = BlendRun.Reason(parts.Training.Rows) };
        return (recipe, recipe.StandardizesTargets ? parts.WithStandardizedTargets() : parts);
    }
}
