namespace Downhill.Tables;

/// <summary>Where rows stand that were left out, in words.</summary>
public static class BadRowText
{
    private const int MaxNamed = 5;

    /// <summary>The first places in brackets behind a blank, as in " (line 5, line 9)"; empty where no row was left out.</summary>
    public static string Of(Table table)
    {
        if (table.BadRows == 0)
            return string.Empty;
        IEnumerable<string> first = table.BadRowPlaces.Take(MaxNamed).Select(bad => $"line {bad.Place.Line:N0}");
        return $" ({string.Join(", ", first)}{(table.BadRows > MaxNamed ? ", …" : string.Empty)})";
    }
}
