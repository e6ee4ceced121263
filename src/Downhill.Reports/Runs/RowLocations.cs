using System.Globalization;
using Downhill.Tables;

namespace Downhill.Reports;

/// <summary>The positions of rows: lines of a file, or else numbers in the data.</summary>
/// <param name="Heading">The heading of a column of such places.</param>
/// <param name="Words">The meaning in words.</param>
/// <param name="Cells">The place of each row.</param>
public sealed record RowLocations(string Heading, string Words, IReadOnlyList<string> Cells)
{
    /// <summary>The positions of some rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="places">The position of a row in its file, by its number from 0; null if the rows are not of a table.</param>
    public static RowLocations Of(IEnumerable<WrongRow> rows, Func<int, RowPlace>? places)
    {
        if (places is null)
            return new RowLocations("row", "rows are counted in the order of the data, from 1",
                [.. rows.Select(row => row.Row.ToString("N0", CultureInfo.InvariantCulture))]);
        RowPlace[] found = [.. rows.Select(row => places(row.Row - 1))];
        string[] files = [.. found.Select(place => place.File).Distinct()];
        return files is [string file]
            ? new RowLocations("line", $"lines of {file}", [.. found.Select(Line)])
            : new RowLocations("line", "file and line", [.. found.Select(place => $"{place.File}:{Line(place)}")]);
    }

    private static string Line(RowPlace place) => place.Line.ToString(CultureInfo.InvariantCulture);
}
