using System.Buffers.Binary;

namespace Downhill.Parquet;

/// <summary>
/// Reads what a Parquet file says of its own sizes (Thrift's compact protocol), so that nothing is reserved for a size that the file cannot have.
/// </summary>
internal static class ParquetSizes
{
    private const int Tail = 8, MaxFooter = 256 << 20;

    /// <summary>Throws where the file does not end as it must, or something in its footer says it has more items than there are bytes.</summary>
    /// <param name="stream">The file; its position stays.</param>
    /// <exception cref="InvalidDataException">So it is.</exception>
    public static void Require(Stream stream)
    {
        long length = stream.Length;
        Span<byte> tail = stackalloc byte[Tail];
        if (length < 12)
            throw new InvalidDataException("it is too short.");
        Read(stream, length - Tail, tail);
        uint footer = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8))
            throw new InvalidDataException(tail[4..].SequenceEqual("PARE"u8) ? "its footer is encrypted." : "its end is missing.");
        if (footer > length - 12 || footer > MaxFooter)
            throw new InvalidDataException($"its footer says it has {footer:N0} bytes.");
        byte[] bytes = new byte[footer];
        Read(stream, length - Tail - footer, bytes);
        stream.Position = 0;
        new ThriftWalk(bytes).Struct(0);
    }

    private static void Read(Stream stream, long at, Span<byte> to)
    {
        stream.Position = at;
        stream.ReadExactly(to);
    }
}

/// <summary>Walks over a structure of Thrift's compact protocol without keeping anything of it.</summary>
internal ref struct ThriftWalk(ReadOnlySpan<byte> bytes)
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;

    public void Struct(int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("its footer is nested too deeply.");
        while (true)
        {
            byte head = Byte();
            if (head == 0)
                return;
            if (head >> 4 == 0)
                Varint(); // the field's number
            Value(head & 15, isElement: false, depth);
        }
    }

    private void Value(int type, bool isElement, int depth)
    {
        switch (type)
        {
            case 1 or 2: // a field's truth value stands in its head
                Skip(isElement ? 1UL : 0);
                break;
            case 3:
                Skip(1);
                break;
            case 4 or 5 or 6:
                Varint();
                break;
            case 7:
                Skip(8);
                break;
            case 8:
                Skip(Varint());
                break;
            case 9 or 10:
                byte head = Byte();
                ulong count = head >> 4 == 15 ? Varint() : (ulong)head >> 4;
                Items(count, head & 15, 0, depth);
                break;
            case 11:
                ulong pairs = Varint();
                if (pairs > 0)
                {
                    byte types = Byte();
                    Items(pairs, types >> 4, types & 15, depth);
                }

                break;
            case 12:
                Struct(depth + 1);
                break;
            default:
                throw new InvalidDataException("its footer is damaged.");
        }
    }

    private void Items(ulong count, int type, int second, int depth)
    {
        if (count > (ulong)(bytes.Length - at)) // each takes a byte at least
            throw new InvalidDataException($"its footer says it holds {count:N0} items where {bytes.Length - at:N0} bytes are left.");
        for (ulong i = 0; i < count; i++)
        {
            Value(type, isElement: true, depth + 1);
            if (second != 0)
                Value(second, isElement: true, depth + 1);
        }
    }

    private byte Byte() => at < bytes.Length ? bytes[at++] : throw new InvalidDataException("its footer is cut off.");

    private void Skip(ulong count) => at = count <= (ulong)(bytes.Length - at) ? at + (int)count : throw new InvalidDataException("its footer is cut off.");

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw new InvalidDataException("its footer is damaged.");
    }
}
