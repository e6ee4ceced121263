using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>
/// Contour lines by marching squares: the region of a grid below a level, as closed loops. Outside of the grid all values count as above
/// the level, so loops close along the border. Positions are in cells: 0 is the first grid line.
/// </summary>
internal sealed class Contours(ImmutableArray<ImmutableArray<double>> heights)
{
    private readonly int columns = heights[0].Length, rows = heights.Length;

    /// <summary>Levels between the lowest and the highest height, by equal differences or, over a wide range, by equal factors.</summary>
    public static (double[] Levels, bool IsLogarithmic) Levels(ImmutableArray<ImmutableArray<double>> heights, int count)
    {
        const double LogarithmicFrom = 10;
        double[] finite = [.. heights.SelectMany(row => row).Where(double.IsFinite)];
        double low = finite.Min(), high = finite.Max();
        bool logarithmic = low > 0 && high / low > LogarithmicFrom;
        IEnumerable<double> parts = Enumerable.Range(0, count).Select(k => (k + 0.5) / count);
        double[] levels = [.. parts.Select(part => logarithmic
            ? Math.Exp((Math.Log(low) * (1 - part)) + (Math.Log(high) * part))
            : (low * (1 - part)) + (high * part))];
        return ([.. levels.Where(level => level > low && level < high).Distinct()], logarithmic);
    }

    /// <summary>The loops around what is below a level; fill them with the even-odd rule.</summary>
    public IEnumerable<List<(double X, double Y)>> Below(double level)
    {
        // A crossing is a grid edge; a loop leaves it in the one cell that, walked round to the left, goes from below to above there.
        var next = new SortedDictionary<(int Column, int Row, bool IsUpright), (int Column, int Row, bool IsUpright)>();
        for (int row = -1; row < rows; row++)
        {
            for (int column = -1; column < columns; column++)
                Cell(column, row, level, next);
        }

        while (next.Count > 0)
        {
            var loop = new List<(double X, double Y)>();
            (int Column, int Row, bool IsUpright) edge = next.Keys.First();
            while (next.Remove(edge, out (int Column, int Row, bool IsUpright) following))
            {
                loop.Add(Crossing(edge.Column, edge.Row, edge.IsUpright, level));
                edge = following;
            }

            yield return loop;
        }
    }

    private void Cell(int column, int row, double level,
        SortedDictionary<(int Column, int Row, bool IsUpright), (int Column, int Row, bool IsUpright)> next)
    {
        double[] corners = [Height(column, row), Height(column + 1, row), Height(column + 1, row + 1), Height(column, row + 1)];
        (int Column, int Row, bool IsUpright)[] edges =
            [(column, row, false), (column + 1, row, true), (column, row + 1, false), (column, row, true)];
        int[] exits = [.. Enumerable.Range(0, 4).Where(k => corners[k] < level && !(corners[(k + 1) % 4] < level))];

        // In a saddle both low corners are one region where the middle is low too; else each is cut off by itself.
        int turn = exits.Length == 2 && !(corners.Average() < level) ? -1 : 1;
        foreach (int exit in exits)
        {
            int entry = exit;
            do
                entry = (entry + turn + 4) % 4;
            while (corners[entry] < level || !(corners[(entry + 1) % 4] < level));
            next.Add(edges[exit], edges[entry]);
        }
    }

    private (double X, double Y) Crossing(int column, int row, bool isUpright, double level)
    {
        (int endColumn, int endRow) = isUpright ? (column, row + 1) : (column + 1, row);
        double from = Height(column, row), to = Height(endColumn, endRow);
        double part = double.IsFinite(from) && double.IsFinite(to) ? (level - from) / (to - from) : 0.5;
        return (Between(column, endColumn, columns, part), Between(row, endRow, rows, part));
    }

    // The wall stands on the rim itself.
    private static double Between(int from, int to, int count, double part) =>
        (Math.Clamp(from, 0, count - 1) * (1 - part)) + (Math.Clamp(to, 0, count - 1) * part);

    private double Height(int column, int row) =>
        (uint)column < (uint)columns && (uint)row < (uint)rows && double.IsFinite(heights[row][column])
            ? heights[row][column]
            : double.PositiveInfinity;
}
