using System.Buffers.Binary;

namespace Downhill.Images;

/// <summary>
/// The segments of a JPEG file: a marker of two bytes, a length of two bytes, and the content. Compressed rows follow the marker of a scan
/// up to the next marker.
/// </summary>
internal static class JpegSegments
{
    private const byte Escape = 0xFF, End = 0xD9, Scan = 0xDA, Application1 = 0xE1;

    /// <summary>
    /// The extents and channels out of the segment that starts the frame, and the orientation that a camera wrote before it; null if the
    /// bytes end before it.
    /// </summary>
    public static ImageHeader? Header(ReadOnlySpan<byte> bytes)
    {
        var orientation = ImageOrientation.Normal;
        for (int at = 2; Next(bytes, ref at) is byte marker;)
        {
            if (marker is Scan or End)
                throw new InvalidDataException("its rows come before its header");
            bool startsFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (startsFrame && bytes.Length - at >= 8)
            {
                int height = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 3)..]),
                    width = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]);
                (height, width) = ExifOrientation.IsAcross(orientation) ? (width, height) : (height, width);
                return new ImageHeader(ImageFormat.Jpeg, height, width, bytes[at + 7] == 1 ? 1 : 3, orientation);
            }

            int start = at;
            if (startsFrame || !Skip(bytes, ref at))
                return null;
            if (marker == Application1 && orientation == ImageOrientation.Normal)
                orientation = ExifOrientation.Read(bytes[(start + 2)..at]);
        }

        return null;
    }

    /// <summary>Whether the file contains the marker of its end.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        int at = 2;
        while (Next(bytes, ref at) is byte marker)
        {
            if (marker == End)
                return true;
            if (!Skip(bytes, ref at))
                return false;
            if (marker == Scan)
                SkipRows(bytes, ref at);
        }

        return false;
    }

    // Behind a marker; fill bytes may stand before it.
    private static byte? Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at + 1 < bytes.Length)
        {
            if (bytes[at] != Escape)
                throw new InvalidDataException($"at byte {at} a marker should stand");
            at++;
            if (bytes[at] != Escape)
                return bytes[at++];
        }

        return null;
    }

    private static bool Skip(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes.Length - at < 2)
            return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        if (length < 2)
            throw new InvalidDataException($"at byte {at} a segment has a length of {length}");
        at += length;
        return at <= bytes.Length;
    }

    // In rows, FF is followed by 00 or by the number of a restart.
    private static void SkipRows(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at + 1 < bytes.Length && !(bytes[at] == Escape && bytes[at + 1] is not (0 or (>= 0xD0 and <= 0xD7))))
            at++;
    }
}
