using System.Buffers.Binary;
using System.Text;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace Downhill.Parquet;

/// <summary>A batch of rows: reads one column after the other from its buffers. A buffer outside of the bytes is an error.</summary>
internal sealed class ArrowBatch
{
    // A small file may unpack to a few megabytes whatever it says; beyond, not more than the packed formats usually do. Columns without
    // values take no bytes, so their rows are bounded too.
    private const long Ratio = 1100, Free = 16 << 20, FreeRows = 65_536;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> body;
    private readonly (long Length, long Nulls)[] nodes;
    private readonly (long Offset, long Length)[] buffers;
    private readonly long[] views;
    private readonly ICompressionCodec? codec;
    private long left;
    private int nextNode, nextBuffer, nextView;

    public ArrowBatch(FlatTable batch, ReadOnlyMemory<byte> body)
    {
        this.body = body;
        nodes = Pairs(batch.Items(1, 16));
        buffers = Pairs(batch.Items(2, 16));
        views = [.. Pairs([.. batch.Items(4, 8), .. new byte[8]]).SelectMany(pair => (long[])[pair.Item1, pair.Item2])];
        left = Free + (Ratio * body.Length);
        if (batch.Has(3))
        {
            codec = new CompressionCodecFactory().CreateCodec(batch.Table(3).Byte(0) switch
            {
                0 => CompressionCodecType.Lz4Frame,
                1 => CompressionCodecType.Zstd,
                _ => throw new InvalidDataException("it is packed in a way that is not known."),
            });
        }

        long rows = batch.Long(0);
        Rows = rows >= 0 && rows <= FreeRows + (8 * (body.Length + (codec is null ? 0 : left)))
            ? (int)Math.Min(rows, int.MaxValue)
            : throw new InvalidDataException($"a batch says it has {rows:N0} rows.");
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The next column: what gives the value of a row, null if it is missing.</summary>
    /// <param name="field">The column.</param>
    /// <param name="dictionaries">The values of each dictionary so far.</param>
    public Func<int, object?> Column(ArrowField field, Dictionary<long, List<object?>> dictionaries)
    {
        if (field.Dictionary is not long id)
            return Column(field);
        Func<int, object?> places = Column(field.Index!);
        if (!dictionaries.TryGetValue(id, out List<object?>? values))
            return row => places(row) is null
                ? null
                : throw new InvalidDataException($"the dictionary of the column '{field.Name}' is missing.");
        return row => places(row) switch
        {
            null => null,
            long place and >= 0 when place < values.Count => values[(int)place],
            ulong place when place < (ulong)values.Count => values[(int)place],
            _ => throw new InvalidDataException($"the column '{field.Name}' points outside of its dictionary."),
        };
    }

    private Func<int, object?> Column(ArrowField field)
    {
        (long length, long nulls) = nextNode < nodes.Length
            ? nodes[nextNode++]
            : throw new InvalidDataException("a batch has fewer columns than the schema.");
        if (length != Rows)
            throw new InvalidDataException($"the column '{field.Name}' has {length:N0} values in a batch of {Rows:N0} rows.");
        if (field.Kind == ArrowKind.Null)
            return static _ => null;
        ReadOnlyMemory<byte> known = Buffer(nulls == 0 ? 0 : (Rows + 7) / 8);
        Func<int, object?> value = Values(field);
        return known.IsEmpty || nulls == 0 ? value : row => Bit(known.Span, row) ? value(row) : null;
    }

    private Func<int, object?> Values(ArrowField field)
    {
        switch (field.Kind)
        {
            case ArrowKind.Utf8 or ArrowKind.LargeUtf8:
                int size = field.Kind == ArrowKind.Utf8 ? sizeof(int) : sizeof(long);
                ReadOnlyMemory<byte> ends = Rows == 0 ? Buffer(0) : Buffer((Rows + 1L) * size), text = Buffer(0);
                return row => Text(text, End(ends, row, size), End(ends, row + 1, size) - End(ends, row, size));
            case ArrowKind.Utf8View:
                return View(field);
            case ArrowKind.Bool:
                ReadOnlyMemory<byte> bits = Buffer((Rows + 7) / 8);
                return row => Bit(bits.Span, row);
            default:
                int width = field.Bits / 8;
                ReadOnlyMemory<byte> numbers = Buffer((long)Rows * width);
                return row => field.Value(numbers.Span.Slice(row * width, width));
        }
    }

    // Sixteen bytes a value: the length, then the text itself, or its start and where the whole stands.
    private Func<int, object?> View(ArrowField field)
    {
        const int Width = 16, Short = 12;
        ReadOnlyMemory<byte> heads = Buffer((long)Rows * Width);
        long count = nextView < views.Length ? views[nextView++] : 0;
        if (count < 0 || count > buffers.Length - nextBuffer)
            throw new InvalidDataException($"the column '{field.Name}' says it has {count:N0} buffers.");
        var texts = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = Buffer(0);
        return row =>
        {
            ReadOnlyMemory<byte> head = heads.Slice(row * Width, Width);
            int length = BinaryPrimitives.ReadInt32LittleEndian(head.Span);
            if (length <= Short)
                return Text(head, sizeof(int), length);
            int which = BinaryPrimitives.ReadInt32LittleEndian(head.Span[8..]);
            return which >= 0 && which < texts.Length
                ? Text(texts[which], BinaryPrimitives.ReadInt32LittleEndian(head.Span[12..]), length)
                : throw new InvalidDataException("a text points outside of its buffers.");
        };
    }

    // The next buffer, of so many bytes at least.
    private ReadOnlyMemory<byte> Buffer(long needed)
    {
        (long offset, long length) = nextBuffer < buffers.Length
            ? buffers[nextBuffer++]
            : throw new InvalidDataException("a batch has fewer buffers than its columns need.");
        if (offset < 0 || length < 0 || offset > body.Length || length > body.Length - offset)
            throw new InvalidDataException($"a buffer says it has {length:N0} bytes at {offset:N0}, and a batch has {body.Length:N0}.");
        ReadOnlyMemory<byte> bytes = body.Slice((int)offset, (int)length);
        bytes = codec is null || bytes.IsEmpty ? bytes : Unpack(bytes);
        return bytes.Length >= needed
            ? bytes
            : throw new InvalidDataException($"a buffer has {bytes.Length:N0} bytes where {needed:N0} are needed.");
    }

    private ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed)
    {
        if (packed.Length < sizeof(long))
            throw new InvalidDataException("a packed buffer is cut off.");
        long length = BinaryPrimitives.ReadInt64LittleEndian(packed.Span);
        packed = packed[sizeof(long)..];
        if (length == -1)
            return packed;
        if (length < 0 || length > left)
            throw new InvalidDataException($"a buffer of {packed.Length:N0} bytes says it unpacks to {length:N0}.");
        left -= length;
        var bytes = new byte[length];
        return codec!.Decompress(packed, bytes) == length ? bytes : throw new InvalidDataException("a packed buffer is cut off.");
    }

    private static bool Bit(ReadOnlySpan<byte> bits, int row) => (bits[row >> 3] & (1 << (row & 7))) != 0;

    private static long End(ReadOnlyMemory<byte> ends, int row, int size) => size == sizeof(int)
        ? BinaryPrimitives.ReadInt32LittleEndian(ends.Span[(row * size)..])
        : BinaryPrimitives.ReadInt64LittleEndian(ends.Span[(row * size)..]);

    private static string Text(ReadOnlyMemory<byte> bytes, long at, long length) => at >= 0 && length >= 0 && at <= bytes.Length
        && length <= bytes.Length - at
        ? Utf8.GetString(bytes.Span.Slice((int)at, (int)length))
        : throw new InvalidDataException("a text points outside of its buffer.");

    private static (long, long)[] Pairs(ReadOnlySpan<byte> bytes)
    {
        var pairs = new (long, long)[bytes.Length / 16];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = (BinaryPrimitives.ReadInt64LittleEndian(bytes[(16 * i)..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[((16 * i) + 8)..]));
        return pairs;
    }
}
