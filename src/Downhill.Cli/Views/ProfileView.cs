using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>The profile of a table, as <c>downhill inspect</c> shows it.</summary>
internal static class ProfileView
{
    public static Document Document(TableProfile profile, string? target, TrainPlan plan) => new(
        profile.Table.Name,
        (Section[])[new Section(
            string.Empty,
            [
                .. DataProfile.Blocks(profile, target, column => $"--drop {CommandText.Quote(column)}"),
                .. profile.Classes.Length > 0 ? [DataProfile.Classes(profile.Classes, $"The classes of '{target}'")] : Array.Empty<Block>(),
            ]), new Section("What train would do", [.. plan.Blocks()])]);

    public static JsonObject Node(TableProfile profile, string? target, TrainPlan plan)
    {
        Table table = profile.Table;
        return new JsonObject
        {
            ["name"] = table.Name,
            ["rows"] = table.Rows,
            ["separator"] = table.Format.IsText ? table.Format.Separator.ToString() : null,
            ["quote"] = table.Format.IsText ? table.Format.Quote.ToString() : null,
            ["header"] = table.Format.HasHeader,
            ["skippedLines"] = table.Format.SkippedLines,
            ["badRows"] = table.BadRows,
            ["target"] = target,
            ["train"] = plan.ToJson(),
            ["columns"] = new JsonArray([.. profile.Columns.Select(Node)]),
            ["classes"] = new JsonArray(
                [.. profile.Classes.Select(entry => (JsonNode)new JsonObject { ["name"] = entry.Class, ["rows"] = entry.Rows })]),
        };
    }

    private static JsonNode Node(ColumnProfile column)
    {
        var node = new JsonObject
        {
            ["name"] = column.Schema.Name,
            ["kind"] = column.Schema.KindName,
            ["input"] = column.Schema.IsInput,
            ["reason"] = column.Schema.Reason,
            ["missing"] = column.Missing,
            ["distinct"] = column.Distinct,
        };
        if (column.Schema.DateFormat is string format)
            node["dateFormat"] = format;
        if (column.Min is double least)
            (node["least"], node["median"], node["largest"]) = (least, column.Median, column.Largest);
        if (column.Frequent.Length > 0)
            node["frequent"] = new JsonArray(
                [.. column.Frequent.Select(entry => (JsonNode)new JsonObject { ["value"] = entry.Value, ["rows"] = entry.Rows })]);
        if (column.Association is double told)
            (node["tells"], node["leak"]) = (told, column.IsLeak);
        return node;
    }
}
