using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>One small document with every kind of block, in each of the four formats, field by field.</summary>
public sealed class WriterFieldTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static Document Document => new("Title & <all>", (Section[])
    [
        new Section(string.Empty, [new Paragraph("One two → three."), new Note("Careful: 50 %.")]),
        new Section("Second_part", [
            new Code("downhill train a_b.csv"),
            new FormulaBlock("w ← w − η ∂C/∂w"),
            new DataTable("A caption", [Column.Text("name"), "number", Column.Text("word"), Column.Prose("sentence"),
                Column.Text(string.Empty)],
                [
                    new Row("first", [new Cell("-1.5", -1.5, Emphasis.Good), new Cell("a-b", Emphasis: Emphasis.Bad), "long-ish prose",
                        Cell.Bar(0.25)]),
                    new Row("second", [new Cell("1,200", 1200, Emphasis.Soft), "c", new Cell("x", 0), Cell.Bar(2)]),
                    new Row("third", [new Cell(string.Empty), "d", "y", Cell.Bar(double.NaN)]),
                ]),
            new DataTable(string.Empty, ["k", "v"], [new Row("a", [new Cell("0", -0.0)])]),
            new ConfusionMatrix("Matrix", "What.", ["a", "b"], [[3, 1], [0, 1200]]),
            // The axes go from 0 to 4 and from 0 to 10; the plot is 444 wide from 62 and 256 high up from 290.
            new LineChart("Lines", "how", "across", "up", [new ChartLine("joined", [new(0, 0), new(1, 10), new(4, 5)]),
                new ChartLine("marked", [new(1, 2.5)], Marked: true), new ChartLine("points", [new(2, 5), new(3, 7.5)], Marked: true,
                    Joined: false),
                new ChartLine("none", [])]),
            new BarChart("Bars", "how", "from", "count", [new ChartBar(0, 1, 2), new ChartBar(1, 2, -1), new ChartBar(2, 4, 4)]),
            new NetworkDrawing("Network", "two", [new NetworkColumn("input", 2, null), new NetworkColumn("linear1, tanh1", 1, [1, -2])]),
            new Pictures("Images", [new Picture([0, 255, 128, 7, 9, 11], 2, 3, 1, "grey"), new Picture([1, 2, 3], 1, 1, 3, "colour")]),
            new Pictures(string.Empty, [new Picture([1], 1, 1, 1, "dot")]),
            new ContourChart("Landscape", Landscape),
        ]),
    ], "name");

    private static Landscape Landscape => new(
        new LandscapeAxis("w1", [0, 1, 2]), new LandscapeAxis("w2", [-1, 1]), [[1, 2, 3], [3, 5, 4]],
        [new LandscapePoint(1, 0, 2.5), new LandscapePoint(0.5, -0.5, 1.25)], new LandscapePoint(1, 0, 2.5), new LandscapePoint(0, -1, 1));

    [Fact]
    public void As_text_with_and_without_colours()
    {
        using var plain = new StringWriter { NewLine = "\n" };
        new TerminalWriter(plain, new TerminalStyle(40)).Write(Document);
        Shown.Same("writer-text", Shown.Text(Document with { Sections = [.. Document.Sections] }) + plain);
    }

    [Fact]
    public void As_markup() =>
        Shown.Same("writer-html", Shown.Markup(
            $"<body>{string.Join('\n', HtmlWriter.Body(Document))}</body>"));

    [Fact]
    public void As_json() => Shown.Same("writer-json", JsonWriter.Node(Document).ToJsonString(Indented));

    [Fact]
    public void As_latex()
    {
        using var latex = new StringWriter();
        LatexWriter.Write(Document, latex);
        Shown.Same("writer-latex", latex.ToString());
    }

    [Fact]
    public void A_page_and_a_picture_that_stand_alone_have_both_schemes()
    {
        using var page = new StringWriter();
        HtmlWriter.Write(new Document("T", (Section[])[new Section(string.Empty, [new Paragraph("p")])]), page);
        string picture = SvgChart.File(Document.Sections.Last().Blocks.OfType<BarChart>().Single());
        Shown.Same("writer-alone", page + "\n" + picture);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_null_in_json_and_zero_has_no_sign()
    {
        JsonObject node = JsonWriter.Node(new LineChart("t", "d", "x", "y",
            [new ChartLine("a", [new(-0.0, double.NaN), new(double.PositiveInfinity, 2)])]));

        Assert.Equal("[[0,null],[null,2]]", node["lines"]![0]!["points"]!.ToJsonString());
        Assert.Equal("""{"title":"t","sections":[]}""", JsonWriter.Node(new Document("t", (Section[])[])).ToJsonString());
    }

    [Fact]
    public void A_block_of_another_kind_is_refused_by_every_writer()
    {
        var other = new Other();
        Assert.Contains("Other", Assert.Throws<ArgumentException>(() => HtmlWriter.Write(other, "id")).Message, StringComparison.Ordinal);
        Assert.Contains("Other", Assert.Throws<ArgumentException>(() => JsonWriter.Node(other)).Message, StringComparison.Ordinal);
        Assert.Contains("Other", Assert.Throws<ArgumentException>(() => Shown.Text(other)).Message, StringComparison.Ordinal);
    }

    private sealed record Other : Block;
}
