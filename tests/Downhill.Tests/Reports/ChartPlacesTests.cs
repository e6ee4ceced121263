using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>Where shapes of charts lie, calculated by hand from the frame: 444 wide from 62, 256 high from 290 up.</summary>
public sealed class ChartPlacesTests
{
    // The axes go from 0 to 4, 111 a unit, and from 0 to 10, 25.6 a unit.
    [Fact]
    public void Lines_and_points_lie_in_the_frame_of_their_axes()
    {
        Drawing drawing = SvgChart.Drawing(new LineChart("t", "d", "across", "up",
            [new ChartLine("joined", [new(0, 0), new(1, 10), new(4, 5)]),
            new ChartLine("marked", [new(1, 2.5)], Marked: true), new ChartLine("points", [new(2, 5), new(3, 7.5)], Marked: true,
                Joined: false)]));

        Assert.Equal((0, 520, 340), (drawing.Top, drawing.Width, drawing.Height));
        DrawnCurve[] curves = [.. drawing.Shapes.OfType<DrawnCurve>()];
        Assert.Equal([(62, 290), (173, 34), (506, 162)], curves[0].Points);
        Assert.Equal([(173, 226)], curves[1].Points);
        Assert.Equal([(Ink.One, Dash.None), (Ink.Two, Dash.Long)], curves.Select(curve => (curve.Ink, curve.Dash)));
        Assert.Equal([(173, 226, 4, Ink.Two), (284, 162, 2.5, Ink.Three), (395, 98, 2.5, Ink.Three), (449, 13, 2.5, Ink.Three)],
            drawing.Shapes.OfType<DrawnCircle>().Select(circle => (circle.X, circle.Y, circle.Radius, circle.Fill)));

        // Rules at 0, 2, … 10 up, ticks at 0 … 4 across, the axis itself; numbers beside and below them.
        DrawnLine[] lines = [.. drawing.Shapes.OfType<DrawnLine>()];
        Assert.Equal([290, 238.8, 187.6, 136.4, 85.2, 34], lines[..6].Select(line => Math.Round(line.Y1, 9)));
        Assert.All(lines[..6], line => Assert.Equal((62, 506, line.Y1, Ink.Rule), (line.X1, line.X2, line.Y2, line.Ink)));
        Assert.Equal([62, 173, 284, 395, 506], lines[6..11].Select(line => line.X1));
        Assert.All(lines[6..11], line => Assert.Equal((line.X1, 290, 295, Ink.Text), (line.X2, line.Y1, line.Y2, line.Ink)));
        Assert.Equal((62, 290, 506, 290), (lines[11].X1, lines[11].Y1, lines[11].X2, lines[11].Y2));
        DrawnText[] texts = [.. drawing.Shapes.OfType<DrawnText>()];
        Assert.Equal(["0", "2", "4", "6", "8", "10", "0", "1", "2", "3", "4", "across", "up"], texts[..13].Select(text => text.Text));
        Assert.All(texts[..6].Zip(lines), pair => Assert.Equal((54, pair.Second.Y1 + 5, Anchor.End), (pair.First.X, pair.First.Y,
            pair.First.Anchor)));
        Assert.All(texts[6..11].Zip(lines[6..]), pair => Assert.Equal((pair.Second.X1, 310), (pair.First.X, pair.First.Y)));
        Assert.Equal([Anchor.Middle, Anchor.Middle, Anchor.Middle, Anchor.Middle, Anchor.End], texts[6..11].Select(text => text.Anchor));
        Assert.Equal([(284, 332, Anchor.Middle), (6, 18, Anchor.Start)], texts[11..13].Select(text => (text.X, text.Y, text.Anchor)));

        // The legend from the right: 7.5 a letter, and 46 for a stroke.
        Assert.Equal([("points", 461, 18), ("marked", 370, 18), ("joined", 279, 18)], texts[13..].Select(text =>
            (text.Text, text.X, text.Y)));
        Assert.Equal([(336, 364, 13, 13, Ink.Two, 2, Dash.Long), (245, 273, 13, 13, Ink.One, 2, Dash.None)],
            lines[12..].Select(line => (line.X1, line.X2, line.Y1, line.Y2, line.Ink, line.Thickness, line.Dash)));
    }

