namespace Downhill.Tables;

/// <summary>The errors about text where numbers are needed.</summary>
internal static class NotNumbers
{
    public static bool AreFew(TableColumn column) => column.NumberCount * 2L > column.Rows - column.MissingCount;

    /// <summary>The error about a column of numbers with a few other values.</summary>
    public static DownhillException AmongNumbers(Table table, TableColumn column)
    {
        string value = column.Text(column.FirstText);
        string skip = table.Format.HasHeader || column.FirstText > 1
            ? string.Empty
            : $" If the table starts below, leave the lines above it out (--skip-lines {column.LineOf(column.FirstText) - column.FirstText}).";
        return new DownhillException(
            $"{OneValue(column, column.FirstText)} Mark it missing ({Words.Options("--missing", [value])}) or make the column a category ({Words.Options("--category", [column.Name])}).{skip}");
    }

    /// <summary>The error about a column of numbers that have a comma where a point should be.</summary>
    public static DownhillException Commas(TableColumn column) => new(
        $"{column.PlaceOf(column.FirstText)}: {Words.Value(column.Text(column.FirstText))} has a decimal comma, as all values of the column have; read them as numbers with --decimal comma, or make the column a category ({Words.Options("--category", [column.Name])}).");

    /// <summary>The error about one value, with what can be done about it.</summary>
    public static DownhillException One(TableColumn column, int row, string remedy, string other) =>
        new($"{OneValue(column, row)} {remedy} ({Words.Options("--missing", [column.Text(row)])}), {other}");

    /// <summary>A value of a column that is not a number, and how many of the others are.</summary>
    public static string OneValue(TableColumn column, int row)
    {
        string value = column.Text(row);
        int known = column.Rows - column.MissingCount;
        (string are, string numbers) = column.NumberCount == 1 ? ("is", "is a number") : ("are", "are numbers");
        (string fault, string others) = NumberText.IsTooLarge(value) ? ($"{Words.Value(value)} is too large for a 64-bit number", numbers)
            : ($"{Words.Value(value)} is not a number", are);
        return $"{column.PlaceOf(row)}: {fault}; {column.NumberCount:N0} of {known:N0} values {others}.";
    }
}
