using System.Globalization;
using System.Text;

namespace Downhill;

/// <summary>Curves as SVG for a page of <see cref="HtmlPage"/>, whose colours it takes; lines differ in their dashes too.</summary>
public static class SvgChart
{
    private const double Width = 520, Height = 340, Left = 62, Right = 14, Top = 34, Bottom = 50;
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
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"inherit\" font-size=\"14\" fill=\"var(--ink)\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"{id}-title\">{HtmlPage.Text(curve.Title)}</title><desc id=\"{id}-desc\">{HtmlPage.Text(curve.Description)}</desc>");
        Axes(svg, curve, across, up);
        for (int i = 0; i < curve.Lines.Length; i++)
            Line(svg, curve.Lines[i], i, point => X(point.X, across), point => Y(point.Y, up));
        Legend(svg, curve);
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
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.##}\" x2=\"{x:0.##}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 5}\" stroke=\"var(--ink)\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{Height - Bottom + 20}\" text-anchor=\"{(tick == across[^1] ? "end" : "middle")}\">{Label(tick)}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom}\" stroke=\"var(--ink)\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{HtmlPage.Text(curve.Across)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"6\" y=\"18\">{HtmlPage.Text(curve.Up)}</text>");
    }

    private static void Line(StringBuilder svg, WalkthroughLine line, int number, Func<WalkthroughPoint, double> x, Func<WalkthroughPoint, double> y)
    {
        string colour = Colours[number % Colours.Length];
        string points = !line.Joined ? string.Empty : string.Join(' ', line.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{x(point):0.##},{y(point):0.##}")));
        if (line.Joined)
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"var({colour})\" stroke-width=\"2\" stroke-dasharray=\"{Dashes[number % Dashes.Length]}\"/>");
        foreach (WalkthroughPoint point in line.Marked ? line.Points : [])
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x(point):0.##}\" cy=\"{y(point):0.##}\" r=\"{(line.Joined ? 4 : 2.5)}\" fill=\"var({colour})\"/>");
    }

    private static void Legend(StringBuilder svg, WalkthroughCurve curve)
    {
        double x = Width - Right;
        for (int i = curve.Lines.Length - 1; i >= 0; i--)
        {
            x -= (curve.Lines[i].Name.Length * 7.5) + 6;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"18\">{HtmlPage.Text(curve.Lines[i].Name)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x - 34}\" x2=\"{x - 6}\" y1=\"13\" y2=\"13\" stroke=\"var({Colours[i % Colours.Length]})\" stroke-width=\"2\" stroke-dasharray=\"{Dashes[i % Dashes.Length]}\"/>");
            x -= 46;
        }
    }

    private static double X(double value, double[] ticks) => Left + ((value - ticks[0]) / (ticks[^1] - ticks[0]) * (Width - Left - Right));

    private static double Y(double value, double[] ticks) => Height - Bottom - ((value - ticks[0]) / (ticks[^1] - ticks[0]) * (Height - Top - Bottom));

    private static string Label(double value) => value.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');
}
