using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>Runs side by side, for a person and as JSON: a column is a run.</summary>
internal static class CompareView
{
    public static void Print(IAnsiConsole console, RunComparison comparison)
    {
        Table table = Tabular.Create([string.Empty, .. comparison.Runs.Select(run => $">{run.Path}")]);
        foreach (string metric in comparison.Metrics)
        {
            IReadOnlyList<ComparedRun> best = comparison.Best(metric);
            Row(MetricsView.Words(metric), run => RunComparison.Value(run, metric) is not double value ? string.Empty
                : best.Contains(run) ? $"[green]{MetricsView.Number(value)} ★[/]" : MetricsView.Number(value));
        }

        Row("parameters", run => run.Record.Parameters.ToString("N0", CultureInfo.InvariantCulture));
        Row("seconds", run => run.Record.Seconds?.ToString("F1", CultureInfo.InvariantCulture) ?? string.Empty);
        foreach (string choice in comparison.Differences)
            Row(choice, run => Tabular.Cell(RunComparison.Choice(run, choice)));
        console.Print(table);
        console.WriteLine(comparison.AreAlike
            ? $"measured on {RunComparison.Choice(comparison.Runs[0], "measured on")}; ★ is the best"
            : "The runs are not measured on the same rows, so none is marked as the best.");

        void Row(string name, Func<ComparedRun, string> cell) => table.AddRow([Tabular.Cell(name), .. comparison.Runs.Select(cell)]);
    }

    public static JsonObject Node(RunComparison comparison) => new()
    {
        ["comparable"] = comparison.AreAlike,
        ["runs"] = new JsonArray([.. comparison.Runs.Select(run => new JsonObject
        {
            ["run"] = run.Path,
            ["part"] = run.Part,
            ["rows"] = run.Metrics.Rows,
            ["metrics"] = new JsonObject(run.Metrics.Numbers().Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Name, Json.Number(entry.Value)))),
            ["parameters"] = run.Record.Parameters,
            ["seconds"] = run.Record.Seconds,
            ["command"] = run.Record.Command,
        })]),
        ["best"] = new JsonObject(comparison.Metrics.Select(metric => KeyValuePair.Create<string, JsonNode?>(
            metric, new JsonArray([.. comparison.Best(metric).Select(run => JsonValue.Create(run.Path))])))),
        ["differences"] = new JsonObject(comparison.Differences.Select(name => KeyValuePair.Create<string, JsonNode?>(
            name, new JsonArray([.. comparison.Runs.Select(run => JsonValue.Create(RunComparison.Choice(run, name)))])))),
    };
}
