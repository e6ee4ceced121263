using System.Globalization;

namespace Downhill.Reports;

/// <summary>The frame of a chart: its axes with round numbers, and the position of a point in it.</summary>
internal sealed class Axes
{
    private const double Width = 520, Left = 62, Right = 14, Top = 34, PlotHeight = 256, Bottom = 50;

    private readonly double[] xTicks, yTicks;

    /// <summary>Draws the axes around some points.</summary>
    /// <param name="xLabel">The label of the horizontal axis.</param>
    /// <param name="yLabel">The label of the vertical axis.</param>
    /// <param name="points">All points; those that are not finite are left out.</param>
    /// <param name="above">The room above the plot for a legend.</param>
    public Axes(string xLabel, string yLabel, IEnumerable<ChartPoint> points, double above = 0)
    {
        ChartPoint[] all = [.. points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
        if (all.Length == 0)
            all = [default];
        xTicks = NiceNumbers.Around(all.Min(point => point.X), all.Max(point => point.X));
        yTicks = NiceNumbers.Around(all.Min(point => point.Y), all.Max(point => point.Y));
        Drawing = new Drawing(0 - above, Width, Top + PlotHeight + Bottom + above);
        foreach (double tick in yTicks)
        {
            Drawing.Line(Left, Y(tick), Width - Right, Y(tick), Ink.Rule);
            Drawing.Text(Left - 8, Y(tick) + 5, Label(tick), anchor: Anchor.End);
        }

        foreach (double tick in xTicks)
        {
            Drawing.Line(X(tick), Floor, X(tick), Floor + 5, Ink.Text);
            Drawing.Text(X(tick), Floor + 20, Label(tick), anchor: tick == xTicks[^1] ? Anchor.End : Anchor.Middle);
        }

        Drawing.Line(Left, Floor, Width - Right, Floor, Ink.Text);
        Drawing.Text((Left + Width - Right) / 2, Floor + 42, xLabel, anchor: Anchor.Middle);
        Drawing.Text(6, 18, yLabel);
    }

    /// <summary>The right end of the plot.</summary>
    public const double RightEdge = Width - Right;

    /// <summary>The lower edge of the plot.</summary>
    public const double Floor = Top + PlotHeight;

    /// <summary>The drawing.</summary>
    public Drawing Drawing { get; }

    /// <summary>The place of a value from left to right.</summary>
    public double X(double value) => Left + ((value - xTicks[0]) / (xTicks[^1] - xTicks[0]) * (Width - Left - Right));

    /// <summary>The place of a value from top to bottom.</summary>
    public double Y(double value) => Floor - ((value - yTicks[0]) / (yTicks[^1] - yTicks[0]) * PlotHeight);

    private static string Label(double value) => value.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');
}
