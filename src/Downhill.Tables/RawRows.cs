namespace Downhill.Tables;

/// <summary>The columns of a table as numbers, packed row by row.</summary>
internal static class RawRows
{
    /// <summary>
    /// The rows named, or all, as a preprocessing takes them: <c>[rows, columns]</c>, without the image of a row, which is no number.
    /// </summary>
    public static Samples Pack(Table table, Preprocessing preprocessing, int[]? rows = null)
    {
        int images = preprocessing.Image is null ? 0 : 1;
        string[] names = [.. preprocessing.Columns.Skip(images)];
        int count = rows?.Length ?? table.Rows;
        if ((long)count * names.Length > Array.MaxLength)
        {
            throw new DownhillException(
                $"{table.Name} has {count:N0} rows of {names.Length:N0} columns, more than the {Array.MaxLength:N0} numbers that fit; "
                    + $"use fewer rows or columns.");
        }

        var values = new double[count * names.Length];
        for (int column = 0; column < names.Length; column++)
        {
            TableColumn from = table.Find(names[column])!;
            double[] all = preprocessing.Encodings is { } encodings ? ValueMeaning.Of(from, encodings[images + column]) : Known(from);
            for (int row = 0; row < count; row++)
                values[(row * names.Length) + column] = all[rows is null ? row : rows[row]];
        }

        return Samples.From(values, names.Length);
    }

    // A model from before there were encodings knows no missing values.
    private static double[] Known(TableColumn column)
    {
        double[] values = ValueMeaning.Numbers(column);
        int missing = Array.FindIndex(values, double.IsNaN);
        return missing < 0
            ? values
            : throw new DownhillException(
                $"{column.PlaceOf(missing)}: the value is missing, but the model was trained on numbers only; fill it in, "
                    + $"or leave the row out.");
    }
}
