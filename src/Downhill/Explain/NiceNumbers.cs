using System.Globalization;

namespace Downhill;

/// <summary>Round numbers for an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class NiceNumbers
{
    private const int Most = 7;

    /// <summary>The round numbers in a range, three to eight of them.</summary>
    public static IEnumerable<double> Between(double low, double high)
    {
        double rough = (high - low) / Most, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        double first = Math.Ceiling(low / step);
        for (int k = 0; k <= Most && (first + k) * step <= high + (step * 1e-9); k++)
            yield return (first + k) * step;
    }

    /// <summary>A round number without the last bits' noise.</summary>
    public static string Text(double value) => (value == 0 ? 0 : value).ToString("G5", CultureInfo.InvariantCulture);
}
