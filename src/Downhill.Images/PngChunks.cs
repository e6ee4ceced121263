using System.Buffers.Binary;
using System.IO.Compression;

namespace Downhill.Images;

/// <summary>The chunks of a PNG file: a length, a name, the content, and a checksum.</summary>
internal static class PngChunks
{
    // Deflate packs at most 258 bytes into two bits.
    private const long MaxUnpacked = 1032;

    // So many bytes may be unpacked without asking.
    private const long Harmless = 64 << 20;

    /// <summary>Throws if a chunk is cut off or damaged, or its pixels would unpack to more than its header declares.</summary>
    public static void Require(ReadOnlySpan<byte> bytes)
    {
        var packed = new List<Range>();
        long packedBytes = 0;
        for (int at = 8; ;)
        {
            if (bytes.Length - at < 12)
                throw new InvalidDataException("it is cut off");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - 12)
                throw new InvalidDataException("it is cut off");
            ReadOnlySpan<byte> named = bytes.Slice(at + 4, (int)length + 4);
            if (PngImage.Checksum(named) != BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8 + (int)length)..]))
                throw new InvalidDataException($"its chunk at byte {at} is damaged");
            if (named.StartsWith("IDAT"u8))
            {
                packed.Add((at + 8)..(at + 8 + (int)length));
                packedBytes += length;
            }

            if (named.StartsWith("IEND"u8))
                break;
            at += 12 + (int)length;
        }

        if (packedBytes * MaxUnpacked > Harmless)
            RequireSize(bytes, packed, packedBytes);
    }

    private static void RequireSize(ReadOnlySpan<byte> bytes, List<Range> packed, long packedBytes)
    {
        var all = new MemoryStream((int)packedBytes);
        foreach (Range part in packed)
            all.Write(bytes[part]);
        all.Position = 0;

        // 8 bytes a pixel are the most, and a byte before each line; images in seven passes have fewer than two lines more each.
        long width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        long declared = (width * height * 8) + (2 * height) + (2 * width) + 64, found = 0;
        using var unpacked = new ZLibStream(all, CompressionMode.Decompress);
        var room = new byte[1 << 16];
        for (int read; (read = unpacked.Read(room)) > 0;)
        {
            found += read;
            if (found > declared)
                throw new InvalidDataException("its pixels unpack to more than its header declares");
        }
    }
}
