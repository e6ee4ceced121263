using System.Collections.Immutable;
using CsvHelper;

namespace Downhill.Tables;

/// <summary>Collects rows into columns.</summary>
internal sealed class TableBuilder(string name, ImmutableArray<string> header)
{
    private readonly ColumnBuilder[] columns = [.. header.Select(column => new ColumnBuilder(column))];
    private readonly LineIndex lines = new();
    private int rows;

    public void Add(CsvReader row)
    {
        if (row.FieldCount != columns.Length)
        {
            string hint = row.FieldCount > columns.Length ? " A value that contains the separator needs quotes." : string.Empty;
            throw new DownhillException(
                $"{name} line {row.LineNumber} has {Words.Count(row.FieldCount, "value")}; expected {columns.Length:N0}, one for each column of the header.{hint}");
        }

        for (int column = 0; column < columns.Length; column++)
        {
            if (!columns[column].TryAdd(row.GetSpan(column)))
                throw Utf8Text.Invalid(name, row.LineNumber, $"the value in column {Words.Column(columns[column].Name)}");
        }

        lines.Add(row.LineNumber);
        rows++;
    }

    public Table Build()
    {
        if (rows == 0)
            throw new DownhillException($"{name} has a header and no rows; expected a row of values for each example.");
        return new Table(name, rows, [.. columns.Select(column => column.Build(lines))]);
    }
}
