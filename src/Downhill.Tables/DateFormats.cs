namespace Downhill.Tables;

/// <summary>The formats of dates.</summary>
internal static class DateFormats
{
    // Days written as one whole number, such as 20240131, are told from other numbers by lying between these.
    private const string Compact = "yyyyMMdd";
    private const double FirstCompact = 1900_01_01, LastCompact = 2100_12_31;

    private static readonly string[] Dates =
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "d-M-yyyy", "M-d-yyyy", "yyyy-MM", "d MMM yyyy", "MMM d, yyyy",
        "yyyy.MM.dd", "d MMMM yyyy",
        "MMMM d, yyyy", "d-MMM-yyyy", "d-MMM-yy", "MMM yyyy", "MMMM yyyy", "dd.MM.yy", "d/M/yy", "M/d/yy", "dd-MM-yy", "MM-dd-yy",
    ];

    private static readonly string[] Times =
    [
        "", " HH:mm", " HH:mm:ss", " HH:mm:ss.FFFFFFF", "THH:mm", "THH:mm:ss", "THH:mm:ss.FFFFFFF", "THH:mm:ssK", "THH:mm:ss.FFFFFFFK",
        " HH:mm:ssK", " HH:mm:ss.FFFFFFFK",
        " H:mm", " H:mm:ss", " h:mm tt", " h:mm:ss tt",
    ];

    private static readonly string[] All =
        [.. Dates.SelectMany(date => Times.Select(time => date + time)),
            .. Times.Where(time => time is [' ', .., not 'K']).Select(time => time[1..])];

    private static readonly (string DayFirst, string MonthFirst)[] Doubtful =
        [("d/M/yyyy", "M/d/yyyy"), ("d-M-yyyy", "M-d-yyyy"), ("d/M/yy", "M/d/yy"), ("dd-MM-yy", "MM-dd-yy")];

    /// <summary>
    /// The first of the known formats, or of the one given, in which every value of a column is written; null if there is none.
    /// </summary>
    /// <exception cref="DownhillException">Day and month cannot be told apart.</exception>
    public static string? Find(TableColumn column, string? given)
    {
        IReadOnlyList<string> values = Distinct(column);
        if (values.Count == 0 || (given is null && !values[0].AsSpan().ContainsAnyInRange('0', '9')))
            return null;
        string[] known = given is not null ? [given] : column.IsNumeric ? [Compact] : All;
        string? found = known.FirstOrDefault(format => values.All(value => IsDate(value, format)));
        if (found is null || given is not null || Swapped(found) is not string other)
            return found;
        return values.All(value => IsDate(value, other)) && !values.All(value => Same(value, found, other))
            ? throw new DownhillException(
                $"{column.PlaceOf(0)}: day and month of {Words.Value(values[0])} are ambiguous; "
                    + $"set the format{new Hint(Setting.DateFormat, found)}, or{new Hint(Setting.DateFormat, other)}.")
            : found;
    }

    /// <summary>Whether a column of numbers can be days written as one number each.</summary>
    public static bool MayBeCompact(double least, double largest) => least >= FirstCompact && largest <= LastCompact;

    /// <summary>The error about a column that is dates for the most part only; null if it is not even that.</summary>
    public static DownhillException? AmongDates(TableColumn column, string? given, ErrorText otherwise)
    {
        if (column.IsNumeric || Max(column, given) is not (string format, int count))
            return null;
        int row = Enumerable.Range(0, column.Rows).First(row => !column.IsMissing(row) && !IsDate(column.Text(row), format));
        return new DownhillException(
            $"{column.PlaceOf(row)}: {Words.Value(column.Text(row))} is not a date written as {format}, "
                + $"as {count:N0} of {column.Rows - column.MissingCount:N0} values are; "
            + $"correct it, mark it missing{new Hint(Setting.Missing, column.Text(row))}, {otherwise}.");
    }

    public static DownhillException None(TableColumn column, string? given)
    {
        if (AmongDates(column, given, $"or say how all are written{new Hint(Setting.DateFormat)}") is DownhillException few)
            return few;
        string value = column.Text(Enumerable.Range(0, column.Rows).FirstOrDefault(row => !column.IsMissing(row)));
        return given is null
            ? new DownhillException($"The column {Words.Column(column.Name)} is not written as dates in one way throughout (such as "
                + $"{Words.Value(value)}); set the format, such as yyyy-MM-dd{new Hint(Setting.DateFormat, "yyyy-MM-dd")}.")
            : new DownhillException($"The column {Words.Column(column.Name)} is not written as {given} throughout (such as "
                + $"{Words.Value(value)}); correct the date format{new Hint(Setting.DateFormat)}.");
    }

    // The format of more than half of the values, if one of the first three is in it.
    private static (string Format, int Count)? Max(TableColumn column, string? given)
    {
        TextValues texts = column.Texts;
        string[] formats = given is not null
            ? [given]
            : [.. texts.Distinct.Take(3).Select(value => Array.Find(All, format => IsDate(value, format))).OfType<string>()];
        foreach (string format in formats)
        {
            bool[] isDate = [.. texts.Distinct.Select(value => IsDate(value, format))];
            int count = Enumerable.Range(0, column.Rows).Count(row => texts.Code(row) >= 0 && isDate[texts.Code(row)]);
            if (count * 2L > column.Rows - column.MissingCount)
                return (format, count);
        }

        return null;
    }

    // The same with day and month the other way round.
    private static string? Swapped(string format)
    {
        foreach ((string dayFirst, string monthFirst) in Doubtful)
        {
            if (format == dayFirst || format.StartsWith($"{dayFirst} ", StringComparison.Ordinal)
                || format.StartsWith($"{dayFirst}T", StringComparison.Ordinal))
                return string.Concat(monthFirst, format.AsSpan(dayFirst.Length));
        }

        return null;
    }

    private static bool Same(string value, string format, string other) =>
        DateEncoding.Days(value, format).Equals(DateEncoding.Days(value, other));

    private static bool IsDate(string text, string format) => !double.IsNaN(DateEncoding.Days(text, format));

    private static IReadOnlyList<string> Distinct(TableColumn column) => column.IsNumeric
        ? [.. Enumerable.Range(0, column.Rows).Where(row => !column.IsMissing(row)).Select(column.Text).Distinct()]
        : column.Texts.Distinct;
}
