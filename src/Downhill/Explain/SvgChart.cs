using System.Globalization;
using System.Text;

namespace Downhill;

/// <summary>Curves as SVG for a page of <see cref="HtmlPage"/>, whose colours it takes; lines differ in their dashes too.</summary>
public static class SvgChart
{
    private const double Width = 520, Left = 62, Right = 14, Top = 34, PlotHeight = 256, Bottom = 50, LegendLine = 20;

    // About as wide as a letter is, and the room of a line of the legend for its stroke.
    private const double LetterWidth = 7.5, StrokeWidth = 46;
    private static readonly string[] Colours = ["--one", "--two", "--good", "--bad"];
    private static readonly string[] Dashes = ["none", "7 4", "2 3", "9 3 2 3"];

    /// <summary>Draws the curves.</summary>
    /// <param name="curve">What to draw.</param>
    /// <param name="id">A name that no other element of the page begins with.</param>
    public static string Draw(WalkthroughCurve curve, string id)
    {
        WalkthroughPoint[] all = [.. curve.Lines.SelectMany(line => line.Points)];
        double[] across = NiceNumbers.Around(all.Min(point => point.X), all.Max(point => point.X));
        double[] up = NiceNumbers.Around(all.Min(point => point.Y), all.Max(point => point.Y));
        int[][] legend = Legend(curve);
        double top = LegendLine * (1 - legend.Length), height = Top + PlotHeight + Bottom - top;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 {top} {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"inherit\" font-size=\"14\" fill=\"var(--ink)\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"{id}-title\">{HtmlPage.Text(curve.Title)}</title><desc id=\"{id}-desc\">{HtmlPage.Text(curve.Description)}</desc>");
        Axes(svg, curve, across, up);
        for (int i = 0; i < curve.Lines.Length; i++)
            Line(svg, curve.Lines[i], i, point => X(point.X, across), point => Y(point.Y, up));
        foreach ((int line, int[] numbers) in legend.Index())
            Legend(svg, curve, numbers, 18 - (LegendLine * (legend.Length - 1 - line)));
        return svg.Append("</svg>").ToString();
    }

    private static void Axes(StringBuilder svg, WalkthroughCurve curve, double[] across, double[] up)
    {
        foreach (double tick in up)
        {
            double y = Y(tick, up);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.##}\" y2=\"{y:0.##}\" stroke=\"var(--line)\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 5:0.##}\" text-anchor=\"end\">{Label(tick)}</text>");
        }

        foreach (double tick in across)
        {
            double x = X(tick, across);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.##}\" x2=\"{x:0.##}\" y1=\"{Top + PlotHeight}\" y2=\"{Top + PlotHeight + 5}\" stroke=\"var(--ink)\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{Top + PlotHeight + 20}\" text-anchor=\"{(tick == across[^1] ? "end" : "middle")}\">{Label(tick)}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Top + PlotHeight}\" y2=\"{Top + PlotHeight}\" stroke=\"var(--ink)\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Top + PlotHeight + 42}\" text-anchor=\"middle\">{HtmlPage.Text(curve.XLabel)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"6\" y=\"18\">{HtmlPage.Text(curve.YLabel)}</text>");
    }

    private static void Line(StringBuilder svg, WalkthroughLine line, int number, Func<WalkthroughPoint, double> x, Func<WalkthroughPoint, double> y)
    {
        string colour = Colours[number % Colours.Length];
        string points = !line.Joined ? string.Empty : string.Join(' ', line.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{x(point):0.##},{y(point):0.##}")));
        if (line.Joined && line.Points.Length > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"var({colour})\" stroke-width=\"2\" stroke-dasharray=\"{Dashes[number % Dashes.Length]}\"/>");
        foreach (WalkthroughPoint point in line.Marked ? line.Points : [])
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x(point):0.##}\" cy=\"{y(point):0.##}\" r=\"{(line.Joined ? 4 : 2.5)}\" fill=\"var({colour})\"/>");
    }

    // Which lines the legend has beside each other, from above; the last stand beside the name of the axis. Lines without points have none.
    private static int[][] Legend(WalkthroughCurve curve)
    {
        var rows = new List<List<int>> { new() };
        double room = Width - Right - ((curve.YLabel.Length + 2) * LetterWidth);
        foreach (int number in Enumerable.Range(0, curve.Lines.Length).Reverse().Where(number => curve.Lines[number].Points.Length > 0))
        {
            double width = (curve.Lines[number].Name.Length * LetterWidth) + StrokeWidth;
            if (rows[0].Count > 0 && width > room)
            {
                rows.Insert(0, []);
                room = Width - Right;
            }

            rows[0].Insert(0, number);
            room -= width;
        }

        return [.. rows.Select(row => row.ToArray())];
    }

    private static void Legend(StringBuilder svg, WalkthroughCurve curve, int[] numbers, double y)
    {
        double x = Width - Right;
        foreach (int i in numbers.Reverse())
        {
            x -= curve.Lines[i].Name.Length * LetterWidth;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\">{HtmlPage.Text(curve.Lines[i].Name)}</text>");
            if (curve.Lines[i].Joined)
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x - 34}\" x2=\"{x - 6}\" y1=\"{y - 5}\" y2=\"{y - 5}\" stroke=\"var({Colours[i % Colours.Length]})\" stroke-width=\"2\" stroke-dasharray=\"{Dashes[i % Dashes.Length]}\"/>");
            else
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x - 12}\" cy=\"{y - 5}\" r=\"2.5\" fill=\"var({Colours[i % Colours.Length]})\"/>");
            x -= StrokeWidth;
        }
    }

    private static double X(double value, double[] ticks) => Left + ((value - ticks[0]) / (ticks[^1] - ticks[0]) * (Width - Left - Right));

    private static double Y(double value, double[] ticks) => Top + PlotHeight - ((value - ticks[0]) / (ticks[^1] - ticks[0]) * PlotHeight);

    private static string Label(double value) => value.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');
}