    // From −1 to 4 up 51.2 a unit, so 0 lies at 238.8; a gap of 1 at the right of each bar.
    [Fact]
    public void Bars_stand_on_zero_or_hang_from_it()
    {
        Drawing drawing = SvgChart.Drawing(new BarChart("t", "d", "from", "count", [new ChartBar(0, 1, 2), new ChartBar(1, 2, -1),
            new ChartBar(2, 4, 4)]));

        Assert.Equal([(62, 136.4, 110, 102.4), (173, 238.8, 110, 51.2), (284, 34, 221, 204.8)],
            drawing.Shapes.OfType<DrawnBox>().Select(box => (box.X, Math.Round(box.Y, 9), box.Width, Math.Round(box.Height, 9))));
        Assert.All(drawing.Shapes.OfType<DrawnBox>(), box => Assert.Equal((Ink.One, 1), (box.Fill, box.Opacity)));
        Assert.Equal(1, SvgChart.Drawing(new BarChart("t", "d", "x", "y", [new ChartBar(0, 0.001, 1),
            new ChartBar(0, 5, 1)])).Shapes.OfType<DrawnBox>().First().Width);
    }

    // Columns 130 apart from 60, units 26 apart around the middle of the larger column.
    [Fact]
    public void A_network_has_its_units_in_columns_and_its_weights_between_them()
    {
        Drawing drawing = SvgChart.Drawing(new NetworkDrawing("n", "d", [new NetworkColumn("input", 2, null),
            new NetworkColumn("linear1, tanh1, dropout1", 1, [1, -2]),
            new NetworkColumn("pool1", 2, null)]));

        Assert.Equal((0, 380, 132), (drawing.Top, drawing.Width, drawing.Height));
        Assert.Equal(
            [
                new DrawnLine(68, 47, 182, 60, Ink.One, 1.7000000000000002, Dash.None, 0.65), new DrawnLine(68, 73, 182, 60, Ink.Two, 3,
                    Dash.Long, 1),
                new DrawnLine(198, 60, 312, 47, Ink.Rule, 0.6, Dash.None, 1), new DrawnLine(198, 60, 312, 73, Ink.Rule, 0.6, Dash.None, 1),
            ],
            drawing.Shapes.OfType<DrawnLine>().Select(line => line with { Opacity = Math.Round(line.Opacity, 12) }));
        Assert.Equal([(60, 47), (60, 73), (190, 60), (320, 47), (320, 73)], drawing.Shapes.OfType<DrawnCircle>().Select(circle =>
            (circle.X, circle.Y)));
        Assert.All(drawing.Shapes.OfType<DrawnCircle>(), circle => Assert.Equal((8, Ink.Paper, Ink.Text), (circle.Radius, circle.Fill,
            circle.Stroke!.Value)));
        Assert.Equal(
            [
                (60, 18, "input", Ink.Text, 13), (60, 102, "2", Ink.Soft, 13), (190, 18, "linear1", Ink.Text, 13),
                    (190, 102, "1", Ink.Soft, 13),
                (190, 120, "tanh1, dropout1", Ink.Soft, 12), (320, 18, "pool1", Ink.Text, 13), (320, 102, "2", Ink.Soft, 13),
            ],
            drawing.Shapes.OfType<DrawnText>().Select(text => (text.X, text.Y, text.Text, text.Ink, text.Size)));
        Assert.All(drawing.Shapes.OfType<DrawnText>(), text => Assert.Equal(Anchor.Middle, text.Anchor));
    }

    // Of 13 units the first six and the last three are drawn, in ten rows with three dots in the seventh: middle at 34 + 130.
    [Fact]
    public void A_long_column_is_folded_and_a_column_of_twelve_is_not()
    {
        Drawing drawing = SvgChart.Drawing(new NetworkDrawing("n", "d", [new NetworkColumn("input", 13, null), new NetworkColumn("linear1",
            1,
            [.. Enumerable.Range(1, 13).Select(i => (double)i)])]));
        DrawnCircle[] circles = [.. drawing.Shapes.OfType<DrawnCircle>()];

        Assert.Equal(34 + 260 + 46, drawing.Height);
        Assert.Equal([47, 73, 99, 125, 151, 177, 229, 255, 281], circles[..9].Select(circle => circle.Y));
        Assert.Equal([(197, 1.6, Ink.Soft), (203, 1.6, Ink.Soft), (209, 1.6, Ink.Soft)], circles[9..12].Select(circle =>
            (circle.Y, circle.Radius, circle.Fill)));
        Assert.Equal(164, circles[12].Y);
        Assert.Equal([1.0, 2, 3, 4, 5, 6, 11, 12, 13], drawing.Shapes.OfType<DrawnLine>().Select(line =>
            Math.Round((line.Thickness - 0.4) / 2.6 * 13, 9)));
        Assert.Equal([47, 73, 99, 125, 151, 177, 229, 255, 281], drawing.Shapes.OfType<DrawnLine>().Select(line => line.Y1));
        Assert.Equal(12 + 1, SvgChart.Drawing(new NetworkDrawing("n", "d", [new NetworkColumn("a", 12, null), new NetworkColumn("b", 1,
            null)])).Shapes
            .OfType<DrawnCircle>().Count());
    }

