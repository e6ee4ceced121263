namespace Downhill.Parquet;

/// <summary>
/// The fields of a structure in the footer of a Parquet file: the Thrift type of each known field, and the shape of its content
/// (parquet.thrift). A reader that finds an unexpected type loses its position, so a file with one is refused.
/// </summary>
internal sealed class ParquetShape
{
    private const int Byte = 3, Short = 4, Int = 5, Long = 6, Text = 8, List = 9, Struct = 12, Bool = 1;

    private static readonly ParquetShape Empty = new(), Flags = new((1, Struct, Empty), (2, Struct, Empty), (3, Struct, Empty)),
        Time = new((1, Bool, null), (2, Struct, Flags));
    private static readonly ParquetShape Ints = new() { Item = Int }, Longs = new() { Item = Long }, Texts = new() { Item = Text };
    private static readonly ParquetShape Pair = new((1, Text, null), (2, Text, null)), Pairs = Pair.Many();

    private static readonly ParquetShape Statistics = new(
        (1, Text, null), (2, Text, null), (3, Long, null), (4, Long, null), (5, Text, null), (6, Text, null), (7, Bool, null),
        (8, Bool, null));

    private static readonly ParquetShape Logical = new(
        (1, Struct, Empty), (2, Struct, Empty), (3, Struct, Empty), (4, Struct, Empty), (5, Struct, new((1, Int, null), (2, Int, null))),
        (6, Struct, Empty), (7, Struct, Time), (8, Struct, Time),
        (10, Struct, new((1, Byte, null), (2, Bool, null))), (11, Struct, Empty), (12, Struct, Empty), (13, Struct, Empty),
        (14, Struct, Empty), (15, Struct, Empty),
        (16, Struct, new((1, Byte, null))), (17, Struct, new((1, Text, null))), (18, Struct, new((1, Text, null), (2, Int, null))));

    private static readonly ParquetShape Element = new(
        (1, Int, null), (2, Int, null), (3, Int, null), (4, Text, null), (5, Int, null), (6, Int, null), (7, Int, null), (8, Int, null),
        (9, Int, null), (10, Struct, Logical));

    private static readonly ParquetShape ColumnData = new(
        (1, Int, null), (2, List, Ints), (3, List, Texts), (4, Int, null), (5, Long, null), (6, Long, null), (7, Long, null),
        (8, List, Pairs), (9, Long, null), (10, Long, null), (11, Long, null),
        (12, Struct, Statistics), (13, List, new ParquetShape((1, Int, null), (2, Int, null), (3, Int, null)).Many()), (14, Long, null),
        (15, Int, null),
        (16, Struct, new((1, Long, null), (2, List, Longs), (3, List, Longs))));

    private static readonly ParquetShape Chunk = new(
        (1, Text, null), (2, Long, null), (3, Struct, ColumnData), (4, Long, null), (5, Int, null), (6, Long, null), (7, Int, null),
        (9, Text, null));

    private static readonly ParquetShape Group = new(
        (1, List, Chunk.Many()), (2, Long, null), (3, Long, null),
        (4, List, new ParquetShape((1, Int, null), (2, Bool, null), (3, Bool, null)).Many()), (5, Long, null), (6, Long, null),
        (7, Short, null));

    private readonly Dictionary<int, (int Type, ParquetShape? Shape)> fields = [];

    private ParquetShape(params ReadOnlySpan<(int Field, int Type, ParquetShape? Shape)> fields)
    {
        foreach ((int field, int type, ParquetShape? shape) in fields)
            this.fields.Add(field, (type, shape));
    }

    /// <summary>The footer of a file.</summary>
    public static ParquetShape Footer { get; } = new(
        (1, Int, null), (2, List, Element.Many()), (3, Long, null), (4, List, Group.Many()), (5, List, Pairs), (6, Text, null),
        (7, List, new ParquetShape((1, Struct, Empty)).Many()), (9, Text, null));

    /// <summary>The header of each page of a column.</summary>
    public static ParquetShape PageHeader { get; } = new(
        (1, Int, null), (2, Int, null), (3, Int, null), (4, Int, null),
        (5, Struct, new((1, Int, null), (2, Int, null), (3, Int, null), (4, Int, null), (5, Struct, Statistics))), (6, Struct, Empty),
        (7, Struct, new((1, Int, null), (2, Int, null), (3, Bool, null))),
        (8, Struct, new((1, Int, null), (2, Int, null), (3, Int, null), (4, Int, null), (5, Int, null), (6, Int, null), (7, Bool, null),
            (8, Struct, Statistics))));

    /// <summary>The type of the items, where this is the shape of a list.</summary>
    public int Item { get; private init; }

    /// <summary>The required type of a field; null if it is not known.</summary>
    public (int Type, ParquetShape? Shape)? Of(int field) => fields.TryGetValue(field, out (int, ParquetShape?) known) ? known : null;

    /// <summary>The shape of an item of a list; null if it is no structure.</summary>
    public ParquetShape? Items { get; private init; }

    private ParquetShape Many() => new() { Item = Struct, Items = this };
}
