namespace Downhill.Parquet;

/// <summary>Reads over a structure of Thrift's compact protocol and keeps only the integers of its own fields.</summary>
internal ref struct ThriftWalk(ReadOnlySpan<byte> bytes)
{
    private const int MaxDepth = 32, True = 1, False = 2, List = 9, Set = 10;

    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>The size of the structure in bytes.</summary>
    public int At { get; private set; }

    /// <summary>The whole numbers of the outermost fields 1 to 15.</summary>
    public long[] Numbers { get; } = new long[16];

    /// <summary>Walks over a structure of a shape.</summary>
    /// <exception cref="InvalidDataException">It is cut off, or a field holds something else than it must.</exception>
    public void Struct(ParquetShape? shape, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("its description is nested too deeply.");
        for (int field = 0; ;)
        {
            byte head = Byte();
            if (head == 0)
                return;
            field = head >> 4 == 0 ? (short)ZigZag() : field + (head >> 4);
            int type = head & 15;
            if (shape?.Of(field) is not { } known)
            {
                Value(type, null, isElement: false, depth);
                continue;
            }

            if ((type == False ? True : type) != known.Type)
                throw new InvalidDataException("its description is damaged.");
            long number = Value(type, known.Shape, isElement: false, depth);
            if (depth == 0 && field < Numbers.Length)
                Numbers[field] = number;
        }
    }

    private long Value(int type, ParquetShape? shape, bool isElement, int depth)
    {
        switch (type)
        {
            case True or False: // a field's truth value stands in its head
                Skip(isElement ? 1UL : 0);
                return 0;
            case 3:
                Skip(1);
                return 0;
            case 4 or 5 or 6:
                return ZigZag();
            case 7:
                Skip(8);
                return 0;
            case 8:
                Skip(Varint());
                return 0;
            case List or Set:
                byte head = Byte();
                int item = head & 15;
                if (shape is not null && item != shape.Item)
                    throw new InvalidDataException("its description is damaged.");
                Items(head >> 4 == 15 ? Varint() : (ulong)head >> 4, item, 0, shape?.Items, depth);
                return 0;
            case 11:
                ulong pairs = Varint();
                byte types = pairs > 0 ? Byte() : (byte)0;
                Items(pairs, types >> 4, types & 15, null, depth);
                return 0;
            case 12:
                Struct(shape, depth + 1);
                return 0;
            default:
                throw new InvalidDataException("its description is damaged.");
        }
    }

    private void Items(ulong count, int type, int second, ParquetShape? shape, int depth)
    {
        if (count > (ulong)(bytes.Length - At)) // each takes a byte at least
            throw new InvalidDataException($"its description says it holds {count:N0} items where {bytes.Length - At:N0} bytes are left.");
        for (ulong i = 0; i < count; i++)
        {
            Value(type, shape, isElement: true, depth + 1);
            if (second != 0)
                Value(second, null, isElement: true, depth + 1);
        }
    }

    private byte Byte() => At < bytes.Length ? bytes[At++] : throw new InvalidDataException("its description is cut off.");

    private void Skip(ulong count) => At = count <= (ulong)(bytes.Length - At)
        ? At + (int)count
        : throw new InvalidDataException("its description is cut off.");

    private long ZigZag()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

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

        throw new InvalidDataException("its description is damaged.");
    }
}
