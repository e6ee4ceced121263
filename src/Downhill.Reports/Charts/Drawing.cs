namespace Downhill.Reports;

/// <summary>A colour by its meaning; a page and a picture choose the colour itself, for a light and a dark scheme.</summary>
internal enum Ink
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Text of little weight.</summary>
    Soft,

    /// <summary>Rules and grids.</summary>
    Rule,

    /// <summary>The background.</summary>
    Paper,

    /// <summary>The first series.</summary>
    One,

    /// <summary>The second series.</summary>
    Two,

    /// <summary>The third series.</summary>
    Three,

    /// <summary>The fourth series.</summary>
    Four,
}

/// <summary>The anchor of a text.</summary>
internal enum Anchor
{
    /// <summary>At its start.</summary>
    Start,

    /// <summary>In its middle.</summary>
    Middle,

    /// <summary>At its end.</summary>
    End,
}

/// <summary>
/// A picture as shapes in the order in which they are drawn; x grows to the right and y down. SVG and TikZ are written from it.
/// </summary>
/// <param name="top">The smallest y; the smallest x is 0.</param>
/// <param name="width">The width.</param>
/// <param name="height">The height.</param>
internal sealed class Drawing(double top, double width, double height)
{
    private readonly List<DrawnShape> shapes = [];

    /// <summary>The smallest y.</summary>
    public double Top => top;

    /// <summary>The width.</summary>
    public double Width => width;

    /// <summary>The height.</summary>
    public double Height => height;

    /// <summary>The shapes in the order in which they are drawn.</summary>
    public IReadOnlyList<DrawnShape> Shapes => shapes;

    /// <summary>Adds a shape.</summary>
    public void Add(DrawnShape shape) => shapes.Add(shape);

    /// <summary>Adds a straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, Ink ink, double thickness = 1, Dash dash = Dash.None,
        double opacity = 1) =>
        Add(new DrawnLine(x1, y1, x2, y2, ink, thickness, dash, opacity));

    /// <summary>Adds a text.</summary>
    public void Text(double x, double y, string text, Ink ink = Ink.Text, Anchor anchor = Anchor.Start, double size = 14) =>
        Add(new DrawnText(x, y, text, ink, anchor, size));

    /// <summary>Adds a disc.</summary>
    public void Circle(double x, double y, double radius, Ink fill, Ink? stroke = null) => Add(new DrawnCircle(x, y, radius, fill, stroke));

    /// <summary>Adds a rectangle.</summary>
    public void Box(double x, double y, double boxWidth, double boxHeight, Ink fill, double opacity = 1, Ink? stroke = null) =>
        Add(new DrawnBox(x, y, boxWidth, boxHeight, fill, opacity, stroke));
}

/// <summary>The dashes of a line, so that lines differ without colour too.</summary>
internal enum Dash
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Long dashes.</summary>
    Long,

    /// <summary>Dots.</summary>
    Dots,

    /// <summary>Dashes and dots.</summary>
    Mixed,
}

/// <summary>A shape of a drawing.</summary>
internal abstract record DrawnShape;

/// <summary>A straight line.</summary>
internal sealed record DrawnLine(double X1, double Y1, double X2, double Y2, Ink Ink, double Thickness, Dash Dash, double Opacity)
    : DrawnShape;

/// <summary>Straight lines from point to point.</summary>
internal sealed record DrawnCurve(IReadOnlyList<(double X, double Y)> Points, Ink Ink, Dash Dash) : DrawnShape;

/// <summary>A text.</summary>
internal sealed record DrawnText(double X, double Y, string Text, Ink Ink, Anchor Anchor, double Size) : DrawnShape;

/// <summary>A disc.</summary>
internal sealed record DrawnCircle(double X, double Y, double Radius, Ink Fill, Ink? Stroke) : DrawnShape;

/// <summary>A rectangle.</summary>
internal sealed record DrawnBox(double X, double Y, double Width, double Height, Ink Fill, double Opacity, Ink? Stroke) : DrawnShape;
