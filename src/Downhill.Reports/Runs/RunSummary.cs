using Downhill.Experiments;
using Downhill.Tables;
using static System.FormattableString;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>What a run will do, before it begins, and how it ended.</summary>
public static class RunSummary
{
    /// <summary>What a run will do: a label and a text for each line.</summary>
    /// <param name="run">The run, in its folder.</param>
    /// <param name="option">The words for a setting that changes it; null leaves them out.</param>
    public static IEnumerable<(string Label, string Text)> Lines(ExperimentRun run, Func<Hint, string>? option = null)
    {
        (Recipe recipe, TrainParts parts, TrainingOptions training) = (run.Recipe, run.Parts, run.Recipe.Training);
        DataSource source = parts.Source;
        yield return ("data", Data(run));
        if (source.Table is TrainingTable table)
        {
            yield return ("inputs", SchemaText.Inputs(table, parts.Preprocessing));
            if (SchemaText.LeftOut(table) is { Length: > 0 } leftOut)
                yield return ("left out", leftOut);
        }

        if (source.Images is ImageSource images)
            yield return ("images", images.Description);
        yield return ("rows", $"{Count(parts.Training.Rows)} for training, {Count(parts.Validation?.Rows ?? 0)} for validation, "
            + $"{Count(parts.Test?.Rows ?? 0)} for testing");
        string one = run.Competition is null || option is null ? string.Empty
            : $" ({option(new Hint(Setting.Blend, "off"))} trains one network instead)";
        yield return ("recipe", recipe.Reason + one);
        if (run.Competition is Competition competition)
        {
            yield return ("compete", $"{string.Join(", ", competition.Candidates.Select(candidate => candidate.Name))}; "
                + $"folds of {Competition.FoldCount}, dealt {Competition.DealCount} times");
            yield break;
        }

        string layers = ModelText.Of(recipe.Model), batch = training.BatchSize == 0 ? "full batch" : $"batches of {training.BatchSize}";
        yield return ("model", $"{(recipe.Members > 1 ? $"mean of {recipe.Members} × ({layers})" : layers)} "
            + $"({Count(run.Record.Parameters)} parameters)");
        yield return ("loss", Catalog.Losses.NameOf(training.Loss));
        string rate = Invariant($"learning rate {training.Optimizer.LearningRate}, {batch}");
        yield return ("training", $"{Catalog.Optimizers.NameOf(training.Optimizer)}, {rate}, up to {Count(training.Epochs, "epoch")}, "
            + $"seed {training.Seed}");
        if (Rules(training, parts) is { Length: > 0 } rules)
            yield return ("rules", rules);
    }

    /// <summary>How the training of a run ended.</summary>
    public static string Ended(RunRecord record)
    {
        TrainingResult result = record.Result!;
        string why = result.Stop switch
        {
            TrainingStop.TargetLoss => "target loss reached",
            TrainingStop.Patience => "stopped early, no improvement",
            TrainingStop.Cancelled => "interrupted",
            _ => "finished",
        };
        string kept = result.BestEpoch is int best ? $"; the weights are those of epoch {Count(best)}" : string.Empty;
        return Invariant($"{why}: {Count(result.Epochs, "epoch")}, {Count(result.Steps, "step")}, {record.Seconds:F1} s{kept}");
    }

    private static string Data(ExperimentRun run)
    {
        DataSource source = run.Parts.Source;
        string target = !source.Targets.AreClasses ? "a number"
            : source.Targets.Classes.Count == 1 ? "1 class" : $"{Count(source.Targets.Classes.Count)} classes";
        string columns = source.Columns.IsEmpty ? $"rows of {run.Parts.Training.Input}" : Count(source.Columns.Length, "column");
        return $"{run.Record.Data.Source}: {columns} → {(source.Target.Length == 0 ? "target" : source.Target)} ({target})";
    }

    private static string Rules(TrainingOptions training, TrainParts parts) => string.Join(", ", new[]
    {
        training.Schedule is null ? null : $"schedule {Catalog.Schedules.NameOf(training.Schedule)}",
        training.Patience is int epochs ? $"patience of {Count(epochs, "epoch")}" : null,
        training.L1 > 0 ? Invariant($"L1 {training.L1}") : null,
        training.ClipValue is double value ? Invariant($"gradient entries clipped to ±{value}") : null,
        training.ClipNorm is double norm ? Invariant($"gradient norm clipped to {norm}") : null,
        training.MaxNorm is double most ? Invariant($"max-norm {most}") : null,
        training.AverageDecay is double decay ? Invariant($"weights averaged with decay {decay}") : null,
        training.Augmentation is null ? null : $"images varied: {Catalog.Augmentations.ToText(training.Augmentation)}",
        parts.Source.Table?.Weight is string weight ? $"rows weighted by '{weight}'" : null,
        parts.Unbalanced is not null ? "classes balanced" : null,
    }.OfType<string>());
}
