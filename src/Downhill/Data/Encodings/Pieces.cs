using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// The piecewise-linear encoding of a number. The range of the column is cut into intervals: those below the number are 1, its own interval
/// is the part below the number, those above are 0. Sums of these inputs are all functions that are linear in each interval. Source: Y.
/// Gorishniy, I. Rubachev, A. Babenko, "On Embeddings for Numerical Features in Tabular Deep Learning", 2022, section 3.2.
/// </summary>
internal static class Pieces
{
    /// <summary>
    /// The knots of a column: all its different numbers, or where they are more, those that share Σ √(rows of a number) evenly: between
    /// quantiles, which spend everything on a frequent number, and an even share of the different numbers, which follow single rows.
    /// </summary>
    /// <param name="known">The training part's numbers.</param>
    /// <param name="most">The largest number of intervals.</param>
    /// <returns>In ascending order; none if a single interval would be left, which would say what the number says itself.</returns>
    public static ImmutableArray<double> Fit(ReadOnlySpan<double> known, int most)
    {
        double[] sorted = known.ToArray();
        Array.Sort(sorted);
        var values = new List<double>();
        var weights = new List<double>();
        for (int start = 0, end = 0; start < sorted.Length; start = end)
        {
            while (end < sorted.Length && sorted[end] == sorted[start])
                end++;
            values.Add(sorted[start]);
            weights.Add(Math.Sqrt(end - start));
        }

        if (most < 2 || values.Count < 3)
            return [];
        return values.Count <= most + 1 ? [.. values] : Shared(values, weights, most);
    }

    /// <summary>
    /// Where a number lies: the place of its interval, and behind the point how far it is through it; from 0 to the number of intervals.
    /// </summary>
    public static double Place(ImmutableArray<double> knots, double number)
    {
        if (!(number > knots[0])) // also where it is missing
            return 0;
        if (number >= knots[^1])
            return knots.Length - 1;
        int found = knots.BinarySearch(number);
        int below = found >= 0 ? found : ~found - 1;
        return below + ((number - knots[below]) / (knots[below + 1] - knots[below]));
    }

    /// <summary>The input for interval <paramref name="piece"/> of a number at <paramref name="place"/>.</summary>
    public static double Value(double place, int piece) => Math.Clamp(place - piece, 0, 1);

    private static ImmutableArray<double> Shared(List<double> values, List<double> weights, int most)
    {
        double total = 0, passed = 0;
        foreach (double weight in weights)
            total += weight;
        var knots = ImmutableArray.CreateBuilder<double>();
        int next = 0;
        for (int i = 0; i < values.Count; i++)
        {
            passed += weights[i];
            if (i > 0 && i < values.Count - 1 && passed < total * next / most)
                continue;
            knots.Add(values[i]);
            next = Math.Max(next + 1, (int)(passed / total * most) + 1);
        }

        return knots.ToImmutable();
    }
}

/// <summary>The inputs of a piecewise-linear encoding, stored as two numbers for each row.</summary>
internal sealed class PiecedColumn(double[] scaled, double[] places, bool hasIndicator, int width) : EncodedColumn(width)
{
    private readonly int first = hasIndicator ? 2 : 1;

    public override double this[int row, int feature] => feature >= first
        ? Pieces.Value(places[row], feature - first)
        : feature == 0 ? Scaled(row) : double.IsNaN(scaled[row]) ? 1 : 0;

    public override void Gather<T>(ReadOnlySpan<int> rows, Span<T> destination, int at, int stride)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            Span<T> to = destination.Slice(at + (i * stride), Width);
            to[0] = T.CreateTruncating(Scaled(row));
            if (hasIndicator)
                to[1] = double.IsNaN(scaled[row]) ? T.One : T.Zero;
            Span<T> pieces = to[first..];
            int full = (int)places[row];
            pieces[..full].Fill(T.One);
            pieces[full..].Clear();
            if (full < pieces.Length)
                pieces[full] = T.CreateTruncating(Pieces.Value(places[row], full));
        }
    }

    private double Scaled(int row) => double.IsNaN(scaled[row]) ? 0 : scaled[row];
}
