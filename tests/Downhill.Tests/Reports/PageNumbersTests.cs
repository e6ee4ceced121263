using System.Globalization;
using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>What a page shows is compared with the numbers it is made from.</summary>
public sealed class PageNumbersTests
{
    [Fact]
    public void Rows_of_the_confusion_matrix_are_actual_classes_and_columns_predicted_ones()
    {
        // Class a is predicted as b three times; b is never predicted as a.
        ConfusionMatrix matrix = MetricTables.Confusion(Metrics, "test rows")!;
        XElement table = Html(matrix).Descendants("table").Single();
        Assert.Equal(["actual ↓ predicted →", "a", "b", "c"], table.Descendants("thead").Descendants("th").Select(cell => cell.Value));
        string[][] rows = [.. table.Element("tbody")!.Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
        Assert.Equal([["a", "9", "3", "·"], ["b", "·", "12", "·"], ["c", "2", "1", "9"]], rows);
        Assert.Contains("var(--two) 11%", Html(matrix).ToString(), StringComparison.Ordinal); // 45 % of 3 of 12

        string[] text = Text(matrix);
        Assert.Contains("a                   9   3  ·", text);
        Assert.Equal([[9, 3, 0], [0, 12, 0], [2, 1, 9]],
            JsonWriter.Node(matrix)["counts"]!.AsArray().Select(row => row!.AsArray().Select(count => (int)count!).ToArray()));
    }

    [Fact]
    public void The_points_of_a_curve_lie_where_the_axes_say()
    {
        ChartPoint[] points = [new(1, 0.9), new(2, 0.35), new(3, 0.2), new(4, 0.25)];
        XElement svg = XElement.Parse(
            SvgChart.Draw(new LineChart("Loss", "what", "epoch", "loss", [new ChartLine("training", [.. points])]), "id"));
        (double Place, double Value)[] x = Ticks(svg, "middle"), y = Ticks(svg, "end", isUp: true);
        double[][] drawn = [.. ((string)svg.Elements("polyline").Single().Attribute("points")!).Split(' ')
            .Select(pair => pair.Split(',').Select(Number).ToArray())];
        Assert.Equal(points.Length, drawn.Length);
        foreach ((ChartPoint point, double[] place) in points.Zip(drawn))
        {
            Assert.Equal(point.X, Read(x, place[0]), 0.01);
            Assert.Equal(point.Y, Read(y, place[1]), 0.01);
        }
    }

    [Fact]
    public void The_bars_of_a_histogram_count_every_value()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => Math.Sin(i) * 3), double.NaN];
        BarChart chart = BarChart.Histogram("Errors", "what", "error", values);
        Assert.Equal(100, chart.Bars.Sum(bar => bar.Height));
        Assert.All(chart.Bars.SkipLast(1), bar =>
            Assert.Equal(values.Count(value => value >= bar.From - 1e-12 && value < bar.To - 1e-12), bar.Height, 1.0));
        XElement svg = XElement.Parse(SvgChart.Draw(chart, "id"));
        double[] heights = [.. svg.Elements("rect").Select(bar => Number((string)bar.Attribute("height")!))];
        Assert.Equal(chart.Bars.Length, heights.Length);
        Assert.All(chart.Bars.Zip(heights), pair =>
            Assert.Equal(pair.First.Height / chart.Bars.Max(bar => bar.Height), pair.Second / heights.Max(), 0.01));
    }

    [Fact]
    public void Metrics_and_the_rows_with_the_largest_loss_are_those_given()
    {
        DataTable all = MetricTables.All(("training", null), ("test", Metrics));
        Assert.Equal(["metric", "test, 36 rows"], all.Columns.Select(column => column.Name));
        Assert.Equal(Metrics.Numbers().Select(number => number.Value), all.Rows.Select(row => row.Cells[0].Value));

        var analysis = new ErrorAnalysis(36, [new WrongRow(8, "a", "b", 0.75, 2.5), new WrongRow(3, "c", "a", 0.5, 1.25)], null, null, null,
            null, null, null);
        XElement table = Html(ErrorTables.Worst(analysis, "test", row => new Tables.RowPlace("x.csv", row + 2))).Descendants("table")
            .Single();
        string[][] rows = [.. table.Element("tbody")!.Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
        Assert.Equal([["9", "a", "b", "75.0 %", "2.5"], ["4", "c", "a", "50.0 %", "1.25"]], rows);
    }

    [Fact]
    public void Lines_of_a_network_are_its_weights_by_sign_and_size()
    {
        var network = new Network<double>(new Model([2], [new Linear(2, Weight: new Explicit([2, 2], [1, -2, 0.5, 0])), new Tanh()]));
        NetworkDrawing drawing = NetworkDrawing.Of(network);
        Assert.Equal([("input", 2), ("linear1, tanh1", 2)], drawing.Columns.Select(column => (column.Name, column.Units)));
        Assert.Equal([1, -2, 0.5, 0], drawing.Columns[1].Weights!.Value.ToArray());
        XElement[] lines = [.. XElement.Parse(SvgChart.Draw(drawing, "id")).Elements("line")];
        Assert.Equal(4, lines.Length);
        Assert.Equal(["var(--one)", "var(--two)", "var(--one)", "var(--one)"], lines.Select(line => (string)line.Attribute("stroke")!));
        Assert.Equal([1.7, 3, 1.05, 0.4], lines.Select(line => Number((string)line.Attribute("stroke-width")!)));
    }

    // Only what follows a layer with weights shares its column: the inputs stay as they came.
    [Fact]
    public void A_layer_without_weights_in_front_is_a_column_of_its_own()
    {
        var network = new Network<double>(Model.Parse("tanh, linear 2, relu, tanh, linear", [2], 1), 1);

        Assert.Equal([("input", 2), ("tanh1", 2), ("linear1, relu1, tanh2", 2), ("linear2", 1)],
            NetworkDrawing.Of(network).Columns.Select(column => (column.Name, column.Units)));
    }

    [Fact]
    public void Large_layers_of_a_network_are_folded()
    {
        XElement svg = XElement.Parse(
            SvgChart.Draw(NetworkDrawing.Of(
                new Network<float>(Model.Parse("linear 300, relu, residual (linear 300, tanh), linear", [784], 10), seed: 1)), "id"));
        Assert.InRange(svg.Descendants().Count(), 50, 600);
        Assert.Contains(svg.Elements("text"), text => text.Value == "784");
        Assert.Contains(svg.Elements("text"), text => text.Value == "residual1");
    }

    [Fact]
    public void Every_format_holds_every_part()
    {
        var document = new Document("50 % & more", (Section[])[new Section("A_section", [
            new Paragraph("p → q"), new Note("careful"), new Code("downhill train x_y.csv"), new FormulaBlock("y = x²"),
            MetricTables.All(("test", Metrics)), MetricTables.Confusion(Metrics, "test rows")!,
            new LineChart("Loss", "what", "epoch", "loss", [new ChartLine("a", [new(1, 2), new(2, 1)])])])]);
        using var latex = new StringWriter();
        LatexWriter.Write(document, latex);
        foreach (string part in (string[])[@"50 \% \& more", @"\section*{A\_section}", @"p $\rightarrow$ q", @"x\_y.csv", "{x}^2",
            @"\begin{longtable}", @"\cellcolor{inkone!", @"\begin{tikzpicture}", @"\end{document}"])
            Assert.Contains(part, latex.ToString(), StringComparison.Ordinal);
        Assert.Equal(latex.ToString().Split(@"\begin{").Length, latex.ToString().Split(@"\end{").Length);
        Assert.Equal(7, JsonWriter.Node(document)["sections"]![0]!["blocks"]!.AsArray().Count);
        using var text = new StringWriter();
        new TerminalWriter(text, new TerminalStyle(HasColours: true)).Write(document);
        Assert.Contains("\e[32m9\e[0m", text.ToString(), StringComparison.Ordinal);
    }

    private static Metrics Metrics => new(
        36, 0.5, [("accuracy", 30.0 / 36)],
        Classes: [new ClassScore("a", 12, 9.0 / 11, 0.75, 0.78), new ClassScore("b", 12, 0.75, 1, 0.857),
            new ClassScore("c", 12, 1, 0.75, 0.857)],
        Confusion: [[9, 3, 0], [0, 12, 0], [2, 1, 9]]);

    private static XElement Html(Block block) => XElement.Parse($"<div>{HtmlWriter.Write(block, "id")}</div>");

    private static string[] Text(Block block)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new TerminalWriter(output).Write(block);
        return output.ToString().Split('\n');
    }

    // Where the numbers of an axis stand, and what they are; those at the left stand a little below their line.
    private static (double Place, double Value)[] Ticks(XElement svg, string anchor, bool isUp = false) =>
    [
        .. svg.Elements("text").Where(text => (string?)text.Attribute("text-anchor") == anchor
            && double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            .Where(text => isUp == (Number((string)text.Attribute("x")!) < 60))
            .Select(text => (isUp ? Number((string)text.Attribute("y")!) - 5 : Number((string)text.Attribute("x")!), Number(text.Value))),
    ];

    private static double Read((double Place, double Value)[] ticks, double place)
    {
        ((double from, double low), (double to, double high)) = (ticks[0], ticks[^1]);
        return low + ((place - from) / (to - from) * (high - low));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
