namespace Downhill.Tables;

/// <summary>The positions of rows that were left out, in words.</summary>
public static class BadRowText
{
    private const int MaxNamed = 5;

    /// <summary>The first positions in parentheses after a space.</summary>
    public static string Of(IReadOnlyCollection<RowPlace> places) => places.Count == 0
        ? string.Empty
        : $" ({string.Join(", ", places.Take(MaxNamed).Select(place => $"line {place.Line:N0}"))}"
            + $"{(places.Count > MaxNamed ? ", …" : string.Empty)})";

    /// <summary>The first positions in parentheses after a space, as in " (line 5, line 9)"; empty if no row was left out.</summary>
    public static string Of(Table table) => Of([.. table.BadRowPlaces.Select(bad => bad.Place)]);
}
