using System.Globalization;

namespace Downhill.Cli;

/// <summary>What pages about runs are put together from.</summary>
internal static class PageParts
{
    private const int HistogramBins = 24, BarWidth = 160;

    /// <summary>A table with a caption.</summary>
    public static string Table(string? caption, IReadOnlyList<string> head, IEnumerable<string[]> rows, bool ofWords = false) =>
        Table(caption, string.Concat(head.Select(cell => $"<th>{HtmlPage.Text(cell)}</th>")), rows.Select(row => string.Concat(row.Select(cell => $"<td>{HtmlPage.Text(cell)}</td>"))), ofWords ? "words" : null);

    /// <summary>A table of cells that are HTML already.</summary>
    public static string Table(string? caption, string head, IEnumerable<string> rows, string? kind = null)
    {
        string above = caption is null ? string.Empty : $"<caption><span>{HtmlPage.Text(caption)}</span></caption>";
        string named = kind is null ? string.Empty : $" class=\"{kind}\"";
        return $"<div class=\"scroll\"><table{named}>{above}<thead><tr>{head}</tr></thead><tbody>{string.Concat(rows.Select(row => $"<tr>{row}</tr>"))}</tbody></table></div>";
    }

    /// <summary>A cell with a bar that is some share of the longest.</summary>
    public static string Bar(double share) => string.Create(
        CultureInfo.InvariantCulture,
        $"<td><svg width=\"{BarWidth}\" height=\"12\" role=\"presentation\"><rect width=\"{BarWidth * Math.Clamp(share, 0, 1):0.#}\" height=\"12\" fill=\"var(--one)\"/></svg></td>");

    /// <summary>A chart with what it shows.</summary>
    public static string Figure(WalkthroughCurve curve, string id) =>
        $"<figure class=\"chart\">{SvgChart.Draw(curve, id)}<figcaption>{HtmlPage.Text(curve.Title)}. {HtmlPage.Text(curve.Description)}</figcaption></figure>";

    /// <summary>What an epoch tells, where it is a number, as a line over the epochs.</summary>
    public static WalkthroughLine ByEpoch(string name, IEnumerable<EpochRecord> epochs, Func<EpochRecord, double?> value) =>
        new(name, [.. epochs.Where(epoch => value(epoch) is double number && double.IsFinite(number)).Select(epoch => new WalkthroughPoint(epoch.Epoch, value(epoch)!.Value))]);

    /// <summary>How many numbers lie where, as the outline of bars.</summary>
    public static WalkthroughLine Histogram(double[] numbers)
    {
        double low = numbers.Min(), high = numbers.Max(), width = (high - low) / HistogramBins;
        var counts = new int[HistogramBins];
        foreach (double number in numbers)
            counts[width > 0 ? Math.Min(HistogramBins - 1, (int)((number - low) / width)) : 0]++;
        return new WalkthroughLine("rows", [new(low, 0), .. counts.SelectMany((count, i) => (WalkthroughPoint[])[new(low + (i * width), count), new(low + ((i + 1) * width), count)]), new(high, 0)]);
    }

    /// <summary>A count as a person reads it.</summary>
    public static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
