using System.Buffers.Binary;

namespace Downhill.Images;

/// <summary>The formats that are read.</summary>
public enum ImageFormat
{
    /// <summary>Portable network graphics.</summary>
    Png,

    /// <summary>Joint photographic experts group.</summary>
    Jpeg,

    /// <summary>Graphics interchange format.</summary>
    Gif,

    /// <summary>Windows bitmap.</summary>
    Bmp,
}

/// <summary>The header of an image file, read before anything is decoded.</summary>
/// <param name="Format">The format, by the bytes and not by the file's name.</param>
/// <param name="Height">The height in pixels, after the image was turned as its orientation says.</param>
/// <param name="Width">The width in pixels, likewise.</param>
/// <param name="Channels">1 or 2 for grey values without and with alpha, 3 or 4 for colour.</param>
/// <param name="Orientation">The orientation of the stored rows.</param>
public readonly record struct ImageHeader(ImageFormat Format, int Height, int Width, int Channels,
    ImageOrientation Orientation = ImageOrientation.Normal)
{
    /// <summary>The largest number of pixels; a file that declares more is refused before memory is allocated.</summary>
    public const int MaxPixels = 50_000_000;

    private static readonly (byte[] Start, ImageFormat Format)[] Signatures =
    [
        ([0x89, .. "PNG\r\n\x1a\n"u8], ImageFormat.Png), ([0xFF, 0xD8, 0xFF], ImageFormat.Jpeg), ([.. "GIF87a"u8], ImageFormat.Gif),
        ([.. "GIF89a"u8], ImageFormat.Gif), ([.. "BM"u8], ImageFormat.Bmp),
    ];

    /// <summary>Whether the values are grey.</summary>
    public bool IsGrey => Channels < 3;

    /// <summary>Reads the header from the first bytes of a file.</summary>
    /// <param name="bytes">The first bytes.</param>
    /// <returns>The header; null if the bytes end before all of it was there.</returns>
    /// <exception cref="InvalidDataException">The bytes are of no image, or it declares a size that is not decoded.</exception>
    public static ImageHeader? Read(ReadOnlySpan<byte> bytes)
    {
        ImageFormat? format = null;
        foreach ((byte[] start, ImageFormat one) in Signatures)
            format ??= bytes.StartsWith(start) ? one : null;
        ImageHeader? header = format switch
        {
            ImageFormat.Png => Png(bytes),
            ImageFormat.Jpeg => JpegSegments.Header(bytes),
            ImageFormat.Gif => Gif(bytes),
            ImageFormat.Bmp => Bmp(bytes),
            _ => throw new InvalidDataException(OtherImageFormat.Problem(bytes)),
        };
        if (header is not { } read)
            return null;
        if (read.Height < 1 || read.Width < 1)
            throw new InvalidDataException("its header declares no pixels");
        return (long)read.Height * read.Width <= MaxPixels
            ? read
            : throw new InvalidDataException(
                FormattableString.Invariant(
                    $"its header declares {read.Width:N0} × {read.Height:N0} pixels; up to {MaxPixels:N0} are decoded"));
    }

    // Signature, then the chunk IHDR: width, height, depth, colour type.
    private static ImageHeader? Png(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 33)
            return null;
        if (!bytes[12..].StartsWith("IHDR"u8))
            throw new InvalidDataException("its first chunk is no header");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        int channels = bytes[25] switch
        {
            0 => 1,
            4 => 2,
            2 or 3 => 3,
            6 => 4,
            _ => throw new InvalidDataException($"its header names the unknown kind of colour {bytes[25]}"),
        };
        return new ImageHeader(ImageFormat.Png, Extent(height), Extent(width), channels);
    }

    // Signature, then width and height in two bytes each.
    private static ImageHeader? Gif(ReadOnlySpan<byte> bytes) => bytes.Length < 13
        ? null
        : new ImageHeader(ImageFormat.Gif, BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), 3);

    // The size of the second header tells the two ways of writing the extents; a height below 0 is of rows from the top.
    private static ImageHeader? Bmp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30)
            return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]) == 12)
            return new ImageHeader(ImageFormat.Bmp, BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]),
                BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]), 3);
        int width = BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]), height = BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
        return new ImageHeader(ImageFormat.Bmp, Extent((uint)Math.Abs((long)height)), Extent((uint)Math.Max(0, width)), 3);
    }

    private static int Extent(uint extent) => (int)Math.Min(extent, int.MaxValue);
}
