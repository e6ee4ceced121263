using System.Collections.Immutable;
using System.Text;

namespace Downhill.Tables;

/// <summary>The line of column names.</summary>
internal static class Header
{
    // So many numbers one after the other are names, such as years; more where nothing but numbers stands there.
    private const int MinCounted = 3, MinCountedAlone = 4;

    /// <summary>
    /// Whether the first row of a sample names the columns: it has words where the others have numbers; or numbers that count, such as
    /// years, where the others have any; or, where all is words, words of its own.
    /// </summary>
    public static bool IsPresent(TableSample sample, MissingMarks missing, NumberReading reading)
    {
        bool IsNumber(string value) => reading.TryParse(value, out _);

        if (sample.Rows.Count == 0)
            return true;
        string[] first = sample.Rows[0];
        string[][] rest = [.. sample.Rows.Skip(1).Where(row => row.Length == first.Length)];
        if (first.Length > 1 && rest.Any(row => !row.SequenceEqual(first)))
            rest = [.. rest.Where(row => !row.SequenceEqual(first))]; // the names once more
        if (rest.Length == 0)
            return !Array.Exists(first, IsNumber);

        if (Counts(first) && !rest.Any(Counts) && AreWordsOfItsOwn(first, rest))
            return true;

        int words = 0, numbers = 0;
        for (int column = 0; column < first.Length; column++)
        {
            string[] values = [.. rest.Select(row => row[column]).Where(value => !missing.Contains(Encoding.UTF8.GetBytes(value)))];
            if (values.Length == 0 || values.Count(IsNumber) * 10 < values.Length * 9)
                continue; // words all the way down
            if (IsNumber(first[column]))
                numbers++;
            else if (!missing.Contains(Encoding.UTF8.GetBytes(first[column])))
                words++;
        }

        if (words + numbers > 0)
            return words >= numbers;
        return Array.TrueForAll(first, name => name.Length > 0 && !IsNumber(name))
            && first.Distinct().Count() == first.Length
            && AreWordsOfItsOwn(first, rest);
    }

    /// <summary>
    /// Whether the first row of a sample only counts: how many rows there are below it, and how many columns stand before the last; words
    /// after them name the classes. The files that come with scikit-learn begin so.
    /// </summary>
    /// <param name="below">The number of rows of the whole text below its first.</param>
    public static bool IsOfCounts(TableSample sample, int below) =>
        sample.Rows.Count > 1
        && sample.Rows[0] is [string rows, string columns, .. string[] classes]
        && NumberText.TryParse(rows, out double rowCount)
        && (rowCount.Equals(below) || rowCount.Equals(below - 1)) // a line of names may follow
        && NumberText.TryParse(columns, out double columnCount)
        && columnCount.Equals(sample.Rows[1].Length - 1)
        && !Array.Exists(classes, IsNumber);

    /// <summary>The names, where each column has one of its own; a nameless one is named after its place.</summary>
    public static ImmutableArray<string> Check(string? place, IReadOnlyList<string> names)
    {
        ImmutableArray<string> all = [.. names.Select((name, column) => name.Length == 0 ? Name(column) : name)];
        var places = new Dictionary<string, int>(all.Length);
        for (int column = 0; column < all.Length; column++)
        {
            if (!places.TryAdd(all[column], column))
            {
                ErrorText remedy = place is null ? ErrorText.None
                    : IsNumber(all[column])
                    ? ErrorText.Of($"{new Hint(Setting.Columns)}, or say that the line is values{new Hint(Setting.Header, "false")}")
                    : ErrorText.Of($"{new Hint(Setting.Columns)}");
                throw new DownhillException(
                    $"{place ?? "The names given"}: columns {places[all[column]] + 1} and {column + 1} are both named "
                        + $"{Words.Column(all[column])}; give each its own name{remedy}.");
            }
        }

        return all;
    }

    /// <summary>
    /// The names in the comments above the first row, where one has a word for each column; otherwise null. A line of units in brackets,
    /// or of several words where another has single ones, does not name them.
    /// </summary>
    /// <exception cref="DownhillException">Several lines could name the columns.</exception>
    public static string[]? InComments(ReadOnlySpan<byte> text, ImmutableArray<Range> comments, Dialect dialect, string file)
    {
        var lines = new List<string[]>();
        foreach (Range comment in comments)
        {
            if (InComment(text[comment], dialect) is string[] names && !Array.TrueForAll(names, IsInBrackets))
                lines.Add(names);
        }

        string[][] single = [.. lines.Where(names => !names.Any(name => name.Contains(' ')))],
            found = single.Length > 0 ? single : [.. lines];
        return found.Length <= 1 ? found.FirstOrDefault() : throw new DownhillException(
            $"{file}: several comments could name the columns ({Words.List(found[0], 3)}; {Words.List(found[^1], 3)}); "
                + $"name the columns{new Hint(Setting.Columns, string.Join(',', found[0]))}, "
                + $"or leave them without names{new Hint(Setting.Header, "false")}.");
    }

    private static string[]? InComment(ReadOnlySpan<byte> comment, Dialect dialect)
    {
        if (comment.IsEmpty || !Utf8Text.TryDecode(comment, out string? text))
            return null;
        string[] names = dialect.Separator == TableOptions.Spaces
            ? text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
            : [.. text.Split(dialect.Separator).Select(name => name.Trim().Trim(dialect.Quote))];
        return names.Length == dialect.Sample.Width && names.Length > 1
            && Array.TrueForAll(names, name => name.Length > 0 && !IsNumber(name)) && names.Distinct().Count() == names.Length
            ? names
            : null;
    }

    private static bool IsInBrackets(string name) => name is ['[', .., ']'] or ['(', .., ')'] or ['<', .., '>'];

    /// <summary>The names of columns that have none.</summary>
    public static ImmutableArray<string> Names(int count) => [.. Enumerable.Range(0, count).Select(Name)];

    private static string Name(int column) => $"column{column + 1}";

    private static bool Counts(string[] row)
    {
        double[] numbers = [.. row.Where(IsNumber).Select(value => NumberText.TryParse(value, out double number) ? number : 0)];
        return numbers.Length >= (numbers.Length == row.Length ? MinCountedAlone : MinCounted)
            && numbers[0].Equals(Math.Floor(numbers[0]))
            && Enumerable.Range(1, numbers.Length - 1).All(i => numbers[i].Equals(numbers[0] + i));
    }

    private static bool AreWordsOfItsOwn(string[] first, string[][] rest) =>
        !rest.Any(row => row.Where((value, column) => value == first[column] && value.Length > 0 && !IsNumber(value)).Any());

    private static bool IsNumber(string value) => NumberText.TryParse(value, out _);
}
