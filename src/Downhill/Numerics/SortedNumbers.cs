namespace Downhill;

/// <summary>Statistics of numbers in ascending order.</summary>
internal static class SortedNumbers
{
    /// <summary>The number at q (n − 1), counted from 0; a fraction lies between its neighbours.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double q)
    {
        double at = q * (sorted.Length - 1);
        int below = (int)at;
        double fraction = at - below;
        return fraction == 0 ? sorted[below] : sorted[below] + (fraction * (sorted[below + 1] - sorted[below]));
    }
}
