using System.Globalization;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>Where the rows stand that a network is most wrong about: by line in a file, otherwise by their number in the data.</summary>
/// <param name="Heading">What a column of such places is called.</param>
/// <param name="Words">How they are to be read.</param>
/// <param name="Cells">The place of each row.</param>
internal sealed record WorstPlaces(string Heading, string Words, IReadOnlyList<string> Cells)
{
    /// <summary>The places of some rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="places">Where a row stands, by its number from 0; null where the rows are no table.</param>
    public static WorstPlaces Of(IEnumerable<WrongRow> rows, Func<int, RowPlace>? places)
    {
        if (places is null)
            return new WorstPlaces("row", "rows are counted in the order of the data, from 1", [.. rows.Select(row => row.Row.ToString("N0", CultureInfo.InvariantCulture))]);
        RowPlace[] found = [.. rows.Select(row => places(row.Row - 1))];
        string[] files = [.. found.Select(place => place.File).Distinct()];
        return files is [string file]
            ? new WorstPlaces("line", $"lines of {file}", [.. found.Select(Line)])
            : new WorstPlaces("line", "file and line", [.. found.Select(place => $"{place.File}:{Line(place)}")]);
    }

    private static string Line(RowPlace place) => place.Line.ToString(CultureInfo.InvariantCulture);
}
