using System.Buffers.Binary;
using System.IO.Compression;

namespace Downhill;

/// <summary>Writes images as PNG files, so that pages and examples can show rows.</summary>
public static class PngImage
{
    private const int Grey = 0, Colour = 2;

    private static readonly uint[] Checksums = Table();

    /// <summary>
    /// The bytes of a PNG file, with 8 bits a value. Source: W3C, "Portable Network Graphics (PNG) Specification", third edition.
    /// </summary>
    /// <param name="pixels">The values, <c>[height, width, channels]</c>.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="channels">1 for grey values, 3 for red, green and blue.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int height, int width, int channels = 1)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A pixel has 1 or 3 values.");
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, height * width * channels);
        var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\x1a\n"u8]);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = (byte)(channels == 1 ? Grey : Colour);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Packed(pixels, width * channels));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>The cyclic redundancy check of ISO 3309, as PNG prescribes it, of a chunk's name and content.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
            checksum = Checksums[(byte)(checksum ^ value)] ^ (checksum >> 8);
        return ~checksum;
    }

    // A byte before each line says that the line is as it is.
    private static byte[] Packed(ReadOnlySpan<byte> pixels, int line)
    {
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int at = 0; at < pixels.Length; at += line)
            {
                stream.WriteByte(0);
                stream.Write(pixels.Slice(at, line));
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        byte[] named = [.. name, .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(named));
        file.Write(number);
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (uint value = 0; value < 256; value++)
        {
            uint checksum = value;
            for (int bit = 0; bit < 8; bit++)
                checksum = (checksum & 1) == 1 ? 0xEDB88320 ^ (checksum >> 1) : checksum >> 1;
            table[value] = checksum;
        }

        return table;
    }
}
