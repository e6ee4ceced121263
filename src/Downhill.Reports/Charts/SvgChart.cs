namespace Downhill.Reports;

/// <summary>Charts as SVG: inside a page of <see cref="HtmlPage"/>, whose colours they take, or as files of their own.</summary>
public static class SvgChart
{
    private const double LegendLine = 20, LegendBase = 18;

    // About as wide as a letter is, and the room of a line of the legend for its stroke.
    private const double LetterWidth = 7.5, StrokeWidth = 46;
    private static readonly Ink[] Inks = [Ink.One, Ink.Two, Ink.Three, Ink.Four];
    private static readonly Dash[] Dashes = [Dash.None, Dash.Long, Dash.Dots, Dash.Mixed];

    /// <summary>A chart inside a page.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="id">A name that no other element of the page begins with.</param>
    public static string Draw(Chart chart, string id) => chart is ContourChart contours
        ? LandscapeSvg.Render(contours.Landscape, contours.Title)
        : SvgWriter.Write(Drawing(chart), chart.Title, chart.Description, id);

    /// <summary>A chart as a file of its own, which follows the light and the dark scheme.</summary>
    public static string File(Chart chart) => chart is ContourChart contours
        ? LandscapeSvg.Render(contours.Landscape, contours.Title)
        : SvgWriter.Write(Drawing(chart), chart.Title, chart.Description, "chart", isAlone: true) + "\n";

    internal static Drawing Drawing(Chart chart) => chart switch
    {
        LineChart lines => Lines(lines),
        BarChart bars => Bars(bars),
        NetworkDrawing network => NetworkPicture.Draw(network),
        _ => throw new ArgumentException($"A {chart.GetType().Name} is not drawn as shapes.", nameof(chart)),
    };

    private static Drawing Lines(LineChart chart)
    {
        int[][] legend = Legend(chart);
        var axes = new Axes(chart.XLabel, chart.YLabel, chart.Lines.SelectMany(line => line.Points), LegendLine * (legend.Length - 1));
        foreach ((int number, ChartLine line) in chart.Lines.Index())
        {
            Ink ink = Inks[number % Inks.Length];
            (double X, double Y)[] points = [.. line.Points.Select(point => (axes.X(point.X), axes.Y(point.Y)))];
            if (line.Joined && points.Length > 0)
                axes.Drawing.Add(new DrawnCurve(points, ink, Dashes[number % Dashes.Length]));
            foreach ((double x, double y) in line.Marked ? points : [])
                axes.Drawing.Circle(x, y, line.Joined ? 4 : 2.5, ink);
        }

        foreach ((int row, int[] numbers) in legend.Index())
            Legend(axes.Drawing, chart, numbers, LegendBase - (LegendLine * (legend.Length - 1 - row)));
        return axes.Drawing;
    }

    private static Drawing Bars(BarChart chart)
    {
        const double Gap = 1;
        var axes = new Axes(chart.XLabel, chart.YLabel,
            chart.Bars.SelectMany(bar => (ChartPoint[])[new(bar.From, 0), new(bar.To, bar.Height)]));
        foreach (ChartBar bar in chart.Bars)
        {
            double left = axes.X(bar.From), top = Math.Min(axes.Y(bar.Height), axes.Y(0)),
                height = Math.Abs(axes.Y(bar.Height) - axes.Y(0));
            axes.Drawing.Box(left, top, Math.Max(Gap, axes.X(bar.To) - left - Gap), height, Ink.One);
        }

        return axes.Drawing;
    }

    // Which lines the legend has beside each other, from above; the last stand beside the name of the axis. Lines without points have none.
    private static int[][] Legend(LineChart chart)
    {
        var rows = new List<List<int>> { new() };
        double room = Axes.RightEdge - ((chart.YLabel.Length + 2) * LetterWidth);
        foreach (int number in Enumerable.Range(0, chart.Lines.Length).Reverse().Where(number => chart.Lines[number].Points.Length > 0))
        {
            double width = (chart.Lines[number].Name.Length * LetterWidth) + StrokeWidth;
            if (rows[0].Count > 0 && width > room)
            {
                rows.Insert(0, []);
                room = Axes.RightEdge;
            }

            rows[0].Insert(0, number);
            room -= width;
        }

        return [.. rows.Select(row => row.ToArray())];
    }

    private static void Legend(Drawing drawing, LineChart chart, int[] numbers, double y)
    {
        double x = Axes.RightEdge;
        foreach (int i in numbers.Reverse())
        {
            x -= chart.Lines[i].Name.Length * LetterWidth;
            drawing.Text(x, y, chart.Lines[i].Name);
            if (chart.Lines[i].Joined)
                drawing.Line(x - 34, y - 5, x - 6, y - 5, Inks[i % Inks.Length], 2, Dashes[i % Dashes.Length]);
            else
                drawing.Circle(x - 12, y - 5, 2.5, Inks[i % Inks.Length]);
            x -= StrokeWidth;
        }
    }
}
