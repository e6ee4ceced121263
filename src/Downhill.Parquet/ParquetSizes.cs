using System.Buffers.Binary;
using Parquet.Meta;

namespace Downhill.Parquet;

/// <summary>
/// Reads the sizes in the footer of a Parquet file (Thrift's compact protocol), so that no memory is allocated for a size that the file
/// cannot have.
/// </summary>
internal static class ParquetSizes
{
    private const int Tail = 8, MaxFooter = 256 << 20, MaxPageHeader = 1 << 16;

    // A page may unpack to so much whatever it says; beyond, not to more than the packed formats usually do.
    private const long FreeBytes = 16 << 20, Ratio = 1100;

    /// <summary>
    /// Throws if the file does not end as it must, or something in its footer says it has more items than there are bytes.
    /// </summary>
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
        new ThriftWalk(bytes).Struct(ParquetShape.Footer);
    }

    private static void Read(Stream stream, long at, Span<byte> to)
    {
        stream.Position = at;
        stream.ReadExactly(to);
    }

    /// <summary>
    /// Throws if the pages of a column do not stand where the footer says, or one says it unpacks to more than it can.
    /// </summary>
    /// <param name="stream">The file.</param>
    /// <param name="column">The entry of the footer for the column in one group of rows.</param>
    /// <exception cref="InvalidDataException">So it is.</exception>
    public static void RequirePages(Stream stream, ColumnMetaData column)
    {
        long at = column.DictionaryPageOffset is long dictionary and > 0 && dictionary < column.DataPageOffset
            ? dictionary
            : column.DataPageOffset, end = at + column.TotalCompressedSize;
        if (at < 4 || column.TotalCompressedSize < 0 || end > stream.Length - Tail)
            throw new InvalidDataException($"a column says it has {column.TotalCompressedSize:N0} bytes at {at:N0}.");
        byte[] head = new byte[MaxPageHeader];
        for (long values = 0; at < end && values < column.NumValues;)
        {
            int count = (int)Math.Min(head.Length, end - at);
            Read(stream, at, head.AsSpan(0, count));
            var page = new ThriftWalk(head.AsSpan(0, count));
            page.Struct(ParquetShape.PageHeader);
            long unpacked = page.Numbers[2], packed = page.Numbers[3];
            if (packed < 0 || packed > end - at - page.At || unpacked < 0 || unpacked > FreeBytes + (Ratio * packed))
                throw new InvalidDataException($"a page of {packed:N0} bytes says it unpacks to {unpacked:N0}.");
            at += page.At + packed;
            values++; // a page has one value at least
        }
    }
}
