namespace Downhill.Tables;

/// <summary>The words for no and yes.</summary>
internal static class BooleanWords
{
    // The words of a pair have no more spellings than these in small and capital letters.
    private const int MaxSpellings = 64;

    private static readonly (string First, string Second)[] Pairs =
        [("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("off", "on"), ("0", "1")];

    /// <summary>
    /// The two values in order where they are a known pair, such as no and yes; where several spellings of the two come up, such as True
    /// and TRUE, those in small letters.
    /// </summary>
    public static (string First, string Second)? Pair(IReadOnlyList<string> distinct)
    {
        foreach ((string first, string second) in distinct.Count > MaxSpellings ? [] : Pairs)
        {
            string[] firsts = [.. distinct.Where(value => Is(value, first))], seconds = [.. distinct.Where(value => Is(value, second))];
            if (firsts.Length > 0 && seconds.Length > 0 && firsts.Length + seconds.Length == distinct.Count)
                return distinct.Count == 2 ? (firsts[0], seconds[0]) : (first, second);
        }

        return null;
    }

    /// <summary>
    /// 0 for the first of two values, 1 for the second, 2 for any other. Where the two are a known pair, every word of a known pair is
    /// one of them: a model that learned no and yes knows False and 1.
    /// </summary>
    public static int Place(string value, string first, string second)
    {
        if (value == first || value == second)
            return value == first ? 0 : 1;
        if (Pair([first, second]) is null)
            return 2;
        return Array.Exists(Pairs, pair => Is(value, pair.First)) ? 0 : Array.Exists(Pairs, pair => Is(value, pair.Second)) ? 1 : 2;
    }

    private static bool Is(string value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);
}
