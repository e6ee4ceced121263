using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>A table: rows of values in named columns.</summary>
public sealed class Table
{
    private readonly Dictionary<string, TableColumn> byName;

    internal Table(string name, int rows, ImmutableArray<TableColumn> columns, TableFormat format)
    {
        Format = format;
        Name = name;
        Rows = rows;
        Columns = columns;
        byName = columns.ToDictionary(column => column.Name);
    }

    /// <summary>The name of the table in messages: the file's name without its folder.</summary>
    public string Name { get; }

    /// <summary>The number of rows without the header.</summary>
    public int Rows { get; }

    /// <summary>The columns in order.</summary>
    public ImmutableArray<TableColumn> Columns { get; }

    /// <summary>The detected format, of the first file if there are several.</summary>
    public TableFormat Format { get; }

    /// <summary>The number of rows that were left out because their number of values is wrong.</summary>
    public int BadRows => BadRowPlaces.Length;

    /// <summary>The position of the first bad row; empty if there is none.</summary>
    public string FirstBadRow => BadRowPlaces is [{ Place: var first }, ..] ? $"{first.File} line {first.Line}" : string.Empty;

    /// <summary>Each row that was left out.</summary>
    public ImmutableArray<BadRow> BadRowPlaces { get; internal init; } = [];

    /// <summary>
    /// The number of columns without a name and without values that were left out, such as after a separator at the end of lines.
    /// </summary>
    public int EmptyColumns { get; internal init; }

    /// <summary>The declarations of columns in the file itself, by name; empty if there are none.</summary>
    internal IReadOnlyDictionary<string, DeclaredColumn> Declared { get; init; } = new Dictionary<string, DeclaredColumn>();

    /// <summary>The options with which it was read.</summary>
    public TableOptions Options { get; internal init; } = new();

    /// <summary>The column with a name, or null.</summary>
    public TableColumn? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The position of a row in its file.</summary>
    public RowPlace PlaceOf(int row) => Columns[0].Place(row);

    internal IEnumerable<string> ColumnNames => Columns.Select(column => column.Name);

    /// <summary>The column of that very name; the error says that there is none <paramref name="purpose"/>, as in "to drop".</summary>
    internal TableColumn Require(string name, string purpose) => Find(name) ?? throw new DownhillException(
        $"{Name} has no column {Words.Column(name)} {purpose}{Words.DidYouMean(name, ColumnNames)} {Words.ColumnsOf(this)}");
}
