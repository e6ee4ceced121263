using Downhill.Images;

namespace Downhill.Tests.Images;

public sealed class ImageFileTests : IDisposable
{
    // A GIF of 2 × 1 pixels, red and blue, of two frames; the second is green. Built by hand after the GIF89a specification.
    private const string Gif = "47494638396102000100910000FF00000000FF00FF00FFFFFF" + "2C0000000002000100000202440A00"
        + "2C00000000020001000002025C0A003B";

    // A JPEG of 8 × 8 grey pixels of 128: tables, one block with a DC of 0 and nothing else.
    private static readonly byte[] Jpeg = GreyJpeg();

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The file is longer than it takes on the disk.
    [Theory]
    [InlineData(1L << 28, true)]
    [InlineData((1L << 28) + 1, false)]
    public void A_file_that_is_too_large_is_refused(long length, bool isRead)
    {
        using (FileStream stream = File.Create(folder["large.png"]))
        {
            stream.Write(PngImage.Encode([1, 2], 1, 2));
            stream.SetLength(length);
        }

        if (isRead)
            Assert.Equal((1, 2), (ImageFile.Open(folder["large.png"]).Header.Height, ImageFile.Open(folder["large.png"]).Header.Width));
        else
            Assert.Equal("it has 268,435,457 bytes; images have up to 268,435,456",
                Assert.Throws<InvalidDataException>(() => ImageFile.Open(folder["large.png"])).Message);
    }

    [Fact]
    public void A_png_of_8_bits_gives_its_bytes()
    {
        Assert.Equal<byte>([1, 2, 3, 4, 5, 6], Read(PngImage.Encode([1, 2, 3, 4, 5, 6], 2, 3), new ImageReading(2, 3)));
        Assert.Equal<byte>([1, 2, 3, 4, 5, 6], Read(PngImage.Encode([1, 2, 3, 4, 5, 6], 2, 1, 3), new ImageReading(2, 1, 3)));
    }

    [Fact]
    public void Sixteen_bits_a_palette_and_alpha_become_8_bits_of_grey_or_colour()
    {
        // 16 bits: the higher byte counts.
        Assert.Equal<byte>([0x12, 0xFF], Read(TestPictures.Png(1, 2, 16, 0, [[0x12, 0x34, 0xFF, 0x00]]), new ImageReading(1, 2)));

        // 4 bits a pixel name places of a palette.
        Assert.Equal<byte>([7, 8, 9, 1, 2, 3],
            Read(TestPictures.Png(1, 2, 4, 3, [[0x10]], ("PLTE", [1, 2, 3, 7, 8, 9])), new ImageReading(1, 2, 3)));

        // Grey 0 with alpha 51 of 255 over white: 255 · 0.8.
        Assert.Equal<byte>([204, 0], Read(TestPictures.Png(1, 2, 8, 4, [[0, 51, 0, 255]]), new ImageReading(1, 2)));
        Assert.Equal<byte>([204, 204, 224], Read(TestPictures.Png(1, 1, 8, 6, [[0, 0, 100, 51]]), new ImageReading(1, 1, 3)));

        // Red, green and blue weigh 0.299, 0.587 and 0.114.
        Assert.Equal<byte>([76, 150, 29], Read(PngImage.Encode([255, 0, 0, 0, 255, 0, 0, 0, 255], 1, 3, 3), new ImageReading(1, 3)));
    }

    [Fact]
    public void Bitmaps_gifs_and_jpegs_are_known_by_their_bytes_whatever_their_name_is()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

        Assert.Equal(pixels, Read(TestPictures.Bmp(pixels, 2, 3), new ImageReading(2, 3, 3)));

        // A height below 0: the lines, of 9 bytes and 3 to fill a word, go from the top down.
        byte[] down = TestPictures.Bmp(pixels, 2, 3);
        down[22] = 254;
        down.AsSpan(23, 3).Fill(255);
        byte[] first = down[54..66];
        down.AsSpan(66, 12).CopyTo(down.AsSpan(54));
        first.CopyTo(down, 66);
        Assert.Equal(pixels, Read(down, new ImageReading(2, 3, 3)));
        Assert.Equal<byte>([255, 0, 0, 0, 0, 255], Read(Convert.FromHexString(Gif), new ImageReading(1, 2, 3)));
        Assert.All(Read(Jpeg, new ImageReading(8, 8)), value => Assert.Equal(128, value));
    }

    [Fact]
    public void What_is_cut_off_or_damaged_is_refused_wherever_it_ends()
    {
        byte[] png = PngImage.Encode([.. Enumerable.Range(0, 64).Select(i => (byte)(i * 3))], 8, 8),
            bmp = TestPictures.Bmp(new byte[3 * 35], 5, 7), gif = Convert.FromHexString(Gif);
        foreach ((byte[] whole, int end) in (ReadOnlySpan<(byte[], int)>)[(png, png.Length), (bmp, bmp.Length), (gif, 39),
            (Jpeg, Jpeg.Length)])
        {
            for (int length = 0; length < end; length++)
                Assert.Throws<InvalidDataException>(() => Read(whole[..length], new ImageReading(2, 2)));
        }

        for (int at = 8; at < png.Length; at++)
        {
            byte[] damaged = [.. png];
            damaged[at] ^= 0x40;
            Assert.Throws<InvalidDataException>(() => Read(damaged, new ImageReading(8, 8)));
        }
    }

    [Fact]
    public void A_size_that_would_take_all_memory_is_refused_by_its_header()
    {
        byte[] bomb = TestPictures.Png(100_000, 100_000, 8, 2, [[0]]);
        byte[] huge = TestPictures.Bmp([0, 0, 0], 1, 1);
        BitConverter.TryWriteBytes(huge.AsSpan(18), int.MaxValue);
        BitConverter.TryWriteBytes(huge.AsSpan(22), int.MinValue);

        Assert.Contains("100,000 × 100,000", Assert.Throws<InvalidDataException>(() => Open(bomb)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Open(huge));
        Assert.Throws<InvalidDataException>(() => Open("no image at all, but long enough to be one"u8.ToArray()));
    }

    // 1 × 1 by its header, and 400 MB of zeros behind it.
    [Fact]
    public void Pixels_that_unpack_to_more_than_is_declared_are_refused()
    {
        var packed = new MemoryStream();
        using (var stream = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int i = 0; i < 400; i++)
                stream.Write(new byte[1 << 20]);
        }

        byte[] small = PngImage.Encode([0], 1, 1);
        byte[] bomb = [.. small[..33], .. TestPictures.Chunk("IDAT", packed.ToArray()), .. TestPictures.Chunk("IEND", [])];

        Assert.Contains("unpack", Assert.Throws<InvalidDataException>(() => Read(bomb, new ImageReading(1, 1))).Message,
            StringComparison.Ordinal);
    }

    private byte[] Read(byte[] file, ImageReading reading)
    {
        var row = new byte[reading.Size];
        Open(file).Decode(reading, row);
        return row;
    }

    private ImageFile Open(byte[] file)
    {
        File.WriteAllBytes(folder["picture.txt"], file);
        return ImageFile.Open(folder["picture.txt"]);
    }

    // Baseline: a table of ones, Huffman tables with one code each (DC size 0, end of block), and the two codes 0 and 0 filled up with
    // ones.
    private static byte[] GreyJpeg()
    {
        static byte[] Table(byte kind) => [0xFF, 0xC4, 0, 20, kind, 1, .. new byte[15], 0];
        return
        [
            0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64), 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
            .. Table(0), .. Table(0x10), 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x3F, 0xFF, 0xD9,
        ];
    }
}
