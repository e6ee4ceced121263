using System.Globalization;

namespace Downhill.Reports;

/// <summary>Round numbers for an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class NiceNumbers
{
    private const int Max = 7, MaxAround = 5;

    /// <summary>The round numbers in a range, three to eight of them.</summary>
    public static IEnumerable<double> Between(double low, double high)
    {
        double step = Step(high - low, Max), first = Math.Ceiling((low / step) - 1e-9);
        for (int k = 0; k <= Max && (first + k) * step <= high + (step * 1e-9); k++)
            yield return (first + k) * step;
    }

    /// <summary>A few round numbers, from at or below the least to at or above the greatest.</summary>
    public static double[] Around(double low, double high)
    {
        double step = Step(high > low ? high - low : 1, MaxAround);
        double first = Math.Floor((low / step) + 1e-9), last = Math.Max(first + 1, Math.Ceiling((high / step) - 1e-9));
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Math.Round((first + i) * step, 12))];
    }

    /// <summary>A round number without the last bits' noise.</summary>
    public static string Text(double value) => (value == 0 ? 0 : value).ToString("G5", CultureInfo.InvariantCulture);

    private static double Step(double span, int most)
    {
        double rough = span / most, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }
}
