namespace Downhill.Tables;

/// <summary>Parts of messages; each is one line, whatever the file contains.</summary>
internal static class Words
{
    private const int Longest = 40;

    /// <summary>A value in double quotes, as in "thirty".</summary>
    public static string Value(string value) => $"\"{OneLine(value)}\"";

    /// <summary>The name of a column in single quotes, as in 'age'.</summary>
    public static string Column(string name) => $"'{OneLine(name)}'";

    /// <summary>A number of things, as in 1,000 values.</summary>
    public static string Count(int count, string thing) => $"{count:N0} {thing}{(count == 1 ? string.Empty : "s")}";

    /// <summary>The first names in quotes, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names, int most)
    {
        string list = string.Join(", ", names.Take(most).Select(Column));
        return names.Count > most ? $"{list} and {names.Count - most:N0} more" : list;
    }

    /// <summary>The columns of a table as a sentence.</summary>
    public static string ColumnsOf(Table table) => $"Its columns: {List([.. table.ColumnNames], 10)}.";

    /// <summary>The end of a sentence about a wrong name: the nearest known one, where one is near.</summary>
    public static string DidYouMean(string given, IEnumerable<string> known) =>
        Nearest.Of(given, known) is string nearest ? $"; did you mean {Column(nearest)}?" : ".";

    private static string OneLine(string text) =>
        Printable(text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…"));

    private static string Printable(string text) =>
        string.Create(text.Length, text, (line, from) =>
        {
            for (int i = 0; i < line.Length; i++)
                line[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
}
