using System.Globalization;

namespace Downhill.Tables;

/// <summary>The ways in which dates are written.</summary>
internal static class DateFormats
{
    private static readonly DateTime Start = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "d-M-yyyy", "yyyy-MM", "d MMM yyyy", "MMM d, yyyy"];

    private static readonly string[] Times = ["", " HH:mm", " HH:mm:ss", " HH:mm:ss.FFFFFFF", "THH:mm", "THH:mm:ss", "THH:mm:ss.FFFFFFF", "THH:mm:ssK", "THH:mm:ss.FFFFFFFK", " HH:mm:ssK"];

    private static readonly string[] All = [.. Dates.SelectMany(date => Times.Select(time => date + time))];

    /// <summary>
    /// The first of the known formats, or of the one given, in which every value of a column is written; null where there is none.
    /// </summary>
    /// <exception cref="DownhillException">Day and month cannot be told apart.</exception>
    public static string? Find(TableColumn column, string? given)
    {
        IReadOnlyList<string> values = column.IsNumeric ? Distinct(column) : column.Texts.Distinct;
        if (values.Count == 0 || (given is null && !values[0].AsSpan().ContainsAnyInRange('0', '9')))
            return null;
        string? found = (given is null ? All : [given]).FirstOrDefault(format => values.All(value => TryParse(value, format, out _)));
        if (found is null || given is not null || !found.StartsWith("d/M/yyyy", StringComparison.Ordinal))
            return found;
        string other = string.Concat("M/d/yyyy", found.AsSpan(8));
        return values.All(value => TryParse(value, other, out _)) && !values.All(value => Same(value, found, other))
            ? throw new DownhillException(
                $"{column.PlaceOf(0)}: day and month of {Words.Value(values[0])} cannot be told apart; say which is first with --date-format \"dd/MM/yyyy\" or \"MM/dd/yyyy\".")
            : found;
    }

    /// <summary>The days since the start of 1970, part of a day as a fraction; NaN where the text is no such date.</summary>
    public static double Days(string text, string format) =>
        TryParse(text, format, out DateTime time) ? (time - Start).TotalDays : double.NaN;

    public static DownhillException None(TableColumn column, string? given)
    {
        string value = column.Text(Enumerable.Range(0, column.Rows).FirstOrDefault(row => !column.IsMissing(row)));
        return new DownhillException(given is null
            ? $"The column {Words.Column(column.Name)} is not written as dates in one way throughout (such as {Words.Value(value)}); say how with --date-format, as in --date-format yyyy-MM-dd."
            : $"The column {Words.Column(column.Name)} is not written as {given} throughout (such as {Words.Value(value)}); correct --date-format.");
    }

    private static bool Same(string value, string format, string other) => Days(value, format).Equals(Days(value, other));

    private static bool TryParse(string text, string format, out DateTime time) => DateTime.TryParseExact(
        text, format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out time);

    private static string[] Distinct(TableColumn column) =>
        [.. Enumerable.Range(0, column.Rows).Where(row => !column.IsMissing(row)).Select(column.Text).Distinct()];
}
