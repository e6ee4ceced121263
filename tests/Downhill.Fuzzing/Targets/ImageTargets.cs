using Downhill.Images;

namespace Downhill.Fuzzing;

/// <summary>Readers of image files. What is declared bounds what is decoded, and every row is filled.</summary>
internal static class ImageTargets
{
    // What declares more takes the memory that a picture of that size takes.
    private const int MaxPixels = 1 << 20;

    private static readonly string Folder = Directory.CreateTempSubdirectory("downhill-fuzz-").FullName;

    public static Target Image { get; } = new(
        "image",
        Read,
        [
            PngImage.Encode([.. Enumerable.Range(0, 64).Select(i => (byte)(i * 3))], 8, 8),
            Convert.FromHexString("47494638396102000100910000FF00000000FF00FF00FFFFFF2C0000000002000100000202440A002C00000000020001000002025C0A003B"),
            Jpeg(), Bitmap(),
        ],
        ["IHDR", "IDAT", "PLTE", "tRNS", "IEND", "GIF89a", "BM"]);

    private static void Read(byte[] bytes)
    {
        string path = Path.Combine(Folder, "image");
        File.WriteAllBytes(path, bytes);
        try
        {
            var file = ImageFile.Open(path);
            if ((long)file.Header.Height * file.Header.Width > MaxPixels)
                throw new InvalidDataException("it is left to other tests");
            foreach (ImageReading reading in (ImageReading[])[new(8, 8), new(5, 7, 3, ImageFit.Pad), new(3, 3, 1, ImageFit.Crop)])
            {
                byte[] one = new byte[reading.Size], other = new byte[reading.Size];
                Array.Fill<byte>(other, 1);
                file.Decode(reading, one);
                file.Decode(reading, other);
                if (!one.AsSpan().SequenceEqual(other))
                    throw new FindException("A row depends on what was in its place.");
            }
        }
        catch (InvalidDataException error)
        {
            throw new DownhillException(error.Message, error);
        }
    }

    // A grey picture of 8 × 8: a table of ones, two Huffman tables of one code each, and the codes of one block.
    private static byte[] Jpeg()
    {
        static byte[] Table(byte kind) => [0xFF, 0xC4, 0, 20, kind, 1, .. new byte[15], 0];
        return
        [
            0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64), 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
            .. Table(0), .. Table(0x10), 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x3F, 0xFF, 0xD9,
        ];
    }

    // 2 × 2 pixels of 24 bits, lines filled up to 8 bytes.
    private static byte[] Bitmap()
    {
        byte[] file = new byte[70];
        "BM"u8.CopyTo(file);
        (file[2], file[10], file[14], file[18], file[22], file[26], file[28]) = (70, 54, 40, 2, 2, 1, 24);
        for (int i = 54; i < file.Length; i++)
            file[i] = (byte)(i * 5);
        return file;
    }
}
