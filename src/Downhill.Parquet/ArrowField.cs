using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Downhill.Parquet;

/// <summary>The type of an Arrow column; the numbers are those of the format (Schema.fbs).</summary>
internal enum ArrowKind
{
    Null = 1,
    Int = 2,
    FloatingPoint = 3,
    Utf8 = 5,
    Bool = 6,
    Decimal = 7,
    Date = 8,
    Time = 9,
    Timestamp = 10,
    LargeUtf8 = 20,
    Utf8View = 24,
}

/// <summary>A column of an Arrow table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Bits">The width of a value; 0 for texts and types without a width.</param>
/// <param name="Detail">
/// Whether whole numbers have a sign (1); the digits behind a decimal's point; the unit of a time (0 s, 1 ms, 2 µs, 3 ns) or a date (0
/// days, 1 ms).
/// </param>
/// <param name="Dictionary">The number of the dictionary that its values stand in; null if they stand in the column.</param>
/// <param name="Index">The type of the indices in that dictionary.</param>
internal sealed record ArrowField(string Name, ArrowKind Kind, int Bits, int Detail, long? Dictionary = null, ArrowField? Index = null)
{
    private static readonly long[] NanosecondsAUnit = [1_000_000_000, 1_000_000, 1_000, 1];

    /// <summary>Reads a field of a schema.</summary>
    /// <exception cref="DownhillException">It is nested, or holds what no table holds.</exception>
    public static ArrowField Read(FlatTable field, string table)
    {
        string name = field.Text(0);
        if (field.Count(5) > 0)
            throw new DownhillException($"{table}: the column '{name}' is nested; leave it out, or make its parts separate columns.");
        var kind = (ArrowKind)field.Byte(2);
        FlatTable type = field.Table(3);
        (int bits, int detail) = kind switch
        {
            ArrowKind.Int => (type.Int(0), type.Byte(1)),
            ArrowKind.FloatingPoint => (type.Short(0) switch { 0 => 16, 1 => 32, _ => 64 }, 0),
            ArrowKind.Bool => (1, 0),
            ArrowKind.Decimal => (type.Int(2, 128), type.Int(1)),
            ArrowKind.Date => type.Short(0, 1) == 0 ? (32, 0) : (64, 1),
            ArrowKind.Time => (type.Int(1, 32), type.Short(0, 1)),
            ArrowKind.Timestamp => (64, type.Short(0)),
            ArrowKind.Utf8View => (128, 0),
            ArrowKind.Utf8 or ArrowKind.LargeUtf8 or ArrowKind.Null => (0, 0),
            _ => throw new DownhillException(
                $"{table}: the column '{name}' holds values that are not numbers, texts, "
                    + $"booleans or dates (type {(int)kind} of Arrow); leave it out."),
        };
        if (bits is not (0 or 1 or 8 or 16 or 32 or 64 or 128 or 256))
            throw new InvalidDataException($"the column '{name}' says a value has {bits:N0} bits.");
        var read = new ArrowField(name, kind, bits, detail);
        if (!field.Has(4))
            return read;
        FlatTable dictionary = field.Table(4);
        FlatTable index = dictionary.Has(1) ? dictionary.Table(1) : default;
        return read with
        {
            Dictionary = dictionary.Long(0),
            Index = dictionary.Has(1)
                ? new ArrowField(name, ArrowKind.Int, Whole(index.Int(0)), index.Byte(1))
                : new ArrowField(name, ArrowKind.Int, 32, 1)
        };

        int Whole(int width) => width is 8 or 16 or 32 or 64
            ? width
            : throw new InvalidDataException($"the column '{name}' says a place has {width:N0} bits.");
    }

    /// <summary>A value of a fixed width.</summary>
    public object? Value(ReadOnlySpan<byte> bytes) => Kind switch
    {
        ArrowKind.Int => Detail != 0 ? Signed(bytes) : Unsigned(bytes),
        ArrowKind.FloatingPoint => Bits switch
        {
            16 => BinaryPrimitives.ReadHalfLittleEndian(bytes),
            32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        },
        ArrowKind.Decimal => Decimal(new BigInteger(bytes), Detail),
        ArrowKind.Date => Detail == 0 ? DateTime.UnixEpoch.AddDays(Signed(bytes)) : DateTime.UnixEpoch.AddMilliseconds(Signed(bytes)),
        ArrowKind.Time => new TimeOnly(Ticks(bytes)),
        _ => DateTime.UnixEpoch.AddTicks(Ticks(bytes)),
    };

    private static long Signed(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => (sbyte)bytes[0],
        2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    private static ulong Unsigned(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    // The digits with a point before the last of them.
    private static string Decimal(BigInteger digits, int scale)
    {
        if (scale is < 0 or > 80)
            throw new InvalidDataException($"a decimal says it has {scale:N0} digits behind its point.");
        if (scale == 0)
            return digits.ToString(CultureInfo.InvariantCulture);
        string text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(digits.Sign < 0 ? "-" : string.Empty)}{text[..^scale]}.{text[^scale..]}";
    }

    private long Ticks(ReadOnlySpan<byte> bytes)
    {
        long nanoseconds = Detail is >= 0 and <= 3
            ? NanosecondsAUnit[Detail]
            : throw new InvalidDataException($"the column '{Name}' has a unit of time that is not known.");
        return nanoseconds >= TimeSpan.NanosecondsPerTick
            ? checked(Signed(bytes) * (nanoseconds / TimeSpan.NanosecondsPerTick))
            : Signed(bytes) / (TimeSpan.NanosecondsPerTick / nanoseconds);
    }
}
