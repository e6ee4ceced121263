using StbImageSharp;

namespace Downhill.Images;

/// <summary>An image file that can be decoded.</summary>
/// <param name="Path">The path.</param>
/// <param name="Class">The class, which is the name of its folder; null if classes are not needed.</param>
/// <param name="Header">The header in its first bytes.</param>
public sealed record ImageFile(string Path, string? Class, ImageHeader Header)
{
    // Headers end long before, unless a camera puts a large preview before them.
    private const int HeadBytes = 1 << 18;

    private const long MaxFileBytes = 1L << 28;

    /// <summary>Reads the header of a file, not its pixels.</summary>
    /// <exception cref="InvalidDataException">It cannot be used; the message says why, without its name.</exception>
    public static ImageFile Open(string path, string? className = null)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
                throw new InvalidDataException(
                    FormattableString.Invariant($"it has {stream.Length:N0} bytes; images have up to {MaxFileBytes:N0}"));
            var head = new byte[Math.Min(stream.Length, HeadBytes)];
            stream.ReadExactly(head);
            ImageHeader header = ImageHeader.Read(head) ?? ImageHeader.Read(File.ReadAllBytes(path))
                ?? throw new InvalidDataException("it is cut off");
            return new ImageFile(path, className, header);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw failure is InvalidDataException ? failure : new InvalidDataException($"it cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Decodes the image into a row of bytes.</summary>
    /// <param name="reading">The size, the channels and the fit.</param>
    /// <param name="row">Room for <see cref="ImageReading.Size"/> bytes.</param>
    /// <exception cref="InvalidDataException">It is damaged; the message says how, without its name.</exception>
    public void Decode(ImageReading reading, Span<byte> row)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(Path);
            if (ImageHeader.Read(bytes) != Header)
                throw new InvalidDataException("it changed while it was read");
            ImageCompleteness.Require(bytes, Header);
            ImageResult image = ImageResult.FromMemory(bytes, ColorComponents.Default);
            byte[] pixels = Pixels(image.Data, (int)image.Comp, reading.Channels);
            pixels = ExifOrientation.Apply(pixels, image.Height, image.Width, reading.Channels, Header.Orientation);
            ImageScaling.Write(pixels, Header.Height, Header.Width, row, reading);
        }
        catch (Exception failure) when (failure is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException($"it is damaged: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }

    // Grey and colour with and without alpha; what is seen through is white. The weights of grey are those of ITU-R BT.601.
    private static byte[] Pixels(byte[] data, int channels, int wanted)
    {
        if (channels == wanted)
            return data;
        bool hasAlpha = channels is 2 or 4;
        int count = data.Length / channels, colours = hasAlpha ? channels - 1 : channels;
        var pixels = new byte[count * wanted];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pixel = data.AsSpan(i * channels, channels);
            int alpha = hasAlpha ? pixel[^1] : byte.MaxValue;
            int red = Over(pixel[0], alpha), green = Over(pixel[colours / 2], alpha), blue = Over(pixel[colours - 1], alpha);
            if (wanted == 1)
                pixels[i] = (byte)(((299 * red) + (587 * green) + (114 * blue) + 500) / 1000);
            else
                (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = ((byte)red, (byte)green, (byte)blue);
        }

        return pixels;
    }

    private static int Over(int value, int alpha) => ((value * alpha) + (byte.MaxValue * (byte.MaxValue - alpha)) + 127) / byte.MaxValue;
}
