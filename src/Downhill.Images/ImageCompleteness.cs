using System.Buffers.Binary;

namespace Downhill.Images;

/// <summary>
/// Checks that no bytes of an image are missing. A decoder would fill a missing part with grey or black without an error.
/// </summary>
internal static class ImageCompleteness
{
    /// <summary>Throws if the file is cut off or damaged.</summary>
    /// <exception cref="InvalidDataException">It is; the message says what.</exception>
    public static void Require(ReadOnlySpan<byte> bytes, ImageHeader header)
    {
        if (header.Format == ImageFormat.Png)
            PngChunks.Require(bytes);
        bool isWhole = header.Format switch
        {
            ImageFormat.Jpeg => JpegSegments.IsWhole(bytes),
            ImageFormat.Gif => IsWholeGif(bytes),
            ImageFormat.Bmp => IsWholeBmp(bytes, header),
            _ => true,
        };
        if (!isWhole)
            throw new InvalidDataException("it is cut off");
    }

    // Up to the end of the first frame: blocks with ! are extensions, one with a comma is a frame; each ends with an empty part.
    private static bool IsWholeGif(ReadOnlySpan<byte> bytes)
    {
        int at = 13 + Table(bytes[10]);
        while (at + 2 < bytes.Length)
        {
            bool isFrame = bytes[at] == (byte)',';
            if (!isFrame && bytes[at] != (byte)'!')
                throw new InvalidDataException($"at byte {at} a block should start");
            if (isFrame && bytes.Length - at < 11)
                return false;
            at += isFrame ? 11 + Table(bytes[at + 9]) : 2;
            while (at < bytes.Length && bytes[at] != 0)
                at += 1 + bytes[at];
            if (at >= bytes.Length)
                return false;
            if (isFrame)
                return true;
            at++;
        }

        return false;
    }

    private static int Table(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    // Only pixels that are not packed have a known length: lines of whole words of four bytes.
    private static bool IsWholeBmp(ReadOnlySpan<byte> bytes, ImageHeader header)
    {
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        bool isOld = BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]) == 12;
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(isOld ? 24 : 28)..]);
        bool isPacked = !isOld && bytes.Length >= 34 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[30..]) is 1 or 2;
        return isPacked || start + ((((long)header.Width * bits) + 31) / 32 * 4 * header.Height) <= bytes.Length;
    }
}
