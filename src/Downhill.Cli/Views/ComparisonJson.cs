using System.Text.Json.Nodes;

namespace Downhill.Cli;

/// <summary>Compared runs as JSON.</summary>
internal static class ComparisonJson
{
    public static JsonObject Of(RunComparison comparison) => new()
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
            name, new JsonArray([.. comparison.Runs.Select(run => JsonValue.Create(run.Choice(name)))])))),
    };
}
