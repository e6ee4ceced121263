namespace Downhill.Tables;

/// <summary>The errors about text where numbers are needed.</summary>
internal static class NumberErrors
{
    private static readonly Hint Amounts = new(Setting.Amounts), Comma = new(Setting.Decimal, "comma");

    public static bool AreFew(TableColumn column) => column.NumberCount * 2L > column.Rows - column.MissingCount;

    /// <summary>Whether all values but words for infinity, and numbers that are too large, are numbers.</summary>
    public static bool AreBeyondRange(TableColumn column)
    {
        bool hasSuch = false;
        foreach (string text in column.Texts.Distinct)
        {
            if (column.TryNumber(text, out _))
                continue;
            if (!IsInfinity(text) && !NumberText.IsTooLarge(text))
                return false;
            hasSuch = true;
        }

        return hasSuch && column.NumberCount > 0;
    }

    private static bool IsInfinity(string text)
    {
        ReadOnlySpan<char> word = text.AsSpan().TrimStart("+-");
        return word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase)
            || word is "∞";
    }

    /// <summary>The error about a column of numbers with a few other values.</summary>
    public static DownhillException AmongNumbers(Table table, TableColumn column)
    {
        string value = column.Text(column.FirstText);
        ErrorText skip = table.Format.HasHeader || column.FirstText > 1
            ? ErrorText.None
            : ErrorText.Of($" If the table starts below, "
                + $"leave the lines above it out{new Hint(Setting.SkipLines, $"{column.LineOf(column.FirstText) - column.FirstText}")}.");
        return new DownhillException(
            $"{OneValue(column, column.FirstText)} Mark it missing{new Hint(Setting.Missing, value)} or make the column a "
                + $"category{new Hint(Setting.Category, column.Name)}.{skip}");
    }

    /// <summary>The error about a column of numbers in a notation that must be declared; null if there is none.</summary>
    public static DownhillException? WrittenOtherwise(TableColumn column, ErrorText otherwise)
    {
        IReadOnlyList<string> distinct = column.Texts.Distinct;
        bool areAmounts = distinct.All(text => NumberText.TryParse(text, out _) || AmountText.TryParse(text, decimalComma: false, out _));
        bool haveCommas = distinct.All(HasDecimalComma);
        if (!areAmounts && !haveCommas)
            return distinct.All(text => HasDecimalComma(text) || AmountText.TryParse(text, decimalComma: true, out _))
                ? Error("is an amount with a decimal comma", $"{Amounts}{Comma}")
                : null;
        if (areAmounts && haveCommas)
            return Error("has a comma",
                $": with a decimal comma{Comma} where it stands before the fraction, "
                    + $"as amounts{Amounts} where it stands between thousands");
        return areAmounts ? Error("is written as an amount", $"{Amounts}") : Error("has a decimal comma", $"{Comma}");

        DownhillException Error(string what, ErrorText how) => new(
            $"{column.PlaceOf(column.FirstText)}: {Words.Value(column.Text(column.FirstText))} {what}, "
                + $"as {WrittenSo(column)} of the column {(what.StartsWith("has", StringComparison.Ordinal) ? "have" : "are")}; "
            + $"read them as numbers{how}, {otherwise}.");
    }

    // Those that are no plain numbers: in a column of such and of plain ones, not all of them.
    private static string WrittenSo(TableColumn column)
    {
        int plain = Enumerable.Range(0, column.Rows).Count(row => !column.IsMissing(row) && NumberText.TryParse(column.Text(row), out _)),
            known = column.Rows - column.MissingCount;
        return plain == 0 ? "all values" : $"{known - plain:N0} of {known:N0} values";
    }

    /// <summary>The error about one value, with what can be done about it.</summary>
    public static DownhillException One(TableColumn column, int row, string remedy, string other) =>
        new($"{OneValue(column, row)} {Reading(column.Text(row))}{remedy}{new Hint(Setting.Missing, column.Text(row))}, {other}");

    /// <summary>A value of a column that is not a number, and how many of the others are.</summary>
    public static string OneValue(TableColumn column, int row)
    {
        string value = column.Text(row);
        int known = column.Rows - column.MissingCount;
        (string are, string numbers) = column.NumberCount == 1 ? ("is", "is a number") : ("are", "are numbers");
        (string fault, string others) = IsInfinity(value) ? ($"{Words.Value(value)} is not a finite number", are)
            : NumberText.IsTooLarge(value) ? ($"{Words.Value(value)} is too large for a 64-bit number", numbers)
            : ($"{Words.Value(value)} is not a number", are);
        return $"{column.PlaceOf(row)}: {fault}; {column.NumberCount:N0} of {known:N0} values {others}.";
    }

    private static ErrorText Reading(string text) =>
        HasDecimalComma(text) ? ErrorText.Of($"Read decimal commas as such{Comma}. ")
        : AmountText.TryParse(text, decimalComma: false, out _) ? ErrorText.Of($"Read amounts as numbers{Amounts}. ")
        : ErrorText.None;

    private static bool HasDecimalComma(string text)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        return NumberText.TryParseWithComma(utf8, out _) || NumberText.TryParse(utf8, out _);
    }
}
