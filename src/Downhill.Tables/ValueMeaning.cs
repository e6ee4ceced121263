namespace Downhill.Tables;

/// <summary>The raw numbers that an encoding takes, for the values of a column.</summary>
internal static class ValueMeaning
{
    /// <summary>The raw number of each row; NaN if the value is missing.</summary>
    /// <exception cref="DownhillException">A value does not suit the encoding.</exception>
    public static double[] Of(TableColumn column, ColumnEncoding encoding) =>
        encoding.TakesNumbers ? Numbers(column)
        : EncodingNames.Of(encoding) is EncodingNames names ? Places(column, names)
        : Texts(column, encoding.Read, encoding.Expected);

    /// <summary>The number of each row.</summary>
    public static double[] Numbers(TableColumn column)
    {
        var values = new double[column.Rows];
        if (column.IsNumeric)
        {
            for (int row = 0; row < values.Length; row++)
                values[row] = column.Number(row);
            return values;
        }

        return Each(column, text => column.TryNumber(text, out double number) ? number : double.NaN, row =>
            NumberErrors.One(column, row, "Correct it, or mark it missing", "for the column is numbers."));
    }

    /// <summary>The days of each row.</summary>
    public static double[] Days(TableColumn column, string format) =>
        Texts(column, text => DateEncoding.Days(text, format), $"a date written as {format}");

    private static double[] Texts(TableColumn column, Func<string, double> read, string expected) => Each(
        column,
        read,
        row => new DownhillException(
            $"{column.PlaceOf(row)}: {Words.Value(column.Text(row))} is not {expected}; correct it, "
                + $"or mark it missing{new Hint(Setting.Missing, column.Text(row))}."));

    // A quoted mark that the model knows as a name is that name, also where this column has no other text.
    private static double[] Places(TableColumn column, EncodingNames names)
    {
        double[] values = Each(column, text => names.Place(text), null);
        foreach ((int row, string mark) in column.QuotedMarks)
            values[row] = names.Place(mark) is int place && place < names.Count ? place : double.NaN;
        return values;
    }

    // Each different value is looked at once.
    private static double[] Each(TableColumn column, Func<string, double> meaning, Func<int, DownhillException>? refuse)
    {
        var values = new double[column.Rows];
        TextValues names = column.Names;
        double[] ofCode = [.. names.Distinct.Select(meaning)];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = column.IsMissing(row) ? double.NaN : ofCode[names.Code(row)];
            if (double.IsNaN(values[row]) && refuse is not null && !column.IsMissing(row))
                throw refuse(row);
        }

        return values;
    }
}
