using System.Globalization;
using System.Text;

namespace Downhill.Reports;

/// <summary>Drawings as SVG: inside a page, with the colours of the page, or as a file with its own colours.</summary>
internal static class SvgWriter
{
    /// <summary>A drawing for a page.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="title">The content of the picture.</param>
    /// <param name="description">A description of the picture for people who cannot see it.</param>
    /// <param name="id">A name that no other element of the page begins with.</param>
    /// <param name="isAlone">Whether it is a file of its own.</param>
    public static string Write(Drawing drawing, string title, string description, string id, bool isAlone = false)
    {
        var svg = new StringBuilder();
        string space = isAlone ? " xmlns=\"http://www.w3.org/2000/svg\" class=\"alone\"" : string.Empty;
        string font = isAlone ? "system-ui, sans-serif" : "inherit";
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg{space} viewBox=\"0 {drawing.Top} {drawing.Width} {drawing.Height}\" width=\"{drawing.Width}\" "
                + $"height=\"{drawing.Height}\" ");
        svg.Append($"role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{font}\" font-size=\"14\" fill=\"var(--ink)\">");
        svg.Append($"<title id=\"{id}-title\">{Text(title)}</title><desc id=\"{id}-desc\">{Text(description)}</desc>");
        if (isAlone)
            svg.Append($"<style>{Palette.Css(".alone")}</style><rect x=\"0\" y=\"{Number(drawing.Top)}\" width=\"100%\" height=\"100%\" "
                + $"fill=\"var(--paper)\"/>");
        foreach (DrawnShape shape in drawing.Shapes)
            Shape(svg, shape);
        return svg.Append("</svg>").ToString();
    }

    // XML has no way to write most control characters.
    public static string Text(string text) => HtmlPage.Text(string.Concat(text.Select(c => char.IsControl(c) || c >= '\ufffe' ? ' ' : c)));

    private static void Shape(StringBuilder svg, DrawnShape shape)
    {
        switch (shape)
        {
            case DrawnLine line:
                string thickness = line.Thickness == 1 ? string.Empty : $" stroke-width=\"{Number(line.Thickness)}\"";
                string pattern = line.Dash == Dash.None ? string.Empty : $" stroke-dasharray=\"{Pattern(line.Dash)}\"";
                string faint = line.Opacity < 1 ? $" stroke-opacity=\"{Number(line.Opacity)}\"" : string.Empty;
                svg.Append($"<line x1=\"{Number(line.X1)}\" x2=\"{Number(line.X2)}\" y1=\"{Number(line.Y1)}\" y2=\"{Number(line.Y2)}\" ");
                svg.Append($"stroke=\"{Colour(line.Ink)}\"{thickness}{pattern}{faint}/>");
                break;
            case DrawnCurve curve:
                string points = string.Join(' ', curve.Points.Select(point => $"{Number(point.X)},{Number(point.Y)}"));
                svg.Append($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{Colour(curve.Ink)}\" stroke-width=\"2\" "
                    + $"stroke-dasharray=\"{Pattern(curve.Dash)}\"/>");
                break;
            case DrawnText text:
                string anchor = text.Anchor switch
                {
                    Anchor.Middle => " text-anchor=\"middle\"",
                    Anchor.End => " text-anchor=\"end\"",
                    _ => string.Empty
                };
                string size = text.Size == 14 ? string.Empty : $" font-size=\"{Number(text.Size)}\"";
                string fill = text.Ink == Ink.Text ? string.Empty : $" fill=\"{Colour(text.Ink)}\"";
                svg.Append($"<text x=\"{Number(text.X)}\" y=\"{Number(text.Y)}\"{anchor}{size}{fill}>{Text(text.Text)}</text>");
                break;
            case DrawnCircle circle:
                string rim = circle.Stroke is Ink ink ? $" stroke=\"{Colour(ink)}\" stroke-width=\"1.5\"" : string.Empty;
                svg.Append($"<circle cx=\"{Number(circle.X)}\" cy=\"{Number(circle.Y)}\" r=\"{Number(circle.Radius)}\" "
                    + $"fill=\"{Colour(circle.Fill)}\"{rim}/>");
                break;
            case DrawnBox box:
                string opacity = box.Opacity < 1 ? $" fill-opacity=\"{Number(box.Opacity)}\"" : string.Empty;
                string edge = box.Stroke is Ink colour ? $" stroke=\"{Colour(colour)}\"" : string.Empty;
                svg.Append($"<rect x=\"{Number(box.X)}\" y=\"{Number(box.Y)}\" width=\"{Number(box.Width)}\" "
                    + $"height=\"{Number(box.Height)}\" fill=\"{Colour(box.Fill)}\"{opacity}{edge}/>");
                break;
            default:
                throw new ArgumentException($"A drawing holds no {shape.GetType().Name}.", nameof(shape));
        }
    }

    private static string Pattern(Dash dash) =>
        dash switch { Dash.Long => "7 4", Dash.Dots => "2 3", Dash.Mixed => "9 3 2 3", _ => "none" };

    private static string Colour(Ink ink) => $"var({Palette.Variable(ink)})";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
