using System.Buffers.Binary;
using System.Text;

namespace Downhill.Parquet;

/// <summary>
/// A table of a FlatBuffer, in which Arrow describes its messages. Every address is checked before it is followed, and only requested
/// fields are read, so damaged bytes can only cause an error.
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly int at;

    private FlatTable(ReadOnlySpan<byte> bytes, int at)
    {
        this.bytes = bytes;
        this.at = at;
    }

    /// <summary>The table that the bytes are about.</summary>
    public static FlatTable Root(ReadOnlySpan<byte> bytes) => new(bytes, Follow(bytes, 0));

    /// <summary>A field of one byte.</summary>
    public byte Byte(int field, byte otherwise = 0) => Place(field) is var place && place > 0 ? Part(bytes, place, 1)[0] : otherwise;

    /// <summary>A field of two bytes.</summary>
    public int Short(int field, int otherwise = 0) => Place(field) is var place && place > 0
        ? BinaryPrimitives.ReadInt16LittleEndian(Part(bytes, place, sizeof(short)))
        : otherwise;

    /// <summary>A field of four bytes.</summary>
    public int Int(int field, int otherwise = 0) => Place(field) is var place && place > 0 ? Int(bytes, place) : otherwise;

    /// <summary>A field of eight bytes.</summary>
    public long Long(int field) => Place(field) is var place && place > 0
        ? BinaryPrimitives.ReadInt64LittleEndian(Part(bytes, place, sizeof(long)))
        : 0;

    /// <summary>Whether a field is there.</summary>
    public bool Has(int field) => Place(field) > 0;

    /// <summary>A field that is a table.</summary>
    public FlatTable Table(int field) => Place(field) is var place && place > 0
        ? new FlatTable(bytes, Follow(bytes, place))
        : throw new InvalidDataException("a message lacks what it is about.");

    /// <summary>A field that is text; empty if it is left out.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(Items(field, 1));

    /// <summary>A field of items of one size each, side by side; empty if it is left out.</summary>
    public ReadOnlySpan<byte> Items(int field, int size)
    {
        if (Place(field) is var place && place == 0)
            return [];
        int vector = Follow(bytes, place), count = Int(bytes, vector);
        return count >= 0 && count <= (bytes.Length - vector) / size
            ? Part(bytes, vector + sizeof(int), count * size)
            : throw new InvalidDataException($"a message says it holds {count:N0} items.");
    }

    /// <summary>The number of tables in a field.</summary>
    public int Count(int field) => Items(field, sizeof(int)).Length / sizeof(int);

    /// <summary>One of the tables of a field.</summary>
    public FlatTable Item(int field, int index) =>
        new(bytes, Follow(bytes, checked(Follow(bytes, Place(field)) + (sizeof(int) * (index + 1)))));

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(Part(bytes, at, sizeof(int)));

    private static int Follow(ReadOnlySpan<byte> bytes, int at) => (int)Math.Clamp((long)at + Int(bytes, at), -1, int.MaxValue);

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, int at, int count) =>
        at >= 0 && count >= 0 && at <= bytes.Length - count
            ? bytes.Slice(at, count)
            : throw new InvalidDataException("a message points outside of itself.");

    // Where a field's value stands; 0 where it is left out.
    private int Place(int field)
    {
        int list = (int)Math.Clamp((long)at - Int(bytes, at), -1, int.MaxValue), entry = 4 + (2 * field);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(Part(bytes, list, sizeof(ushort)));
        int offset = entry + 2 <= size ? BinaryPrimitives.ReadUInt16LittleEndian(Part(bytes, list + entry, sizeof(ushort))) : 0;
        return offset == 0 ? 0 : at + offset;
    }
}
