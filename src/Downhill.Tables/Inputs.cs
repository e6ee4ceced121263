namespace Downhill.Tables;

/// <summary>Columns of numbers, packed row by row.</summary>
internal static class Inputs
{
    /// <summary>Copies columns into <c>[rows, columns]</c>; <paramref name="canDrop"/> says whether leaving a text one out is a remedy.</summary>
    public static Samples Pack(Table table, IReadOnlyList<TableColumn> columns, bool canDrop)
    {
        TableColumn[] texts = [.. columns.Where(column => !column.IsNumeric)];
        if (texts.Length > 0)
            throw NotNumbers.Inputs(table, texts, canDrop);
        if ((long)table.Rows * columns.Count > Array.MaxLength)
        {
            throw new DownhillException(
                $"{table.Name} has {table.Rows:N0} rows of {columns.Count:N0} numbers, more than the {Array.MaxLength:N0} that fit; use fewer rows or columns.");
        }

        var values = new double[table.Rows * columns.Count];
        for (int column = 0; column < columns.Count; column++)
        {
            for (int row = 0; row < table.Rows; row++)
                values[(row * columns.Count) + column] = columns[column].Number(row);
        }

        return Samples.From(values, columns.Count);
    }
}
