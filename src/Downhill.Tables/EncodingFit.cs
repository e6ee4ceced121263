namespace Downhill.Tables;

/// <summary>Chooses and fits the encoding of a column on the training rows.</summary>
internal static class EncodingFit
{
    public static ColumnEncoding Of(TableColumn column, ColumnSchema schema, int[] rows, Scaling scaling, int pieces, int? embedAbove) =>
        schema.Kind switch
        {
            ColumnKind.Number => NumberEncoding.Fit(column.Name, Pick(ValueMeaning.Numbers(column), rows), scaling, pieces: pieces),
            ColumnKind.Date => DateEncoding.Fit(column.Name, schema.DateFormat!, Pick(ValueMeaning.Days(column, schema.DateFormat!), rows),
                scaling),
            ColumnKind.Boolean or ColumnKind.Category => Names(column, rows, isBoolean: schema.Kind == ColumnKind.Boolean, embedAbove),
            ColumnKind.Encoded => schema.Encoding!.Fitted(Pick(ValueMeaning.Of(column, schema.Encoding), rows)),
            _ => throw new NotSupportedException($"A column of kind {schema.Kind} has no encoding."),
        };

    private static double[] Pick(double[] all, int[] rows) => [.. rows.Select(row => all[row])];

    // Two names that come up at least twice each are one input, −1 or 1.
    private static ColumnEncoding Names(TableColumn column, int[] rows, bool isBoolean, int? embedAbove)
    {
        var counts = new Dictionary<string, int>();
        int missing = 0;
        foreach ((string? name, int count) in Counts(column, rows, isBoolean))
        {
            if (name is null)
                missing = count;
            else
                counts.Add(name, count);
        }

        string[] names = [.. counts.Keys.Order(StringComparer.Ordinal)];
        if (isBoolean && !column.IsNumeric && BooleanWords.Pair(column.Texts.Distinct) is (string no, string yes))
            return new BooleanEncoding(column.Name, no, yes, missing > 0);
        if (names.Length == 2 && (isBoolean || counts.Values.All(count => count > 1)))
        {
            (string first, string second) = BooleanWords.Pair(names) ?? (names[0], names[1]);
            return new BooleanEncoding(column.Name, first, second, missing > 0);
        }

        return CategoryEncoding.Fit(column.Name, counts.Select(entry => (entry.Key, entry.Value)), missing,
            embedAbove ?? CategoryEncoding.MaxOneHot, embeds: embedAbove is not null);
    }

    // Null stands for what is missing; an empty text is a name where marks of the user's own say so.
    private static IEnumerable<(string? Name, int Count)> Counts(TableColumn column, int[] rows, bool isBoolean)
    {
        if (column.IsNumeric && isBoolean) // 0 and 1, however they are written
            return rows.CountBy(column.Number)
                .Select(entry => (double.IsNaN(entry.Key) ? null : NumberText.Format(entry.Key), entry.Value));
        var codes = new int[column.Names.Distinct.Count + 1];
        foreach (int row in rows)
            codes[column.Names.Code(row) + 1]++;
        return codes.Select((count, code) => (code == 0 ? null : column.Names.Distinct[code - 1], count))
            .Where(entry => entry.count > 0);
    }
}
