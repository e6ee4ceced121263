using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>What <c>train</c> would do with a table: what it takes the target for, and its recipe; or why it would refuse.</summary>
/// <param name="Target">The target; the last column where none is named.</param>
/// <param name="Prepared">The choices; null where it would refuse.</param>
/// <param name="Refusal">Why it would refuse.</param>
/// <param name="Experiment">What was asked for.</param>
internal sealed record TrainPlan(string Target, PreparedExperiment? Prepared, string? Refusal, Experiment Experiment)
{
    private const int MaxClasses = 5;

    public static TrainPlan Of(Experiment experiment, Table table)
    {
        string target = experiment.Target ?? table.Columns[^1].Name;
        try
        {
            return new TrainPlan(target, PreparedExperiment.Of(experiment, DataSource.Of(experiment, table)), null, experiment);
        }
        catch (DownhillException error)
        {
            return new TrainPlan(target, null, HintText.Of(error.Text), experiment);
        }
    }

    public IEnumerable<Block> Blocks()
    {
        string which = Experiment.Target is null
            ? $"It would predict the last column, '{Target}'; --target names another."
            : $"It would predict '{Target}'.";
        if (Prepared is null)
        {
            yield return new Note($"{which} It would stop with an error: {Refusal}");
            yield break;
        }

        (Recipe recipe, TrainParts parts) = (Prepared.Recipe, Prepared.Parts);
        yield return new Paragraph($"{which} {Kind()}");
        yield return new Paragraph(
            $"{MetricText.Count(parts.Training.Rows, "row")} for training, {MetricText.Count(parts.Validation?.Rows ?? 0)} for validation, "
                + $"{MetricText.Count(parts.Test?.Rows ?? 0)} for testing; "
            + $"loss {Catalog.Losses.NameOf(recipe.Training.Loss)}. Recipe: {recipe.Reason}.");
    }

    public JsonObject ToJson() => Prepared is null ? new() { ["target"] = Target, ["refusal"] = Refusal } : new()
    {
        ["target"] = Target,
        ["task"] = Prepared.Source.Targets.AreClasses ? "classification" : "regression",
        ["classes"] = new JsonArray([.. Prepared.Source.Targets.Classes.Select(name => (JsonNode)name)]),
        ["why"] = Kind(),
        ["loss"] = Catalog.Losses.NameOf(Prepared.Recipe.Training.Loss),
        ["recipe"] = Prepared.Recipe.Reason,
    };

    // What the target is taken for, why, and what says otherwise.
    private string Kind()
    {
        Targets targets = Prepared!.Source.Targets;
        bool isNumeric = Prepared.Source.Table!.IsTargetNumeric;
        if (!targets.AreClasses)
            return Experiment.Task is null
                ? "A number, because its values are numbers; --task classification makes each value a class."
                : "A number, as told.";
        string classes = $"{MetricText.Count(targets.Classes.Count)} classes "
            + $"({string.Join(", ", targets.Classes.Take(MaxClasses))}{(targets.Classes.Count > MaxClasses ? ", …" : string.Empty)})";
        return Experiment.Task is not null ? $"{classes}, as told."
            : !isNumeric ? $"{classes}, because its values are text."
            : targets.Classes.Count == 2 ? $"{classes}, because there are two different numbers; --task regression predicts the number."
            : $"{classes}, because they are a few consecutive whole numbers, each in many rows; --task regression predicts the number.";
    }
}
