using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Tables;

namespace Downhill.Reports;

/// <summary>What a training would do with a table: the kind of the target and the recipe, or the reason why it would refuse.</summary>
/// <param name="Target">The target; the last column if none is named.</param>
/// <param name="Prepared">The choices; null if it would refuse.</param>
/// <param name="Refusal">The error if it would refuse.</param>
/// <param name="Experiment">The experiment.</param>
public sealed record TrainPlan(string Target, PreparedExperiment? Prepared, ErrorText? Refusal, Experiment Experiment)
{
    private const int MaxClasses = 5;

    /// <summary>The words for a setting that changes the plan; null leaves them out.</summary>
    public Func<Hint, string>? Option { get; init; }

    /// <summary>Prepares an experiment on a table.</summary>
    public static TrainPlan Of(Experiment experiment, Table table)
    {
        string target = experiment.Target ?? table.Columns[^1].Name;
        try
        {
            return new TrainPlan(target, PreparedExperiment.Of(experiment, DataSource.Of(experiment, table)), null, experiment);
        }
        catch (DownhillException error)
        {
            return new TrainPlan(target, null, error.Text, experiment);
        }
    }

    /// <summary>The plan as a document, after the profile of its table.</summary>
    public Document Document(TableProfile profile) => new(profile.Table.Name,
        (Section[])[
            new Section(string.Empty,
                [.. DataProfile.Blocks(profile, Experiment.Target, Option is null ? null : column => ImageSheet.Drop(Option, column)),
                .. profile.Classes.Length > 0
                    ? [DataProfile.Classes(profile.Classes, $"The classes of '{Experiment.Target}'")]
                    : Array.Empty<Block>()]),
            new Section("What train would do", [.. Blocks()]),
        ]);

    /// <summary>The plan in sentences.</summary>
    public IEnumerable<Block> Blocks()
    {
        string which = Experiment.Target is null
            ? $"It would predict the last column, '{Target}'{Other(new Hint(Setting.Target), "names another")}"
            : $"It would predict '{Target}'.";
        if (Prepared is null)
        {
            yield return new Note($"{which} It would stop with an error: {Refusal!.ToString(Option)}");
            yield break;
        }

        (Recipe recipe, TrainParts parts) = (Prepared.Recipe, Prepared.Parts);
        yield return new Paragraph($"{which} {Kind()}");
        yield return new Paragraph(
            $"{MetricText.Count(parts.Training.Rows, "row")} for training, {MetricText.Count(parts.Validation?.Rows ?? 0)} for validation, "
                + $"{MetricText.Count(parts.Test?.Rows ?? 0)} for testing; "
            + $"loss {Catalog.Losses.NameOf(recipe.Training.Loss)}. Recipe: {recipe.Reason}.");
    }

    /// <summary>The plan as JSON.</summary>
    public JsonObject ToJson() => Prepared is null ? new() { ["target"] = Target, ["refusal"] = Refusal!.ToString(Option) } : new()
    {
        ["target"] = Target,
        ["task"] = Prepared.Source.Targets.AreClasses ? "classification" : "regression",
        ["classes"] = new JsonArray([.. Prepared.Source.Targets.Classes.Select(name => (JsonNode)name)]),
        ["why"] = Kind(),
        ["loss"] = Catalog.Losses.NameOf(Prepared.Recipe.Training.Loss),
        ["recipe"] = Prepared.Recipe.Reason,
    };

    // The kind of the target, its reason, and the setting that changes it.
    private string Kind()
    {
        Targets targets = Prepared!.Source.Targets;
        bool isNumeric = Prepared.Source.Table!.IsTargetNumeric;
        Hint classification = new(Setting.Task, "classification"), regression = new(Setting.Task, "regression");
        if (!targets.AreClasses)
            return Experiment.Task is null
                ? $"A number, because its values are numbers{Other(classification, "makes each value a class")}"
                : "A number, as told.";
        string classes = $"{MetricText.Count(targets.Classes.Count)} classes "
            + $"({string.Join(", ", targets.Classes.Take(MaxClasses))}{(targets.Classes.Count > MaxClasses ? ", …" : string.Empty)})";
        string number = Other(regression, "predicts the number");
        return Experiment.Task is not null ? $"{classes}, as told."
            : !isNumeric ? $"{classes}, because its values are text."
            : targets.Classes.Count == 2 ? $"{classes}, because there are two different numbers{number}"
            : $"{classes}, because they are a few consecutive whole numbers, each in many rows{number}";
    }

    // The end of a sentence: what another value of a setting does.
    private string Other(Hint hint, string does) => Option is null ? "." : $"; {Option(hint)} {does}.";
}
