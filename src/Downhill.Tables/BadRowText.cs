namespace Downhill.Tables;

/// <summary>Where rows stand that were left out, in words.</summary>
public static class BadRowText
{
    private const int MaxNamed = 5;

    /// <summary>The first places in brackets behind a blank.</summary>
    public static string Of(IReadOnlyCollection<RowPlace> places) => places.Count == 0
        ? string.Empty
        : $" ({string.Join(", ", places.Take(MaxNamed).Select(place => $"line {place.Line:N0}"))}"
            + $"{(places.Count > MaxNamed ? ", …" : string.Empty)})";

    /// <summary>The first places in brackets behind a blank, as in " (line 5, line 9)"; empty where no row was left out.</summary>
    public static string Of(Table table) => Of([.. table.BadRowPlaces.Select(bad => bad.Place)]);
}
