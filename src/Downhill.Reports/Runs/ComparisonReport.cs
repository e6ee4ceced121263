using System.Text.Json.Nodes;

namespace Downhill.Reports;

/// <summary>Finished runs side by side: a column is a run.</summary>
/// <param name="Comparison">The runs.</param>
/// <param name="ByName">Whether runs are called by the last part of their paths.</param>
public sealed record ComparisonReport(RunComparison Comparison, bool ByName = false)
{
    private IReadOnlyList<ComparedRun> Runs => Comparison.Runs;

    /// <summary>The comparison as a document.</summary>
    public Document Document() => new("Comparison of runs", Sections());

    /// <summary>The comparison as JSON, with all numbers.</summary>
    public JsonObject ToJson() => new()
    {
        ["comparable"] = Comparison.AreAlike,
        ["runs"] = new JsonArray([.. Runs.Select(run => new JsonObject
        {
            ["run"] = run.Path,
            ["part"] = run.Part,
            ["rows"] = run.Metrics.Rows,
            ["metrics"] = new JsonObject(run.Metrics.Numbers().Select(entry => Member(entry.Name, JsonNumber.OrName(entry.Value)))),
            ["parameters"] = run.Record.Parameters,
            ["seconds"] = run.Record.Seconds,
            ["command"] = run.Record.Command,
        })]),
        ["best"] = new JsonObject(Comparison.Metrics.Select(metric =>
            Member(metric, new JsonArray([.. Comparison.Best(metric).Select(run => JsonValue.Create(run.Path))])))),
        ["differences"] = new JsonObject(Comparison.Differences.Select(name =>
            Member(name, new JsonArray([.. Runs.Select(run => JsonValue.Create(run.Choice(name)))])))),
    };

    private static KeyValuePair<string, JsonNode?> Member(string name, JsonNode value) => new(name, value);

    private IEnumerable<Section> Sections()
    {
        Block words = Comparison.AreAlike
            ? new Paragraph($"Measured on {Runs[0].MeasuredOn}; ★ marks the best.")
            : new Note("The runs are not measured on the same rows, so none is marked as the best.");
        yield return new Section(string.Empty, [words, new DataTable(
            string.Empty,
            [Column.Text("metric"), .. Runs.Select(run => new Column(ByName ? NameOf(run) : run.Path))],
            [
                .. Comparison.Metrics.Select(metric => Row(MetricText.Name(metric), run => Value(run, metric))),
                Row("parameters", run => new Cell(MetricText.Count(run.Record.Parameters), run.Record.Parameters)),
                Row("seconds", run => run.Record.Seconds is double seconds
                    ? new Cell(FormattableString.Invariant($"{seconds:F1}"), seconds)
                    : string.Empty),
            ])]);
        if (Comparison.Differences.Count > 0)
        {
            yield return new Section("Differences", [new DataTable(
                string.Empty,
                [Column.Text("setting"), .. Runs.Select(run => Column.Prose(ByName ? NameOf(run) : run.Path))],
                [.. Comparison.Differences.Select(name => Row(name, run => run.Choice(name)))])]);
        }

        (string, IReadOnlyList<EpochRecord>)[] epochs = [.. Runs.Select(run => (NameOf(run), RunFolder.ReadEpochs(run.Path)))];
        bool areScheduled = epochs.Any(run => run.Item2.Select(epoch => epoch.LearningRate).Distinct().Count() > 1);
        LineChart[] charts =
        [
            .. RunCurves.Together(epochs, "Training loss", "loss", epoch => epoch.Loss),
            .. RunCurves.Together(epochs, "Validation loss", "loss", epoch => epoch.Validation?.Loss),
            .. areScheduled ? RunCurves.Together(epochs, "Learning rate", "learning rate", epoch => epoch.LearningRate) : [],
        ];
        if (charts.Length > 0)
            yield return new Section("Training", [.. charts]);

        Row Row(string name, Func<ComparedRun, Cell> cell) => new(name, [.. Runs.Select(cell)]);
    }

    private Cell Value(ComparedRun run, string metric) => run.Value(metric) is not double value ? string.Empty
        : Comparison.Best(metric).Contains(run) ? new Cell($"{MetricText.Number(value)} ★", value, Emphasis.Good)
        : new Cell(MetricText.Number(value), value);

    private static string NameOf(ComparedRun run) => Path.GetFileName(Path.GetFullPath(run.Path));
}
