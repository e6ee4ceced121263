using System.Globalization;
using System.Text;

namespace Downhill.Reports;

/// <summary>
/// Draws a landscape as SVG: shaded contours, the axes, the descent and a scale. The picture stands alone, follows the dark and
/// the light scheme, and says in words what it shows.
/// </summary>
public static class LandscapeSvg
{
    private const double Width = 640, Height = 560, Left = 74, Top = 56, Side = 440, ScaleLeft = 540, ScaleWidth = 18;
    private const int LevelCount = 12;

    private const string Style = """
        .landscape { color-scheme: light dark; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; }
        .landscape .paper { fill: #ffffff; } .landscape text { fill: #1c1e21; } .landscape .soft { fill: #5f6670; }
        .landscape .title { font-size: 15px; font-weight: 600; }
        .landscape .depth { fill: #1f6feb; fill-opacity: .085; fill-rule: evenodd; }
        .landscape .level { stroke: #1f6feb; stroke-opacity: .55; stroke-width: .8; }
        .landscape .frame { fill: none; stroke: #5f6670; } .landscape .tick { stroke: #5f6670; }
        .landscape .halo { fill: none; stroke: #ffffff; stroke-opacity: .8; stroke-width: 4.5; stroke-linejoin: round; }
        .landscape .path { fill: none; stroke: #c2410c; stroke-width: 2; stroke-linejoin: round; } .landscape .step { fill: #c2410c; }
        .landscape .start { fill: #ffffff; stroke: #c2410c; stroke-width: 2; }
        .landscape .end { fill: #c2410c; stroke: #ffffff; stroke-width: 1.5; }
        .landscape .lowest { stroke: #1c1e21; stroke-width: 1.8; }
        @media (prefers-color-scheme: dark) {
          .landscape .paper { fill: #15181c; } .landscape text { fill: #e6e8eb; } .landscape .soft { fill: #9aa3ad; }
          .landscape .depth { fill: #6cb0ff; fill-opacity: .06; } .landscape .level { stroke: #6cb0ff; }
          .landscape .frame, .landscape .tick { stroke: #9aa3ad; } .landscape .halo { stroke: #15181c; }
          .landscape .path { stroke: #ff9f6b; } .landscape .step { fill: #ff9f6b; }
          .landscape .start { fill: #15181c; stroke: #ff9f6b; } .landscape .end { fill: #ff9f6b; stroke: #15181c; }
          .landscape .lowest { stroke: #e6e8eb; }
        }
        """;

