using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>The name and the kind of a column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Reason">Why it is taken for that, in a few words.</param>
/// <param name="DateFormat">The format of its dates; null if it has none.</param>
/// <param name="Encoding">The encoding that was declared for it, which is not fitted yet; null if none was.</param>
public sealed record ColumnSchema(
    string Name, ColumnKind Kind, string Reason, string? DateFormat = null, ColumnEncoding? Encoding = null)
{
    /// <summary>Whether it can be an input of a network.</summary>
    public bool IsInput => Kind is ColumnKind.Number or ColumnKind.Boolean or ColumnKind.Category or ColumnKind.Date or ColumnKind.Image
        or ColumnKind.Encoded;

    /// <summary>The kind in a word: number, category, or the name of the encoding that was declared.</summary>
    public string KindName => Encoding is null ? SchemaRules.Name(Kind) : Catalog.Encodings.NameOf(Encoding);
}

/// <summary>The declared kinds of columns; a name may be several names separated by commas.</summary>
public sealed record SchemaOptions
{
    /// <summary>Columns that are numbers.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Columns that are categories.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Columns that are dates.</summary>
    public IReadOnlyList<string> Dates { get; init; } = [];

    /// <summary>Columns of paths of image files.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>The declared encodings of columns, such as <c>new CyclicEncoding("hour", 24)</c>.</summary>
    public IReadOnlyList<ColumnEncoding> Encodings { get; init; } = [];

    /// <summary>Columns to leave out.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>The format of dates in .NET's notation, such as dd/MM/yyyy; null to detect it.</summary>
    public string? DateFormat { get; init; }
}

/// <summary>The kinds of the columns of a table.</summary>
public sealed class Schema
{
    private readonly Dictionary<string, ColumnSchema> byName;

    private Schema(ImmutableArray<ColumnSchema> columns)
    {
        Columns = columns;
        byName = columns.ToDictionary(column => column.Name);
    }

    /// <summary>The columns in the table's order.</summary>
    public ImmutableArray<ColumnSchema> Columns { get; }

    /// <summary>The column with a name.</summary>
    public ColumnSchema this[string name] => byName[name];

    /// <summary>Detects the kind of each column that the options do not declare.</summary>
    /// <param name="except">A column about which nothing may be wrong, for it is the target: another rule reads it.</param>
    /// <exception cref="DownhillException">A name is unknown, or a column is neither numbers nor anything else.</exception>
    public static Schema Of(Table table, SchemaOptions? options = null, string? except = null)
    {
        Dictionary<string, (ColumnKind Kind, ColumnEncoding? Encoding)> told = Told(table, options ?? new SchemaOptions());
        var schema = new Schema(
        [
            .. table.Columns.Select(column => told.TryGetValue(column.Name, out (ColumnKind Kind, ColumnEncoding? Encoding) known)
                ? SchemaRules.Told(column, known.Kind, options!.DateFormat,
                    known.Kind == ColumnKind.Image ? "paths of image files" : "as told", known.Encoding)
                : table.Declared.GetValueOrDefault(column.Name)?.Kind is ColumnKind declared && column.MissingCount < column.Rows
                ? SchemaRules.Told(column, declared, options?.DateFormat, "as the file says")
                : SchemaRules.Find(table, column, options?.DateFormat, isTarget: column.Name == except)),
        ]);
        return options?.DateFormat is not string format || schema.Columns.Any(column => column.Kind == ColumnKind.Date)
            ? schema
            : throw new DownhillException(
                $"No column of {table.Name} is written as {format} throughout; correct the date format{new Hint(Setting.DateFormat)}, "
                    + $"or leave it out.");
    }

    /// <summary>Splits names of columns: a text that is not a column of the table may be several names separated by commas.</summary>
    public static IEnumerable<string> Names(Table table, IEnumerable<string> given) =>
        given.SelectMany(name => table.Find(name) is null ? name.Split(',', StringSplitOptions.TrimEntries) : [name]);

    private static Dictionary<string, (ColumnKind Kind, ColumnEncoding? Encoding)> Told(Table table, SchemaOptions options)
    {
        var told = new Dictionary<string, (ColumnKind Kind, ColumnEncoding? Encoding)>();
        Add(options.Numbers, ColumnKind.Number, "to be a number");
        Add(options.Categories, ColumnKind.Category, "to be a category");
        Add(options.Dates, ColumnKind.Date, "to be a date");
        Add(options.Images, ColumnKind.Image, "to be an image");
        Add(options.Drop, ColumnKind.Dropped, "to drop");
        foreach (ColumnEncoding encoding in options.Encodings)
        {
            Add([encoding.Name], ColumnKind.Encoded, "to be encoded");
            told[encoding.Name] = (ColumnKind.Encoded, encoding.RawWidth == 1
                ? encoding
                : throw new DownhillException(
                    $"The column {Words.Column(encoding.Name)} cannot be encoded as {Catalog.Encodings.NameOf(encoding)}: "
                        + $"images are found by the paths in a column."));
        }

        return told;

        void Add(IReadOnlyList<string> names, ColumnKind kind, string purpose)
        {
            foreach (string name in Names(table, names))
            {
                string column = table.Require(name, purpose).Name;
                if (told.TryGetValue(column, out (ColumnKind Kind, ColumnEncoding? Encoding) other) && other.Kind != kind)
                    throw new DownhillException(
                        $"The column {Words.Column(column)} of {table.Name} cannot be both {SchemaRules.Name(other.Kind)} and "
                            + $"{SchemaRules.Name(kind)}; choose one of them.");
                told[column] = (kind, null);
            }
        }
    }
}
