using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Downhill;

/// <summary>
/// One array in NumPy's npy format: a header in text, then numbers in either byte order and either order of axes. Source: NumPy
/// Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
/// </summary>
internal sealed partial class NpyArray
{
    private const int LongestHeader = 1 << 16, Part = 1 << 16;

    private readonly string source, type;
    private readonly bool isColumnMajor;

    private NpyArray(string source, string type, bool isColumnMajor, long[] shape) =>
        (this.source, this.type, this.isColumnMajor, Shape) = (source, type, isColumnMajor, shape);

    public IReadOnlyList<long> Shape { get; }

    /// <summary>The type of its elements in NumPy's words, such as <c>&lt;f4</c>.</summary>
    public string Type => type;

    /// <summary>Whether its elements are texts.</summary>
    public bool IsText => type.Length > 1 && type[1] is 'U' or 'S';

    /// <summary>Whether its elements are whole numbers, or true and false.</summary>
    public bool IsWhole => type.Length > 1 && type[1] is 'i' or 'u' or 'b';

    /// <summary>The number of elements; if it does not fit, a number larger than any array.</summary>
    public long Count => Shape.Aggregate(1L, (product, extent) => extent != 0 && product > int.MaxValue / extent
        ? int.MaxValue
        : product * extent);

    /// <summary>Reads the header of an array; the stream is then at its numbers.</summary>
    /// <exception cref="DownhillException">It is no npy array, or of a type that is not read.</exception>
    /// <param name="stream">The array from its beginning.</param>
    /// <param name="source">The name in messages.</param>
    /// <param name="allowsTexts">Whether its elements may be texts.</param>
    public static NpyArray ReadHeader(Stream stream, string source, bool allowsTexts = false)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || start[0] != 0x93
            || !start[1..6].SequenceEqual("NUMPY"u8))
            throw new DownhillException($"{source} is not an npy array: it does not begin with NumPy's signature.");
        Span<byte> size = stackalloc byte[start[6] == 1 ? 2 : 4];
        if (start[6] is < 1 or > 3 || stream.ReadAtLeast(size, size.Length, throwOnEndOfStream: false) < size.Length)
            throw new DownhillException($"{source} is an npy array of version {start[6]}; versions 1 to 3 are read.");
        uint length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > LongestHeader)
            throw new DownhillException(
                $"{source}: the header of the array says it has {length:N0} bytes; at most {LongestHeader:N0} are read.");
        var bytes = new byte[length];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new DownhillException($"{source} ends in the header of the array.");
        string header = Encoding.Latin1.GetString(bytes);
        Match descr = TypeOf().Match(header), order = OrderOf().Match(header), shape = ShapeOf().Match(header);
        if (!descr.Success || !order.Success || !shape.Success)
            throw new DownhillException(
                $"{source}: the header of the array, {PlainText.Quote(header.Trim())}, names no type, order and shape.");
        string[] parts = shape.Groups["value"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        long[] extents = [.. parts.Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long extent)
            ? extent
            : throw new DownhillException(
                $"{source}: the array has the shape ({shape.Groups["value"].Value}), which is not valid."))];
        var array = new NpyArray(source, descr.Groups["value"].Value, order.Groups["value"].Value == "True", extents);
        if (array.type.Contains('O', StringComparison.Ordinal))
            throw new DownhillException(
                $"{source}: the array holds Python objects (type '{array.type}'), which are never unpacked; save numbers or texts.");
        return SizeOf(array.type) > 0 || (allowsTexts && array.TextSize > 0)
            ? array
            : throw new DownhillException(
                $"{source}: the array is of type '{array.type}'; numbers of f2, f4, f8, i1 to i8, u1 to u8 and b1 are read.");
    }

    /// <summary>Reads the numbers that follow the header, row-major.</summary>
    /// <param name="stream">The stream behind the header.</param>
    /// <param name="count">The expected number of values, from the shape.</param>
    /// <exception cref="DownhillException">There are fewer.</exception>
    public double[] ReadNumbers(Stream stream, int count)
    {
        int size = SizeOf(type);
        var numbers = new double[count];
        var bytes = new byte[Math.Min(count, Part) * size];
        for (int done = 0; done < count;)
        {
            Span<byte> part = bytes.AsSpan(0, Math.Min(count - done, Part) * size);
            if (stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length)
                throw Ended();
            for (int at = 0; at < part.Length; at += size)
                numbers[done++] = Number(part.Slice(at, size));
        }

        return isColumnMajor ? RowMajor(numbers) : numbers;
    }

    /// <summary>
    /// Reads what follows the header as rows along the first axis: bytes stay bytes, short numbers become floats, others doubles.
    /// </summary>
    /// <param name="stream">The stream behind the header, which must end with the array.</param>
    /// <exception cref="DownhillException">There are fewer or more numbers than the shape says, or one is not finite.</exception>
    public Samples ReadRows(Stream stream)
    {
        byte[] bytes = ReadBytes(stream, SizeOf(type));
        int columns = (int)(Count / Shape[0]), size = SizeOf(type);
        if (size == 1 && type[1] != 'i')
            return Samples.From(Ordered(bytes), columns);
        return (type[1], size) is ('f' or 'i', 1 or 2) or ('u', 2) or ('f', 4)
            ? Samples.From(Ordered(Numbers(bytes, number => (float)number)), columns)
            : Samples.From(Ordered(Numbers(bytes, number => number)), columns);
    }

    /// <summary>Reads texts, one for each element.</summary>
    public string[] ReadTexts(Stream stream)
    {
        byte[] bytes = ReadBytes(stream, TextSize);
        Encoding encoding = type[1] == 'S' ? Encoding.Latin1 : new UTF32Encoding(bigEndian: type[0] == '>', byteOrderMark: false);
        return Ordered([.. bytes.Chunk(TextSize).Select(text => encoding.GetString(text).TrimEnd('\0'))]);
    }

    private byte[] ReadBytes(Stream stream, int size)
    {
        if (Shape.Count == 0 || Count == 0 || Count > Array.MaxLength / size)
            throw new DownhillException(Shape.Count == 0 || Count == 0
                ? $"{source}: the array of shape [{string.Join(", ", Shape)}] holds no rows."
                : $"{source}: the array of shape [{string.Join(", ", Shape)}] is larger than {Array.MaxLength:N0} bytes; "
                    + "save parts of it.");
        byte[] bytes = StreamBytes.Read(stream, (int)Count * size, Part, _ => Ended());
        return stream.ReadByte() < 0
            ? bytes
            : throw new DownhillException($"{source}: the array has more numbers than its shape [{string.Join(", ", Shape)}] says.");
    }

    private DownhillException Ended() =>
        new($"{source}: the array ends after fewer numbers than its shape [{string.Join(", ", Shape)}] says.");

    private T[] Numbers<T>(byte[] bytes, Func<double, T> of)
    {
        int size = SizeOf(type);
        var numbers = new T[bytes.Length / size];
        for (int i = 0; i < numbers.Length; i++)
        {
            double number = Number(bytes.AsSpan(i * size, size));
            if (!double.IsFinite(number))
                throw new DownhillException($"{source}: number {i + 1:N0} of the array is {number}; all must be finite.");
            numbers[i] = of(number);
        }

        return numbers;
    }

    private T[] Ordered<T>(T[] elements) => isColumnMajor ? RowMajor(elements) : elements;

    private int TextSize => IsText && int.TryParse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
        && length is > 0 and <= 1024
        ? type[1] == 'U' ? 4 * length : length
        : 0;

    /// <summary>Writes an array, version 1.</summary>
    public static void Write(Stream stream, Shape shape, ReadOnlySpan<double> numbers, bool isDouble)
    {
        string extents = string.Concat(shape.Select(extent => string.Create(CultureInfo.InvariantCulture, $"{extent}, "))).TrimEnd();
        string header = $"{{'descr': '<f{(isDouble ? 8 : 4)}', 'fortran_order': False, 'shape': ({extents}), }}";
        header = header.PadRight((((header.Length + 11 + 63) / 64) * 64) - 11) + "\n";
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
        Span<byte> bytes = stackalloc byte[8];
        foreach (double number in numbers)
        {
            if (isDouble)
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
            else
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)number);
            stream.Write(bytes[..(isDouble ? 8 : 4)]);
        }
    }

    private static int SizeOf(string type) =>
        type is [('<' or '>' or '|' or '=') and var order, ('f' or 'i' or 'u' or 'b') and var kind, var size] && (kind, size) switch
        {
            ('f', '2' or '4' or '8') or ('i' or 'u', '1' or '2' or '4' or '8') or ('b', '1') => order != '|' || size == '1',
            _ => false,
        } ? type[2] - '0' : 0;

    private double Number(Span<byte> bytes)
    {
        if (type[0] == '>')
            bytes.Reverse();
        return (type[1], bytes.Length) switch
        {
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ('f', _) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ('i', 1) => (sbyte)bytes[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            (_, 1) => bytes[0],
            (_, 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (_, 4) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
    }

    private T[] RowMajor<T>(T[] numbers)
    {
        int rank = Shape.Count;
        return TensorAxes.Move(numbers, [.. Shape.Reverse()], [.. Enumerable.Range(0, rank).Reverse()]);
    }

    [GeneratedRegex("'descr'\\s*:\\s*'(?<value>[^']*)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeOf();

    [GeneratedRegex("'fortran_order'\\s*:\\s*(?<value>True|False)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrderOf();

    [GeneratedRegex("'shape'\\s*:\\s*\\((?<value>[^)]*)\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShapeOf();
}
