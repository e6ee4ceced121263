using System.Collections.Immutable;
namespace Downhill.Tables;

/// <summary>The line of column names.</summary>
internal static class Header
{
    /// <summary>The names, where each column has one of its own.</summary>
    public static ImmutableArray<string> Check(string table, string[] names)
    {
        if (Array.TrueForAll(names, IsNumber) && (Array.Exists(names, IsFraction) || names.Distinct().Count() < names.Length))
        {
            throw new DownhillException(
                $"{table} line 1 holds numbers ({Words.List(names, 3)}), not the names of columns; put a line of names above it.");
        }

        var places = new Dictionary<string, int>(names.Length);
        for (int column = 0; column < names.Length; column++)
        {
            if (names[column].Length == 0)
                throw new DownhillException($"{table} line 1: column {column + 1} of {names.Length} has no name; give each column one.");
            if (!places.TryAdd(names[column], column))
            {
                string remedy = IsNumber(names[column]) ? "if that line is values, put a line of names above it" : "give each its own name";
                throw new DownhillException(
                    $"{table} line 1: columns {places[names[column]] + 1} and {column + 1} are both named {Words.Column(names[column])}; {remedy}.");
            }
        }

        return [.. names];
    }

    private static bool IsNumber(string name) => NumberText.TryParse(name, out _);

    private static bool IsFraction(string name) => name.Contains('.');
}
