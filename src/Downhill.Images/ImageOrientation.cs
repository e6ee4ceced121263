using System.Buffers.Binary;

namespace Downhill.Images;

/// <summary>The orientation of a stored photo, with the numbers of Exif.</summary>
public enum ImageOrientation
{
    /// <summary>As stored.</summary>
    Normal = 1,

    /// <summary>Mirrored left to right.</summary>
    MirroredHorizontally = 2,

    /// <summary>Turned by half a turn.</summary>
    HalfTurn = 3,

    /// <summary>Mirrored top to bottom.</summary>
    MirroredVertically = 4,

    /// <summary>Rows become columns.</summary>
    Transposed = 5,

    /// <summary>Turned clockwise by a quarter.</summary>
    QuarterTurn = 6,

    /// <summary>Rows become columns, each from its end.</summary>
    Transversed = 7,

    /// <summary>Turned counterclockwise by a quarter.</summary>
    QuarterTurnBack = 8,
}

/// <summary>Finds and applies the orientation in the metadata of a camera.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112, Short = 3, EntryBytes = 12;

    /// <summary>Reads the orientation from an APP1 segment; invalid content counts as none.</summary>
    public static ImageOrientation Read(ReadOnlySpan<byte> segment)
    {
        if (!segment.StartsWith("Exif\0\0"u8))
            return ImageOrientation.Normal;
        ReadOnlySpan<byte> tiff = segment[6..];
        bool isLittle = tiff.StartsWith("II"u8);
        if (!isLittle && !tiff.StartsWith("MM"u8))
            return ImageOrientation.Normal;
        if (Number(tiff, 4, 4, isLittle) is not long first || Number(tiff, first, 2, isLittle) is not long entries)
            return ImageOrientation.Normal;
        for (long i = 0, at = first + 2; i < entries; i++, at += EntryBytes)
        {
            if (Number(tiff, at, 2, isLittle) is not long tag)
                break;
            if (tag == Tag && Number(tiff, at + 2, 2, isLittle) == Short
                && Number(tiff, at + 8, 2, isLittle) is long value and >= 1 and <= 8)
                return (ImageOrientation)value;
        }

        return ImageOrientation.Normal;
    }

    /// <summary>Whether height and width are swapped.</summary>
    public static bool IsAcross(ImageOrientation orientation) => orientation >= ImageOrientation.Transposed;

    /// <summary>The pixels in the orientation of the scene.</summary>
    /// <param name="pixels">As stored, <c>[height, width, channels]</c>.</param>
    /// <param name="height">The stored height.</param>
    /// <param name="width">The stored width.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="orientation">The orientation of the stored rows.</param>
    public static byte[] Apply(byte[] pixels, int height, int width, int channels, ImageOrientation orientation)
    {
        if (orientation == ImageOrientation.Normal)
            return pixels;
        (int newHeight, int newWidth) = IsAcross(orientation) ? (width, height) : (height, width);
        var turned = new byte[pixels.Length];
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                (int row, int column) = orientation switch
                {
                    ImageOrientation.MirroredHorizontally => (y, width - 1 - x),
                    ImageOrientation.HalfTurn => (height - 1 - y, width - 1 - x),
                    ImageOrientation.MirroredVertically => (height - 1 - y, x),
                    ImageOrientation.Transposed => (x, y),
                    ImageOrientation.QuarterTurn => (height - 1 - x, y),
                    ImageOrientation.Transversed => (height - 1 - x, width - 1 - y),
                    _ => (x, width - 1 - y),
                };
                pixels.AsSpan(((row * width) + column) * channels, channels).CopyTo(turned.AsSpan(((y * newWidth) + x) * channels));
            }
        }

        return turned;
    }

    private static long? Number(ReadOnlySpan<byte> bytes, long at, int size, bool isLittle)
    {
        if (at < 0 || at + size > bytes.Length)
            return null;
        ReadOnlySpan<byte> from = bytes[(int)at..];
        return (size, isLittle) switch
        {
            (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(from),
            (2, false) => BinaryPrimitives.ReadUInt16BigEndian(from),
            (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(from),
            _ => BinaryPrimitives.ReadUInt32BigEndian(from),
        };
    }
}
