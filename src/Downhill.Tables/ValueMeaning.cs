namespace Downhill.Tables;

/// <summary>The raw numbers that an encoding takes, for the values of a column.</summary>
internal static class ValueMeaning
{
    /// <summary>The raw number of each row; NaN where the value is missing.</summary>
    /// <exception cref="DownhillException">A value does not suit the encoding.</exception>
    public static double[] Of(TableColumn column, ColumnEncoding encoding) => encoding switch
    {
        NumberEncoding => Numbers(column),
        BooleanEncoding flag => Each(column, text => BooleanWords.Place(text, flag.First, flag.Second), null),
        CategoryEncoding category => Places(column, category.Categories),
        DateEncoding date => Days(column, date.Format),
        _ => throw new NotSupportedException($"A table has no values for {encoding.GetType().Name}."),
    };

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

        return Each(column, text => NumberText.TryParse(text, out double number) ? number : double.NaN, row =>
            NumberErrors.One(column, row, "Correct it, or mark it missing", "for the column is numbers."));
    }

    /// <summary>The days of each row.</summary>
    public static double[] Days(TableColumn column, string format) => Each(
        column,
        text => DateFormats.Days(text, format),
        row => new DownhillException($"{column.PlaceOf(row)}: {Words.Value(column.Text(row))} is no date written as {format}; correct it, or mark it missing{new Hint(Setting.Missing, column.Text(row))}."));

    /// <summary>The place of each row's value among names; the number of names where it is none of them.</summary>
    public static double[] Places(TableColumn column, IReadOnlyList<string> names)
    {
        var places = new Dictionary<string, double>(names.Count);
        foreach (string name in names)
            places.TryAdd(name, places.Count);
        return Each(column, text => places.GetValueOrDefault(text, names.Count), null);
    }

    // Each different value is looked at once.
    private static double[] Each(TableColumn column, Func<string, double> meaning, Func<int, DownhillException>? refuse)
    {
        var values = new double[column.Rows];
        double[]? ofCode = column.IsNumeric ? null : [.. column.Texts.Distinct.Select(meaning)];
        var ofNumber = new Dictionary<double, double>();
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = column.IsMissing(row) ? double.NaN
                : ofCode is not null ? ofCode[column.Texts.Code(row)]
                : ofNumber.TryGetValue(column.Number(row), out double known) ? known
                : ofNumber[column.Number(row)] = meaning(column.Text(row));
            if (double.IsNaN(values[row]) && refuse is not null && !column.IsMissing(row))
                throw refuse(row);
        }

        return values;
    }
}
