using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>Each part of a drawing, of a picture and of a table as text is what it says: no two kinds are drawn alike.</summary>
public sealed class DrawnTests
{
    [Fact]
    public void Lines_differ_by_their_dashes_in_every_format()
    {
        var drawing = new Drawing(0, 100, 50);
        foreach (Dash dash in Enum.GetValues<Dash>())
            drawing.Line(1, 2, 3, 4, Ink.One, dash: dash);

        XElement svg = XElement.Parse(SvgWriter.Write(drawing, "what", "more", "id"));

        Assert.Equal([null, "7 4", "2 3", "9 3 2 3"], svg.Elements("line").Select(line => (string?)line.Attribute("stroke-dasharray")));
        Assert.Equal([";", ",dashed]", ",dotted]", ",dash dot]"], TikzWriter.Lines(drawing).Skip(1).SkipLast(1)
            .Select(line => line.Contains(",da", StringComparison.Ordinal) || line.Contains(",do", StringComparison.Ordinal)
                ? line[line.IndexOf(",d", StringComparison.Ordinal)..(line.IndexOf(']') + 1)] : line[^1..]));
    }

    [Fact]
    public void Each_shape_keeps_its_place_its_size_and_its_colours()
    {
        var drawing = new Drawing(-5, 100, 50);
        drawing.Line(1.126, 2, 3, 4, Ink.Rule, thickness: 2.5, opacity: 0.25);
        drawing.Text(5, 6, "a < b", Ink.Soft, Anchor.Middle, 11);
        drawing.Text(7, 8, "c", anchor: Anchor.End);
        drawing.Circle(9, 10, 1.5, Ink.Two, Ink.Paper);
        drawing.Box(11, 12, 13, 14, Ink.Three, 0.5, Ink.Four);

        XElement svg = XElement.Parse(SvgWriter.Write(drawing, "what", "more", "id"));

        Assert.Equal("0 -5 100 50", (string?)svg.Attribute("viewBox"));
        Assert.Equal(["what", "more"], svg.Elements().Take(2).Select(element => element.Value));
        Assert.Equal(
            [
                "x1=1.13 x2=3 y1=2 y2=4 stroke=var(--line) stroke-width=2.5 stroke-opacity=0.25",
                "x=5 y=6 text-anchor=middle font-size=11 fill=var(--soft)",
                "x=7 y=8 text-anchor=end",
                "cx=9 cy=10 r=1.5 fill=var(--two) stroke=var(--paper) stroke-width=1.5",
                "x=11 y=12 width=13 height=14 fill=var(--three) fill-opacity=0.5 stroke=var(--four)",
            ],
            svg.Elements().Skip(2).Select(element => string.Join(' ', element.Attributes().Select(entry => $"{entry.Name}={entry.Value}"))));
    }

    // Numbers far from 0, below it, and all alike.
    [Theory]
    [InlineData(1000, 1, -3, 0.5)]
    [InlineData(-7, 0.01, 1e6, -10)]
    [InlineData(3, 1, 2, 0)]
    public void Everything_is_drawn_within_the_frame(double x, double stepX, double y, double stepY)
    {
        ChartPoint[] points = [.. Enumerable.Range(0, 5).Select(i => new ChartPoint(x + (i * stepX), y + (i * stepY)))];
        var lines = new LineChart("Lines", "what", "across", "up", [new ChartLine("joined", [.. points]),
            new ChartLine("marked", [.. points], Marked: true), new ChartLine("points", [.. points], Joined: false)]);
        var bars = new BarChart("Bars", "what", "across", "up",
            [.. points.Select(point => new ChartBar(point.X, point.X + Math.Abs(stepX), Math.Abs(point.Y)))]);
        RequireWithinFrame(XElement.Parse(SvgChart.Draw(lines, "id")));
        RequireWithinFrame(XElement.Parse(SvgChart.Draw(bars, "id")));

        // The legend shows a line without its points as one, and points that are not joined as a point.
        XElement drawn = XElement.Parse(SvgChart.Draw(lines, "id"));
        Assert.Equal(points.Length + 1, drawn.Elements("circle").Count());
    }

