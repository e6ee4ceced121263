using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Reports;

/// <summary>Writes documents as JSON: sections and their blocks.</summary>
public static class JsonWriter
{
    /// <summary>The document as title and sections; the <c>type</c> of each block is its kind.</summary>
    public static JsonObject Node(Document document)
    {
        var node = new JsonObject();
        if (document.Name is not null)
            node["name"] = document.Name;
        node["title"] = document.Title;
        node["sections"] = Array(document.Sections,
            section => new JsonObject { ["heading"] = section.Heading, ["blocks"] = Array(section.Blocks, Node) });
        return node;
    }

    /// <summary>One part of a document.</summary>
    public static JsonObject Node(Block block) => block switch
    {
        Paragraph paragraph => new JsonObject { ["type"] = "paragraph", ["text"] = paragraph.Text },
        Note note => new JsonObject { ["type"] = "note", ["text"] = note.Text },
        Code code => new JsonObject { ["type"] = "code", ["text"] = code.Text },
        FormulaBlock formula => new JsonObject { ["type"] = "formula", ["text"] = formula.Text },
        DataTable table => new JsonObject
        {
            ["type"] = "table",
            ["caption"] = table.Caption,
            ["columns"] = Array(table.Columns, column => JsonValue.Create(column.Name)),
            ["rows"] = Array(table.Rows, row => new JsonObject { ["name"] = row.Name, ["cells"] = Array(row.Cells, Node) }),
        },
        LineChart chart => With(Chart("lines", chart, chart.XLabel, chart.YLabel), "lines", Array(chart.Lines, line => new JsonObject
        {
            ["name"] = line.Name,
            ["marked"] = line.Marked,
            ["joined"] = line.Joined,
            ["points"] = Array(line.Points, point => new JsonArray(Number(point.X), Number(point.Y))),
        })),
        BarChart chart => With(Chart("bars", chart, chart.XLabel, chart.YLabel), "bars", Array(chart.Bars, bar => new JsonObject
        {
            ["from"] = Number(bar.From),
            ["to"] = Number(bar.To),
            ["height"] = Number(bar.Height),
        })),
        ConfusionMatrix matrix => With(
            With(Chart("confusionMatrix", matrix, "predicted", "actual"), "classes", Array(matrix.Classes, name => JsonValue.Create(name))),
            "counts",
            Array(matrix.Counts, row => Array(row, count => JsonValue.Create(count)))),
        ContourChart contours => With(Chart("contours", contours, contours.Landscape.X.Name, contours.Landscape.Y.Name), "landscape",
            contours.Landscape.ToJson()),
        NetworkDrawing network =>
            With(Chart("network", network, "layers", "units"), "columns", Array(network.Columns, column => new JsonObject
            {
                ["name"] = column.Name,
                ["units"] = column.Units,
            })),
        Pictures pictures => new JsonObject
        {
            ["type"] = "pictures",
            ["caption"] = pictures.Caption,
            ["pictures"] = Array(pictures.Images, picture =>
                new JsonObject
                {
                    ["text"] = picture.Text,
                    ["height"] = picture.Height,
                    ["width"] = picture.Width,
                    ["png"] = picture.Address
                }),
        },
        ExplanationBlock explanation =>
            With(new JsonObject { ["type"] = "explanation" }, "explanation",
            ExplanationJson.Node(explanation.Explanation, explanation.Network)),
        _ => throw new ArgumentException($"A document holds no {block.GetType().Name}.", nameof(block)),
    };

    /// <summary>JSON as text, with names in any script as they are.</summary>
    /// <param name="node">The JSON.</param>
    /// <param name="indented">Whether it is indented; otherwise it is one line.</param>
    public static string Text(JsonNode node, bool indented = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer,
            new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            node.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value == 0 ? 0 : value) : null; // no −0

    private static JsonObject Chart(string type, Chart chart, string x, string y) => new()
    {
        ["type"] = type,
        ["title"] = chart.Title,
        ["description"] = chart.Description,
        ["x"] = x,
        ["y"] = y,
    };

    private static JsonObject Node(Cell cell)
    {
        var node = new JsonObject { ["value"] = Number(cell.Value), ["text"] = cell.Text };
        if (cell.Share is double share)
            node["share"] = share;
        return node;
    }

    private static JsonObject With(JsonObject node, string key, JsonNode value)
    {
        node[key] = value;
        return node;
    }

    private static JsonArray Array<TItem>(IEnumerable<TItem> items, Func<TItem, JsonNode?> show) => [.. items.Select(show)];
}
