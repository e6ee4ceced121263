namespace Downhill.Tables;

/// <summary>The separator and the quote of the values in a text.</summary>
/// <param name="Separator">Between two values; <see cref="TableOptions.Spaces"/> for runs of spaces.</param>
/// <param name="Quote">Around values.</param>
/// <param name="Sample">The first rows, read so.</param>
internal sealed record Dialect(char Separator, char Quote, TableSample Sample)
{
    // A separator cuts nearly all rows into the same number of values; otherwise it is a letter like any other.
    private const double EnoughRows = 0.75;

    // Of two that cut equally well, the one that comes up less in values.
    private static readonly char[] Separators = ['\t', ';', '|', ','];

    public static Dialect Find(ReadOnlySpan<byte> text, bool isWhole, TableOptions options)
    {
        if (options.Quote is char quote)
            return FindSeparator(text, isWhole, quote, options);
        Dialect usual = FindSeparator(text, isWhole, '"', options);
        if (text.Contains((byte)'"') || !text.Contains((byte)'\''))
            return usual;
        Dialect single = FindSeparator(text, isWhole, '\'', options);
        bool isQuoted = single.Sample.IsClean && HasQuoteAtStart(usual.Sample) && Rank(single) >= Rank(usual);
        return isQuoted ? single : usual;
    }

    private static Dialect FindSeparator(ReadOnlySpan<byte> text, bool isWhole, char quote, TableOptions options)
    {
        if (options.Separator is char given)
            return new Dialect(given, quote, TableSample.Read(text, isWhole, given, quote, options.Comment));
        Dialect? best = null;
        foreach (char separator in Separators)
        {
            var found = new Dialect(separator, quote, TableSample.Read(text, isWhole, separator, quote, options.Comment));
            if (IsPlausible(found) && (best is null || Rank(found) > Rank(best)))
                best = found;
        }

        if (best is not null)
            return best;
        var spaces = new Dialect(TableOptions.Spaces, quote, TableSample.Read(text, isWhole, TableOptions.Spaces, quote, options.Comment));
        return IsPlausible(spaces) ? spaces : new Dialect(',', quote, TableSample.Read(text, isWhole, ',', quote, options.Comment));
    }

    private static bool IsPlausible(Dialect found) => found.Sample.Width > 1 && found.Sample.Share >= EnoughRows;

    private static double Rank(Dialect found) => found.Sample.Width > 1 ? found.Sample.Share : 0;

    private static bool HasQuoteAtStart(TableSample sample) => sample.Rows.Any(row => row.Any(value => value.StartsWith('\'')));
}
