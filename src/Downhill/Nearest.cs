namespace Downhill;

/// <summary>Finds the known word nearest to a misspelt one.</summary>
public static class Nearest
{
    /// <summary>
    /// The known word with the smallest edit distance, or null if none is close: at most a third of the letters may differ. Of equally
    /// close words the first one is chosen; upper and lower case count as the same.
    /// </summary>
    public static string? Of(string given, IEnumerable<string> known)
    {
        string? best = null;
        int fewest = int.MaxValue;
        foreach (string word in known)
        {
            int allowed = Math.Max(given.Length, word.Length) / 3;
            if (Math.Abs(given.Length - word.Length) > allowed)
                continue;
            int edits = Distance(given.ToLowerInvariant(), word.ToLowerInvariant());
            if (edits <= allowed && edits < fewest)
                (best, fewest) = (word, edits);
        }

        return best;
    }

    /// <summary>The nearest known word as the end of a sentence, " (did you mean 'x'?)", or an empty text if none is close.</summary>
    public static string Hint(string given, IEnumerable<string> known) =>
        Of(given, known) is string nearest ? $" (did you mean '{nearest}'?)" : string.Empty;

    /// <summary>
    /// The Damerau–Levenshtein distance: how many insertions, deletions, substitutions and swaps of neighbours turn one word
    /// into the other, no place edited twice.
    /// Source: F. Damerau, "A technique for computer detection and correction of spelling errors", 1964.
    /// </summary>
    internal static int Distance(string from, string to)
    {
        // current[j] is the distance of the first i letters of one word and the first j of the other.
        var beforeLast = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var current = new int[to.Length + 1];
        for (int j = 0; j < current.Length; j++)
            current[j] = j;

        for (int i = 1; i <= from.Length; i++)
        {
            (beforeLast, last, current) = (last, current, beforeLast);
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int substituted = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(substituted, 1 + Math.Min(last[j], current[j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
        }

        return current[to.Length];
    }
}
