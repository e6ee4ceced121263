using System.Globalization;

namespace Downhill.Reports;

/// <summary>Drawings as TikZ pictures for LaTeX, in the colours of the light scheme.</summary>
internal static class TikzWriter
{
    private const double Scale = 0.022; // centimetres a unit

    /// <summary>The picture, line by line.</summary>
    public static IEnumerable<string> Lines(Drawing drawing)
    {
        yield return @"\begin{tikzpicture}[x=1cm,y=-1cm,font=\footnotesize]";
        foreach (DrawnShape shape in drawing.Shapes)
            yield return Shape(shape);
        yield return @"\end{tikzpicture}";
    }

    /// <summary>The definitions of the colours.</summary>
    public static IEnumerable<string> Colours() =>
        Enum.GetValues<Ink>().Select(ink => $@"\definecolor{{{Name(ink)}}}{{HTML}}{{{Palette.Hex(ink).ToUpperInvariant()}}}");

    private static string Shape(DrawnShape shape) => shape switch
    {
        DrawnLine line => $@"\draw[{Name(line.Ink)},line width={Number(line.Thickness * 0.6, 2)}pt,"
            + $"opacity={Number(line.Opacity, 2)}{Pattern(line.Dash)}] {At(line.X1, line.Y1)} -- {At(line.X2, line.Y2)};",
        DrawnCurve curve => $@"\draw[{Name(curve.Ink)},line width=1pt{Pattern(curve.Dash)}] "
            + $"{string.Join(" -- ", curve.Points.Select(point => At(point.X, point.Y)))};",
        DrawnText text => $@"\node[{Name(text.Ink)},anchor={Name(text.Anchor)},inner sep=0] at {At(text.X, text.Y)} "
            + $"{{{LatexText.Escaped(text.Text)}}};",
        DrawnCircle circle => $@"\filldraw[fill={Name(circle.Fill)},draw={Name(circle.Stroke ?? circle.Fill)}] {At(circle.X, circle.Y)} "
            + $"circle[radius={Number(circle.Radius * Scale, 3)}];",
        DrawnBox box => $@"\fill[{Name(box.Fill)},opacity={Number(box.Opacity, 2)}] {At(box.X, box.Y)} "
            + $"rectangle {At(box.X + box.Width, box.Y + box.Height)};",
        _ => throw new ArgumentException($"A drawing holds no {shape.GetType().Name}.", nameof(shape)),
    };

    private static string At(double x, double y) => $"({Number(x * Scale, 3)},{Number(y * Scale, 3)})";

    private static string Pattern(Dash dash) =>
        dash switch { Dash.Long => ",dashed", Dash.Dots => ",dotted", Dash.Mixed => ",dash dot", _ => string.Empty };

    private static string Name(Anchor anchor) =>
        anchor switch { Anchor.Middle => "base", Anchor.End => "base east", _ => "base west" };

    private static string Name(Ink ink) => $"ink{ink.ToString().ToLowerInvariant()}";

    private static string Number(double value, int decimals) =>
        value.ToString($"0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
}
