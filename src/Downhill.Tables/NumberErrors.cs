namespace Downhill.Tables;

/// <summary>The errors about text where numbers are needed.</summary>
internal static class NumberErrors
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

    /// <summary>The error about a column of numbers that are all written in a way that has to be told; null where they are none.</summary>
    public static DownhillException? WrittenOtherwise(TableColumn column, string otherwise)
    {
        IReadOnlyList<string> distinct = column.Texts.Distinct;
        bool areAmounts = distinct.All(text => NumberText.TryParse(text, out _) || AmountText.TryParse(text, decimalComma: false, out _));
        bool haveCommas = distinct.All(HasDecimalComma);
        if (!areAmounts && !haveCommas)
            return distinct.All(text => HasDecimalComma(text) || AmountText.TryParse(text, decimalComma: true, out _))
                ? Error("is an amount with a decimal comma", "--amounts --decimal comma")
                : null;
        if (areAmounts && haveCommas)
            return Error("has a comma", "--decimal comma where it stands before the fraction, --amounts where it stands between thousands");
        return areAmounts ? Error("is written as an amount", "--amounts") : Error("has a decimal comma", "--decimal comma");

        DownhillException Error(string what, string option) => new(
            $"{column.PlaceOf(column.FirstText)}: {Words.Value(column.Text(column.FirstText))} {what}, as all values of the column {(what.StartsWith("has", StringComparison.Ordinal) ? "have" : "are")}; "
            + $"read them as numbers with {option}, {otherwise}.");
    }

    /// <summary>The error about one value, with what can be done about it.</summary>
    public static DownhillException One(TableColumn column, int row, string remedy, string other) =>
        new($"{OneValue(column, row)} {Reading(column.Text(row))}{remedy} ({Words.Options("--missing", [column.Text(row)])}), {other}");

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

    private static string Reading(string text) =>
        HasDecimalComma(text) ? "Read decimal commas with --decimal comma. "
        : AmountText.TryParse(text, decimalComma: false, out _) ? "Read amounts with --amounts. "
        : string.Empty;

    private static bool HasDecimalComma(string text)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        return NumberText.TryParseWithComma(utf8, out _) || NumberText.TryParse(utf8, out _);
    }
}
