using System.Text.Json.Nodes;

namespace Downhill;

/// <summary>A lesson as JSON: its sections and what they say and show, for a page of one's own.</summary>
public static class WalkthroughJson
{
    /// <summary>The lesson: name, title and sections; each block says by its <c>type</c> what it is.</summary>
    public static JsonObject Node(Walkthrough walkthrough) => new()
    {
        ["name"] = walkthrough.Name,
        ["title"] = walkthrough.Title,
        ["sections"] = Array(walkthrough.Sections, section => new JsonObject { ["heading"] = section.Heading, ["blocks"] = Array(section.Blocks, Block) }),
    };

    private static JsonObject Block(WalkthroughBlock block) => block switch
    {
        WalkthroughParagraph paragraph => new JsonObject { ["type"] = "paragraph", ["text"] = paragraph.Text },
        WalkthroughNote note => new JsonObject { ["type"] = "note", ["text"] = note.Text },
        WalkthroughFormula formula => new JsonObject { ["type"] = "formula", ["text"] = formula.Text },
        WalkthroughTable table => new JsonObject
        {
            ["type"] = "table",
            ["caption"] = table.Caption,
            ["columns"] = Array(table.Columns, column => JsonValue.Create(column)),
            ["rows"] = Array(table.Rows, row => new JsonObject
            {
                ["name"] = row.Name,
                ["cells"] = Array(row.Cells, cell => new JsonObject { ["value"] = JsonNumber.Of(cell.Value), ["text"] = cell.Text }),
            }),
        },
        WalkthroughCurve curve => new JsonObject
        {
            ["type"] = "curve",
            ["title"] = curve.Title,
            ["description"] = curve.Description,
            ["across"] = curve.XLabel,
            ["up"] = curve.YLabel,
            ["lines"] = Array(curve.Lines, line => new JsonObject
            {
                ["name"] = line.Name,
                ["marked"] = line.Marked,
                ["points"] = Array(line.Points, point => new JsonArray(JsonNumber.Of(point.X), JsonNumber.Of(point.Y))),
            }),
        },
        _ => throw new ArgumentException($"A lesson holds no {block.GetType().Name}.", nameof(block)),
    };

    private static JsonArray Array<TItem>(IEnumerable<TItem> items, Func<TItem, JsonNode?> show) => [.. items.Select(show)];
}
