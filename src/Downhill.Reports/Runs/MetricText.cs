using System.Globalization;

namespace Downhill.Reports;

/// <summary>Metrics and numbers in words.</summary>
public static class MetricText
{
    /// <summary>
    /// The name of a metric for a person: <c>balanced accuracy</c> for <c>balancedAccuracy</c>, <c>ROC-AUC</c> for <c>rocAuc</c>.
    /// </summary>
    public static string Name(string key) => MetricList.Find(key)?.Title ?? key;

    /// <summary>The main metric in a few words: <c>accuracy 97.20 %</c>.</summary>
    public static string Short(Metrics metrics) => metrics.Accuracy is double accuracy
        ? $"accuracy {Percent(accuracy, 2)}"
        : $"RMSE {Number(metrics.Rmse ?? metrics.Loss)}";

    /// <summary>A number with five significant digits.</summary>
    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>A count with separators: <c>1,234</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its word: <c>1 epoch</c>, <c>16 epochs</c>.</summary>
    public static string Count(long count, string word) => $"{Count(count)} {word}{(count == 1 ? string.Empty : "s")}";

    /// <summary>A share in percent: <c>12.5 %</c>; empty if there is none.</summary>
    public static string Percent(double? share, int decimals = 1) =>
        share is double value ? (100 * value).ToString($"F{decimals}", CultureInfo.InvariantCulture) + " %" : string.Empty;

    internal static Cell Cell(double value) => new(Number(value), value);

    internal static Cell Whole(long count) => new(Count(count), count);

    internal static Cell Share(double? share) => new(Percent(share), share ?? double.NaN);
}