    /// <summary>The picture.</summary>
    /// <param name="landscape">The content of the picture.</param>
    /// <param name="title">The title as text.</param>
    public static string Render(Landscape landscape, string title)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"landscape\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" "
                + $"height=\"{Height}\" role=\"img\" aria-labelledby=\"landscape-title landscape-desc\">\n");
        svg.Append($"<title id=\"landscape-title\">{Escape(title)}</title>\n<desc "
            + $"id=\"landscape-desc\">{Escape(Words(landscape))}</desc>\n<style>\n{Style}\n</style>\n");
        svg.Append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        Text(svg, "title", Left, 24, "start", Cut(title, 66));
        Text(svg, "soft", Left, 43, "start", Legend(landscape));
        (double[] levels, bool isLogarithmic) = Contours.Levels(landscape.Costs, LevelCount);
        Depths(svg, landscape, levels);
        Axes(svg, landscape);
        Path(svg, landscape);
        Scale(svg, levels, isLogarithmic);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Depths(StringBuilder svg, Landscape landscape, double[] levels)
    {
        var contours = new Contours(landscape.Costs);
        double across = Side / (landscape.X.Values.Length - 1), up = Side / (landscape.Y.Values.Length - 1);
        svg.Append(CultureInfo.InvariantCulture,
            $"<clipPath id=\"landscape-area\"><rect x=\"{Left}\" y=\"{Top}\" width=\"{Side}\" height=\"{Side}\"/></clipPath>\n<g "
                + $"clip-path=\"url(#landscape-area)\">\n");
        foreach (double level in levels.Reverse())
        {
            svg.Append("<path class=\"depth level\" d=\"");
            foreach (List<(double X, double Y)> loop in contours.Below(level))
            {
                svg.Append('M').AppendJoin('L', loop.Select(point => Pair(Left + (point.X * across), Top + Side - (point.Y * up))))
                    .Append('Z');
            }

            svg.Append("\"/>\n");
        }

        svg.Append("</g>\n");
    }

    private static void Axes(StringBuilder svg, Landscape landscape)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"frame\" x=\"{Left}\" y=\"{Top}\" width=\"{Side}\" height=\"{Side}\"/>\n");
        foreach (double value in NiceNumbers.Between(landscape.X.Values[0], landscape.X.Values[^1]))
        {
            double x = Across(landscape, value);
            Line(svg, "tick", x, Top + Side, x, Top + Side + 5);
            Text(svg, "soft", x, Top + Side + 19, "middle", NiceNumbers.Text(value));
        }

        foreach (double value in NiceNumbers.Between(landscape.Y.Values[0], landscape.Y.Values[^1]))
        {
            double y = Up(landscape, value);
            Line(svg, "tick", Left - 5, y, Left, y);
            Text(svg, "soft", Left - 9, y + 4, "end", NiceNumbers.Text(value));
        }

        Text(svg, "name", Left + (Side / 2), Top + Side + 42, "middle", landscape.X.Name);
        double middle = Top + (Side / 2);
        svg.Append(CultureInfo.InvariantCulture,
            $"<text class=\"name\" text-anchor=\"middle\" transform=\"translate(20 {middle}) "
                + $"rotate(-90)\">{Escape(landscape.Y.Name)}</text>\n");
    }

    private static void Path(StringBuilder svg, Landscape landscape)
    {
        const double Closest = 3; // pixels, below which two steps are one dot
        const int MaxDots = 80;
        var points = new List<(double X, double Y)>();
        foreach (LandscapePoint point in landscape.Path)
        {
            (double x, double y) = (Across(landscape, point.X), Up(landscape, point.Y));
            if (points.Count == 0 || Math.Abs(points[^1].X - x) + Math.Abs(points[^1].Y - y) >= Closest)
                points.Add((x, y));
        }

        svg.Append("<g clip-path=\"url(#landscape-area)\">\n");
        string line = string.Join(' ', points.Select(point => Pair(point.X, point.Y)));
        if (points.Count > 1)
            svg.Append($"<polyline class=\"halo\" points=\"{line}\"/>\n<polyline class=\"path\" points=\"{line}\"/>\n");
        if (points.Count <= MaxDots)
        {
            foreach ((double x, double y) in points)
                Circle(svg, "step", x, y, 2.4);
        }

        if (landscape.Path.Length > 1)
            Circle(svg, "end", Across(landscape, landscape.Path[^1].X), Up(landscape, landscape.Path[^1].Y), 5);
        svg.Append("</g>\n");
        Cross(svg, Across(landscape, landscape.Minimum.X), Up(landscape, landscape.Minimum.Y));
        Circle(svg, "start", Across(landscape, landscape.Centre.X), Up(landscape, landscape.Centre.Y), 5);
    }

    private static void Scale(StringBuilder svg, double[] levels, bool isLogarithmic)
    {
        if (levels.Length == 0)
            return;
        Text(svg, "name", ScaleLeft, Top + 8, "start", isLogarithmic ? "cost (log)" : "cost");
        double step = (Side - 20) / (levels.Length + 1), bottom = Top + Side;
        for (int k = levels.Length - 1; k >= 0; k--)
        {
            double height = step * (k + 1);
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"depth level\" x=\"{ScaleLeft}\" y=\"{bottom - height:0.##}\" width=\"{ScaleWidth}\" "
                    + $"height=\"{height:0.##}\"/>\n");
            Text(svg, "soft", ScaleLeft + ScaleWidth + 7, bottom - height + 4, "start",
                levels[k].ToString("G3", CultureInfo.InvariantCulture));
        }

        svg.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"frame\" x=\"{ScaleLeft}\" y=\"{Top + 20}\" width=\"{ScaleWidth}\" height=\"{Side - 20}\"/>\n");
    }

    private static string Legend(Landscape landscape) => landscape.Path.Length > 1
        ? $"○ start   ● after {Steps(landscape)} of descent{(IsInside(landscape, landscape.Path[^1]) ? string.Empty : " (outside)")}   × "
            + $"lowest on the grid"
        : "○ the network's parameters   × lowest on the grid";

    internal static string Words(Landscape landscape)
    {
        (LandscapeAxis x, LandscapeAxis y) = (landscape.X, landscape.Y);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"Contours of the cost. Across: {x.Name} from {x.Values[0]:G5} to {x.Values[^1]:G5}. Upwards: "
                + $"{y.Name} from {y.Values[0]:G5} to {y.Values[^1]:G5}. A stronger colour means a lower cost. "
                + $"The lowest cost on the grid is {landscape.Minimum.Cost:G5} at {Place(landscape.Minimum)}; "
                + $"at the network's own parameters, {Place(landscape.Centre)}, it is {landscape.Centre.Cost:G5}.");
        if (landscape.Path.Length < 2)
            return text;
        LandscapePoint end = landscape.Path[^1];
        return string.Create(CultureInfo.InvariantCulture,
            $"{text} Gradient descent starts there and after {Steps(landscape)} is at {Place(end)}, where the cost is {end.Cost:G5}.");
    }

    private static string Steps(Landscape landscape) => $"{landscape.Path.Length - 1:N0} {(landscape.Path.Length == 2 ? "step" : "steps")}";

    private static bool IsInside(Landscape landscape, LandscapePoint point) => Part(landscape.X, point.X) is >= 0 and <= 1
        && Part(landscape.Y, point.Y) is >= 0 and <= 1;

    private static string Place(LandscapePoint point) => string.Create(CultureInfo.InvariantCulture, $"({point.X:G5}, {point.Y:G5})");

    private static double Across(Landscape landscape, double value) => Left + (Side * Part(landscape.X, value));

    private static double Up(Landscape landscape, double value) => Top + Side - (Side * Part(landscape.Y, value));

    // A descent may run far out of the picture; there the place is only roughly right.
    private static double Part(LandscapeAxis axis, double value) =>
        Math.Clamp((value - axis.Values[0]) / (axis.Values[^1] - axis.Values[0]), -100, 100);

    private static void Line(StringBuilder svg, string kind, double x1, double y1, double x2, double y2) =>
        svg.Append(CultureInfo.InvariantCulture,
            $"<line class=\"{kind}\" x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\"/>\n");

    private static void Cross(StringBuilder svg, double x, double y)
    {
        Line(svg, "lowest", x - 5, y - 5, x + 5, y + 5);
        Line(svg, "lowest", x - 5, y + 5, x + 5, y - 5);
    }

    private static void Circle(StringBuilder svg, string kind, double x, double y, double radius) =>
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{kind}\" cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius}\"/>\n");

    private static void Text(StringBuilder svg, string kind, double x, double y, string anchor, string text) =>
        svg.Append(CultureInfo.InvariantCulture,
            $"<text class=\"{kind}\" x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\">{Escape(text)}</text>\n");

    private static string Pair(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.##},{y:0.##}");

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{text[..(most - 1)]}…";

    // XML has no way to write most control characters.
    private static string Escape(string text) =>
        HtmlPage.Text(string.Concat(text.Select(c => char.IsControl(c) || c >= '\ufffe' ? ' ' : c)));
}