    // A square of 440 from (74, 56); across from 0 to 2, up from −1 to 1.
    [Fact]
    public void A_landscape_has_its_path_its_marks_and_its_scale_in_place()
    {
        var landscape = new Landscape(new LandscapeAxis("w1", [0, 1, 2]), new LandscapeAxis("w2", [-1, 1]), [[1, 2, 3], [3, 5, 4]],
            [new(1, 0, 2.5), new(1.001, 0, 2.5), new(0.5, -0.5, 1.25), new(0.25, 2, 1.125)], new LandscapePoint(1, 0, 2.5),
                new LandscapePoint(0, -1, 1));
        XNamespace space = "http://www.w3.org/2000/svg";
        var svg = XElement.Parse(LandscapeSvg.Render(landscape, "A title"));
        XElement[] groups = [.. svg.Elements(space + "g")];

        Assert.Equal(["294,276 184,386 129,-164", "294,276 184,386 129,-164"], groups[1].Elements(space + "polyline").Select(line =>
            (string)line.Attribute("points")!));
        Assert.Equal(["step 294,276 2.4", "step 184,386 2.4", "step 129,-164 2.4", "end 129,-164 5"], groups[1].Elements(space + "circle")
            .Select(Circle));
        Assert.Equal("start 294,276 5", svg.Elements(space + "circle").Select(Circle).Single());
        Assert.Equal(["69,491 79,501", "69,501 79,491"], svg.Elements(space + "line").Where(line => (string?)line
            .Attribute("class") == "lowest").Select(Line));
        Assert.Equal([.. ((double[])[74, 184, 294, 404, 514]).Select(x => $"{x},496 {x},501"), .. ((double[])[496, 386, 276, 166, 56])
            .Select(y => $"69,{y} 74,{y}")],
            svg.Elements(space + "line").Where(line => (string?)line.Attribute("class") == "tick").Select(Line));
        Assert.Equal(
            [
                "74,24 start A title", "74,43 start ○ start   ● after 3 steps of descent (outside)   × lowest on the grid",
                    "74,515 middle 0", "184,515 middle 0.5",
                "294,515 middle 1", "404,515 middle 1.5", "514,515 middle 2", "65,500 end -1", "65,390 end -0.5", "65,280 end 0",
                    "65,170 end 0.5", "65,60 end 1",
                "294,538 middle w1", "translate(20 276) rotate(-90) w2", "540,64 start cost",
            ],
            svg.Elements(space + "text").Take(15).Select(text => text.Attribute("transform") is { Value: var turned }
                ? $"{turned} {text.Value}"
                : $"{(string)text.Attribute("x")!},{(string)text.Attribute("y")!} {(string)text.Attribute("text-anchor")!} {text.Value}"));

        // Twelve levels between 1 and 5: 1 + 4 (k + ½) / 12, each 420 / 13 higher than the one before, from 496 up.
        Assert.Equal(Enumerable.Range(0, 12).Reverse().Select(k => FormattableString
            .Invariant($"565,{500 - (420 / 13.0 * (k + 1)):0.##} {1 + (4 * (k + 0.5) / 12):G3}")),
            svg.Elements(space + "text").Skip(15).Select(text =>
                $"{(string)text.Attribute("x")!},{(string)text.Attribute("y")!} {text.Value}"));
        Assert.Equal(12, groups[0].Elements(space + "path").Count());
        Assert.Equal(
            "Contours of the cost. Across: w1 from 0 to 2. Upwards: w2 from -1 to 1. A stronger colour means a lower cost. "
            + "The lowest cost on the grid is 1 at (0, -1); "
            + "at the network's own parameters, (1, 0), it is 2.5. "
            + "Gradient descent starts there and after 3 steps is at (0.25, 2), where the cost is 1.125.",
            svg.Element(space + "desc")!.Value);

        static string Circle(XElement circle) =>
            $"{At(circle, "class")} {At(circle, "cx")},{At(circle, "cy")} {At(circle, "r")}";

        static string Line(XElement line) =>
            $"{At(line, "x1")},{At(line, "y1")} {At(line, "x2")},{At(line, "y2")}";

        static string At(XElement element, string name) => (string)element.Attribute(name)!;
    }

    [Theory]
    [InlineData(0, 7, new[] { 0.0, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(0.5, 6.9, new[] { 1.0, 2, 3, 4, 5, 6 })]
    [InlineData(-0.3, 0.1, new[] { -0.3, -0.2, -0.1, 0, 0.1 })]
    [InlineData(10, 31, new[] { 10.0, 15, 20, 25, 30 })]
    public void Round_numbers_lie_between_the_ends(double low, double high, double[] numbers) =>
        Assert.Equal(numbers, NiceNumbers.Between(low, high).Select(number => Math.Round(number, 9)));
}
