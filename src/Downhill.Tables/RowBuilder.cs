using System.Collections.Immutable;
using System.Text;

namespace Downhill.Tables;

/// <summary>Collects rows whose values are given with the names of their columns.</summary>
internal sealed class RowBuilder(string name, TableOptions options)
{
    private const int MaxColumns = 100_000;

    private readonly MissingMarks missing = new(options.Missing, options.MissingOnly);
    private readonly RowPlaces places = new();
    private readonly List<ColumnBuilder> columns = [];
    private readonly List<int> filled = [];
    private readonly List<BadRow> badRows = [];
    private readonly Dictionary<string, int> byName = [];
    private int rows;
    private long line;

    public void Start(long at)
    {
        if (rows == 0)
            places.StartFile(name);
        line = at;
    }

    /// <summary>Adds a value of the row that was started.</summary>
    /// <param name="column">The name of its column.</param>
    /// <param name="text">The value as a CSV would hold it; null if it is missing.</param>
    /// <param name="isText">Whether it came as a text, which a CSV would hold in quotes.</param>
    public void Add(string column, string? text, bool isText = false)
    {
        if (!byName.TryGetValue(column, out int index))
        {
            if (column.Length == 0)
                throw new DownhillException($"{name} line {line}: a column has no name.");
            if (columns.Count == MaxColumns)
                throw new DownhillException($"{name} line {line}: there are more than {MaxColumns:N0} different columns.");
            index = columns.Count;
            byName.Add(column, index);
            columns.Add(new ColumnBuilder(column, missing, options));
            filled.Add(0);
        }

        if (filled[index] > rows)
            throw Twice(name, line, column);
        Fill(index);
        if (text is null)
            columns[index].AddAbsent();
        else if (!columns[index].TryAdd(Encoding.UTF8.GetBytes(text), isText))
            throw new DownhillException($"{name} line {line}, column {Words.Column(column)}: the text is not valid Unicode.");
        filled[index]++;
    }

    /// <summary>The error about a row with two values of one column.</summary>
    public static DownhillException Twice(string name, long line, string column) =>
        new($"{name} line {line}: the column {Words.Column(column)} occurs twice.");

    /// <summary>Counts a row that could not be read.</summary>
    public void AddBad(long at) => badRows.Add(new BadRow(rows, new RowPlace(name, (int)at)));

    public void End()
    {
        places.Add(line);
        rows++;
    }

    public Table Build(TableFormat format)
    {
        if (rows == 0 && badRows.Count > 0)
            throw new DownhillException($"{name}: all {badRows.Count:N0} rows are bad; the first is line {badRows[0].Place.Line}.");
        if (rows == 0 || columns.Count == 0)
            throw new DownhillException($"{name} has no {(rows == 0 ? "rows" : "columns")}.");
        for (int i = 0; i < columns.Count; i++)
            Fill(i);
        ImmutableArray<string> names = Header.Check(name, [.. columns.Select(column => column.Name)]);
        return new Table(name, rows, [.. names.Select((_, i) => columns[i].Build(places))], format)
        {
            BadRowPlaces = [.. badRows],
            Options = options,
        };
    }

    // What rows before this one left out.
    private void Fill(int index)
    {
        for (; filled[index] < rows; filled[index]++)
            columns[index].AddAbsent();
    }
}