    [Fact]
    public void Networks_and_landscapes_are_drawn_within_the_frame()
    {
        foreach (string layers in new[] { "linear 3", "linear 300, relu, residual (linear 300, tanh), linear 4",
            "linear 2, tanh, linear 7, tanh, linear 1" })
            RequireWithinFrame(XElement.Parse(SvgChart.Draw(NetworkDrawing.Of(Examples.Network(layers, 5)), "id")));
        foreach (int steps in new[] { 0, 300 })
        {
            Landscape landscape = LandscapeTests.Along(new LandscapeOptions(Grid: 9, Steps: steps, Optimizer: new Sgd(0.5)));
            RequireWithinFrame(XElement.Parse(SvgChart.Draw(new ContourChart("Landscape", landscape), "id")));
        }
    }

    private static void RequireWithinFrame(XElement svg)
    {
        double[] box = [.. ((string)svg.Attribute("viewBox")!).Split(' ').Select(Number)];
        (double X, double Y)[] places = [.. svg.Descendants().SelectMany(Places)];
        Assert.True(places.Length > 5);
        Assert.All(places, place =>
        {
            Assert.InRange(place.X, box[0], box[0] + box[2]);
            Assert.InRange(place.Y, box[1], box[1] + box[3]);
        });
    }

    // Where a shape begins and ends; what is as large as the picture is its ground.
    private static IEnumerable<(double X, double Y)> Places(XElement shape)
    {
        string? At(string name) => (string?)shape.Attribute(name);

        double Of(string name) => Number(At(name) ?? "0");

        if (At("width") == "100%")
            return [];
        return shape.Name.LocalName switch
        {
            "line" => [(Of("x1"), Of("y1")), (Of("x2"), Of("y2"))],
            "circle" => [(Of("cx"), Of("cy"))],
            "text" => [(Of("x"), Of("y"))],
            "rect" => [(Of("x"), Of("y")), (Of("x") + Of("width"), Of("y") + Of("height"))],
            "polyline" => At("points")!.Split(' ').Select(point => point.Split(',')).Select(pair => (Number(pair[0]), Number(pair[1]))),
            _ => [],
        };
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void A_picture_has_the_nearest_grey_values_and_hot_places_are_red()
    {
        var picture = Picture.Of([0, 0.499, 0.5, 1, 1.2, -1], [2, 3], 1, "row");

        Assert.Equal([0, 127, 128, 255, 255, 0], picture.Pixels);
        Assert.Equal((2, 3, 1), (picture.Height, picture.Width, picture.Channels));

        // A quarter of the coldest colour and seven tenths of the hottest over the grey value.
        Picture hot = picture.Under([0, 1, 0.5, 0, 1, 0], "hot");
        Assert.Equal([0, 0, 40], hot.Pixels[..3]);
        Assert.Equal([192, 38, 38], hot.Pixels[3..6]);
        Assert.Equal((2, 3, 3, "hot"), (hot.Height, hot.Width, hot.Channels, hot.Text));
        Assert.Equal([10, 20, 30, 40, 50, 60], Picture.Of([1, 2, 3, 4, 5, 6], [1, 2, 3], 25.5, "colours").Pixels);
    }

    [Fact]
    public void A_cell_is_cut_to_its_room_and_a_bar_is_as_long_as_its_share()
    {
        string name = new('x', 32), longer = new('y', 33);
        string[] lines = Text(new DataTable("Words", [Column.Text("word"), Column.Text(string.Empty)],
            [new Row(name, [Cell.Bar(1)]), new Row(longer, [Cell.Bar(0.5)]), new Row("z", [Cell.Bar(2)])]));

        Assert.Equal($"{name}  {new string('█', 24)}", lines[3]);
        Assert.Equal($"{longer[..31]}…  {new string('█', 12)}", lines[4]);
        Assert.Equal($"{"z",-32}  {new string('█', 24)}", lines[5]);
    }

    [Fact]
    public void Bars_of_a_chart_are_compared_by_their_size()
    {
        string[] lines = Text(new BarChart("Change", "what", "value", "change",
            [new ChartBar(0, 1, -10), new ChartBar(1, 2, 5), new ChartBar(2, 3, 0)]));

        Assert.Equal([24, 12, 0], lines.Skip(3).Take(3).Select(line => line.Count(letter => letter == '█')));
        Assert.Contains("-10", lines[3], StringComparison.Ordinal);
    }

    private static string[] Text(Block block)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new TerminalWriter(output).Write(block);
        return output.ToString().Split('\n');
    }
}
