using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>Runs side by side: a column is a run.</summary>
internal static class CompareView
{
    public static Document Document(RunComparison comparison) => new("Comparison of runs", Sections(comparison));

    public static JsonObject Node(RunComparison comparison) => new()
    {
        ["comparable"] = comparison.AreAlike,
        ["runs"] = new JsonArray([.. comparison.Runs.Select(run => new JsonObject
        {
            ["run"] = run.Path,
            ["part"] = run.Part,
            ["rows"] = run.Metrics.Rows,
            ["metrics"] = new JsonObject(run.Metrics.Numbers()
                .Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Name, Json.Number(entry.Value)))),
            ["parameters"] = run.Record.Parameters,
            ["seconds"] = run.Record.Seconds,
            ["command"] = run.Record.Command,
        })]),
        ["best"] = new JsonObject(comparison.Metrics.Select(metric => KeyValuePair.Create<string, JsonNode?>(
            metric, new JsonArray([.. comparison.Best(metric).Select(run => JsonValue.Create(run.Path))])))),
        ["differences"] = new JsonObject(comparison.Differences.Select(name => KeyValuePair.Create<string, JsonNode?>(
            name, new JsonArray([.. comparison.Runs.Select(run => JsonValue.Create(RunComparison.Choice(run, name)))])))),
    };

    private static IEnumerable<Section> Sections(RunComparison comparison)
    {
        IReadOnlyList<ComparedRun> runs = comparison.Runs;
        Block words = comparison.AreAlike
            ? new Paragraph($"Measured on {RunComparison.Choice(runs[0], "measured on")}; ★ marks the best.")
            : new Note("The runs are not measured on the same rows, so none is marked as the best.");
        yield return new Section(string.Empty, [words, new DataTable(
            string.Empty,
            [Column.Text("metric"), .. runs.Select(run => new Column(run.Path))],
            [
                .. comparison.Metrics.Select(metric => Row(MetricText.Name(metric), run => Value(comparison, run, metric))),
                Row("parameters", run => new Cell(MetricText.Count(run.Record.Parameters), run.Record.Parameters)),
                Row("seconds", run => run.Record.Seconds is double seconds
                    ? new Cell(FormattableString.Invariant($"{seconds:F1}"), seconds)
                    : string.Empty),
            ])]);
        if (comparison.Differences.Count > 0)
        {
            yield return new Section("Differences", [new DataTable(
                string.Empty,
                [Column.Text("setting"), .. runs.Select(run => Column.Prose(run.Path))],
                [.. comparison.Differences.Select(name => Row(name, run => RunComparison.Choice(run, name)))])]);
        }

        (string, IReadOnlyList<EpochRecord>)[] epochs =
            [.. runs.Select(run => (Path.GetFileName(Path.GetFullPath(run.Path)), RunFolder.ReadEpochs(run.Path)))];
        bool areScheduled = epochs.Any(run => run.Item2.Select(epoch => epoch.LearningRate).Distinct().Count() > 1);
        LineChart[] charts =
        [
            .. RunCurves.Together(epochs, "Training loss", "loss", epoch => epoch.Loss),
            .. RunCurves.Together(epochs, "Validation loss", "loss", epoch => epoch.Validation?.Loss),
            .. areScheduled ? RunCurves.Together(epochs, "Learning rate", "learning rate", epoch => epoch.LearningRate) : [],
        ];
        if (charts.Length > 0)
            yield return new Section("Training", [.. charts]);

        Row Row(string name, Func<ComparedRun, Cell> cell) => new(name, [.. runs.Select(cell)]);
    }

    private static Cell Value(RunComparison comparison, ComparedRun run, string metric) =>
        RunComparison.Value(run, metric) is not double value ? string.Empty
        : comparison.Best(metric).Contains(run) ? new Cell($"{MetricText.Number(value)} ★", value, Emphasis.Good)
        : new Cell(MetricText.Number(value), value);
}
