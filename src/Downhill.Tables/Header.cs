using System.Collections.Immutable;
using System.Text;

namespace Downhill.Tables;

/// <summary>The line of column names.</summary>
internal static class Header
{
    /// <summary>
    /// Whether the first row of a sample names the columns: it has words where the others have numbers, or, where all is words,
    /// words of its own.
    /// </summary>
    public static bool IsPresent(TableSample sample, MissingMarks missing)
    {
        if (sample.Rows.Count == 0)
            return true;
        string[] first = sample.Rows[0];
        string[][] rest = [.. sample.Rows.Skip(1).Where(row => row.Length == first.Length)];
        if (rest.Length == 0)
            return !Array.Exists(first, IsNumber);

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
            && !rest.Any(row => row.Where((value, column) => value == first[column]).Any());
    }

    /// <summary>The names, where each column has one of its own; a nameless one is named after its place.</summary>
    public static ImmutableArray<string> Check(string place, IReadOnlyList<string> names)
    {
        ImmutableArray<string> all = [.. names.Select((name, column) => name.Length == 0 ? Name(column) : name)];
        var places = new Dictionary<string, int>(all.Length);
        for (int column = 0; column < all.Length; column++)
        {
            if (!places.TryAdd(all[column], column))
            {
                throw new DownhillException(
                    $"{place}: columns {places[all[column]] + 1} and {column + 1} are both named {Words.Column(all[column])}; give each its own name (--columns), or say --no-header if that line is values.");
            }
        }

        return all;
    }

    /// <summary>The names of columns that have none.</summary>
    public static ImmutableArray<string> Names(int count) => [.. Enumerable.Range(0, count).Select(Name)];

    private static string Name(int column) => $"column{column + 1}";

    private static bool IsNumber(string value) => NumberText.TryParse(value, out _);
}
