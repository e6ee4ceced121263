using System.Globalization;

namespace Downhill.Reports;

/// <summary>A line chart as text: marks on a grid of letters, for a terminal.</summary>
/// <param name="Lines">The rows of the plot, the axis, and the labels of its ends.</param>
/// <param name="IsLogarithmic">Whether equal steps up the chart are equal factors.</param>
public sealed record TextChart(IReadOnlyList<string> Lines, bool IsLogarithmic)
{
    /// <summary>The mark where lines meet.</summary>
    public const char Shared = '◉';

    /// <summary>The number of lines a chart has besides the rows of its plot.</summary>
    public const int Frame = 2;

    /// <summary>The number of letters to the left of the plot.</summary>
    public const int Margin = LabelWidth + 2;

    /// <summary>The marks of the lines in order.</summary>
    public const string Marks = "●○▲△■□";

    // Above this ratio of the largest to the smallest value, equal steps up the chart are equal factors.
    private const double LogarithmicFrom = 20;

    private const int LabelWidth = 9;

    /// <summary>The mark of a line by its number.</summary>
    public static char Mark(int number) => Marks[number % Marks.Length];

    /// <summary>Draws the lines; null if there are not two points to draw.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="columns">The width of the plot.</param>
    /// <param name="rows">The height of the plot.</param>
    /// <param name="last">The x of the right edge; a line whose points end before it ends there. By default, the largest x.</param>
    /// <param name="label">A value of the upward axis in words.</param>
    /// <param name="ends">The labels below the left and the right end; by default their x.</param>
    public static TextChart? Draw(
        IReadOnlyList<ChartLine> lines, int columns, int rows, double? last = null, Func<double, string>? label = null,
        (string Left, string Right)? ends = null)
    {
        if (columns < 2 || rows < 2 || !lines.Any(line => line.Points.Count(IsFinite) > 1))
            return null;
        ChartPoint[] all = [.. lines.SelectMany(line => line.Points).Where(IsFinite)];
        double left = all.Min(point => point.X), right = last ?? all.Max(point => point.X);
        (int Column, double Value)[][] drawn = [.. lines.Select(line => Place(line, columns, left, right).ToArray())];
        double[] values = [.. drawn.SelectMany(places => places).Select(place => place.Value)];
        double low = values.Min(), high = values.Max();
        bool isLogarithmic = low > 0 && high / low > LogarithmicFrom;
        Func<double, double> scale = isLogarithmic ? Math.Log : value => value;
        double bottom = scale(low), range = scale(high) - bottom;
        char[][] grid = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Repeat(' ', columns).ToArray())];
        for (int number = 0; number < drawn.Length; number++)
        {
            foreach ((int column, double value) in drawn[number])
                Set(ref grid[Row(value)][column], Mark(number));
        }

        label ??= Number;
        (string first, string end) = ends ?? (Number(left), Number(right));
        return new TextChart(
            [
                .. grid.Select((cells, row) => $"{Label(row),LabelWidth} ┤{new string(cells).TrimEnd()}"),
                $"{string.Empty,LabelWidth} └{new string('─', columns)}",
                $"{string.Empty,Margin}{first}{end.PadLeft(Math.Max(columns - first.Length, end.Length + 1))}",
            ],
            isLogarithmic);

        int Row(double value) => (int)Math.Round((1 - (range > 0 ? (scale(value) - bottom) / range : 1)) * (rows - 1));

        string Label(int row) => row == 0 ? label(high) : row == rows - 1 && high > low ? label(low) : string.Empty;
    }

    private static void Set(ref char cell, char mark) => cell = cell == ' ' || cell == mark ? mark : Shared;

    // Points that are marked or not joined, each; of a line, the mean of the points that fall on a column, or a place between two of them.
    private static IEnumerable<(int Column, double Value)> Place(ChartLine line, int columns, double left, double right)
    {
        ChartPoint[] points = [.. line.Points.Where(IsFinite)];
        if (line.Marked || !line.Joined)
            return points.Select(point => (Column: Column(point.X), point.Y)).Where(place => (uint)place.Column < (uint)columns);
        var sums = new double[columns];
        var counts = new int[columns];
        for (int i = 0; i < points.Length; i++)
        {
            int column = Column(points[i].X);
            if ((uint)column < (uint)columns)
                (sums[column], counts[column]) = (sums[column] + points[i].Y, counts[column] + 1);
            for (int between = Math.Max(0, Column(points[Math.Max(0, i - 1)].X) + 1); between < Math.Min(columns, column); between++)
            {
                double share = (left + (between * (right - left) / (columns - 1)) - points[i - 1].X) / (points[i].X - points[i - 1].X);
                (sums[between], counts[between]) = (points[i - 1].Y + (share * (points[i].Y - points[i - 1].Y)), 1);
            }
        }

        return counts.Index().Where(count => count.Item > 0).Select(count => (count.Index, sums[count.Index] / count.Item));

        int Column(double x) => right > left ? (int)Math.Round((x - left) / (right - left) * (columns - 1)) : 0;
    }

    private static bool IsFinite(ChartPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
