namespace Downhill.Experiments;

/// <summary>Chooses the threshold of two classes, on the out-of-fold rows of a competition or on the validation part.</summary>
internal static class ThresholdChoice
{
    /// <summary>Throws if there is a threshold to choose or obey, and no way to.</summary>
    public static void Require(Experiment experiment, Recipe recipe, TrainParts parts)
    {
        if (experiment.Threshold is not ThresholdAim aim)
            return;
        Targets targets = parts.Training.Targets;
        if (targets.Classes.Count != 2)
        {
            string what = targets.AreClasses ? $"has {targets.Classes.Count:N0} classes" : "is a number";
            throw new DownhillException(
                $"A threshold{new Hint(Setting.Threshold)} is for two classes, "
                    + $"but the target of {parts.Training.Name} {what}; leave it out.");
        }

        Loss loss = recipe.Training.Loss;
        if (!loss.AnswersAreProbabilities || (loss.Link is { OutputKind: OutputKind.Probabilities } && recipe.Model.OutputShape().Size > 1))
        {
            throw new DownhillException(
                $"A threshold{new Hint(Setting.Threshold)} is for probabilities, which the loss '{Catalog.Losses.NameOf(loss)}' "
                    + $"does not use; "
                + $"choose another loss{new Hint(Setting.Loss, "binary-cross-entropy")}, or leave the threshold out.");
        }

        if (aim.Goal == ThresholdGoal.Given || (recipe.IsBlend ? parts.Training : parts.Validation) is Dataset rows && HasBoth(rows))
            return;
        string lack = parts.Validation is null ? "there is none" : $"its {parts.Validation.Rows:N0} rows are of one class";
        throw new DownhillException(
            $"A threshold for '{aim}'{new Hint(Setting.Threshold, aim.ToString())} is chosen on the validation part, but {lack}; "
                + $"use a validation part with both classes"
            + $"{new Hint(Setting.Validation, "0.2")}, or give a number{new Hint(Setting.Threshold, "0.3")}.");
    }

    /// <summary>The metrics of thresholds on the validation part; null without one, or if there are not two classes.</summary>
    public static ThresholdTable? Table<T>(Evaluator<T> evaluator, TrainParts parts, Experiment experiment)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        parts.Validation is Dataset rows ? evaluator.Thresholds(rows, "validation", experiment.Threshold) : null;

    /// <summary>The threshold that was chosen, or was given; null if there is none.</summary>
    public static DecisionThreshold? Chosen(ThresholdTable? table, Experiment experiment) =>
        table?.Chosen ?? (experiment.Threshold is { Value: double given } aim ? new DecisionThreshold(given, aim) : null);

    private static bool HasBoth(Dataset rows) =>
        Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0).Select(row => rows.Targets.Label(rows.Stored(row))).Distinct()
            .Take(2).Count() == 2;
}
