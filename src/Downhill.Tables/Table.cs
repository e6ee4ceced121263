using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>Rows of values under named columns, as they came.</summary>
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

    /// <summary>Where the table comes from, for messages: the file's name without its folder.</summary>
    public string Name { get; }

    /// <summary>How many rows there are, the header not counted.</summary>
    public int Rows { get; }

    /// <summary>The columns in order.</summary>
    public ImmutableArray<TableColumn> Columns { get; }

    /// <summary>How it is written; of several files, the first one.</summary>
    public TableFormat Format { get; }

    /// <summary>How many rows were left out because they have another number of values than there are columns.</summary>
    public int BadRows => BadRowPlaces.Length;

    /// <summary>Where the first of them stands; empty where there is none.</summary>
    public string FirstBadRow => BadRowPlaces is [{ Place: var first }, ..] ? $"{first.File} line {first.Line}" : string.Empty;

    /// <summary>Each row that was left out.</summary>
    public ImmutableArray<BadRow> BadRowPlaces { get; internal init; } = [];

    /// <summary>How many columns without a name and without any value were left out, such as separators at the line's end make.</summary>
    public int EmptyColumns { get; internal init; }

    /// <summary>What the file itself says of its columns, by name; empty where it says nothing.</summary>
    internal IReadOnlyDictionary<string, DeclaredColumn> Declared { get; init; } = new Dictionary<string, DeclaredColumn>();

    /// <summary>How it was read.</summary>
    public TableOptions Options { get; internal init; } = new();

    /// <summary>The column of that very name, or null.</summary>
    public TableColumn? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Where a row stands.</summary>
    public RowPlace PlaceOf(int row) => Columns[0].Place(row);

    internal IEnumerable<string> ColumnNames => Columns.Select(column => column.Name);

    /// <summary>The column of that very name; the error says that there is none <paramref name="purpose"/>, as in "to drop".</summary>
    internal TableColumn Require(string name, string purpose) => Find(name) ?? throw new DownhillException(
        $"{Name} has no column {Words.Column(name)} {purpose}{Words.DidYouMean(name, ColumnNames)} {Words.ColumnsOf(this)}");
}
