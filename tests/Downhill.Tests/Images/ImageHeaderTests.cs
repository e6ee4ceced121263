using Downhill.Images;

namespace Downhill.Tests.Images;

/// <summary>Headers of image files, byte by byte, after the descriptions of the formats.</summary>
public sealed class ImageHeaderTests : IDisposable
{
    // Signature, length 13, IHDR, width 258, height 3, depth 8, the kind of colour, and the rest.
    private static readonly byte[] Png =
    [
        0x89, 0x50, 0x4E, 0x47, 13, 10, 0x1A, 10, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 1, 2, 0, 0, 0, 3, 8, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(2, 3, false)]
    [InlineData(3, 3, false)]
    [InlineData(4, 2, true)]
    [InlineData(6, 4, false)]
    public void A_png_names_its_kind_of_colour(byte kind, int channels, bool isGrey)
    {
        byte[] bytes = With(Png, 25, kind);
        ImageHeader header = ImageHeader.Read(bytes)!.Value;
        Assert.Equal(new ImageHeader(ImageFormat.Png, 3, 258, channels), header);
        Assert.Equal(isGrey, header.IsGrey);
        Assert.Null(ImageHeader.Read(bytes.AsSpan(0, 32)));
    }

    [Theory]
    [InlineData(25, 1, "its header names the unknown kind of colour 1")]
    [InlineData(25, 5, "its header names the unknown kind of colour 5")]
    [InlineData(12, 0x69, "its first chunk is no header")]
    [InlineData(23, 0, "its header declares no pixels")]
    [InlineData(0, 0x88, "it is no PNG, JPEG, BMP or GIF file")]
    public void A_png_with_a_wrong_header_is_refused(int at, byte value, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => ImageHeader.Read(With(Png, at, value))).Message);

    // 10,000 = 0x2710, 10,001 = 0x2711, 5,000 = 0x1388.
    [Fact]
    public void Fifty_million_pixels_are_the_most()
    {
        byte[] most = [.. Png[..16], 0, 0, 0x27, 0x10, 0, 0, 0x13, 0x88, .. Png[24..]];
        Assert.Equal((5000, 10_000), (ImageHeader.Read(most)!.Value.Height, ImageHeader.Read(most)!.Value.Width));
        Assert.Equal("its header declares 10,001 × 5,000 pixels; up to 50,000,000 are decoded",
            Assert.Throws<InvalidDataException>(() => ImageHeader.Read(With(most, 19, 0x11))).Message);
        Assert.Equal("it is empty", Assert.Throws<InvalidDataException>(() => ImageHeader.Read([])).Message);
    }

    // Width 258 and height 3, the lower byte first.
    [Theory]
    [InlineData("GIF87a")]
    [InlineData("GIF89a")]
    public void A_gif_has_its_extents_behind_the_signature(string signature)
    {
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(signature), 2, 1, 3, 0, 0, 0, 0];
        Assert.Equal(new ImageHeader(ImageFormat.Gif, 3, 258, 3), ImageHeader.Read(bytes));
        Assert.Null(ImageHeader.Read(bytes.AsSpan(0, 12)));
    }

    // A header of 40 bytes has extents of four bytes, one of 12 bytes of two.
    [Fact]
    public void A_bitmap_has_a_new_or_an_old_header()
    {
        byte[] start = [.. "BM"u8, 0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0],
            young = [.. start, 40, 0, 0, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 0, 24, 0],
            old = [.. start, 12, 0, 0, 0, 2, 1, 3, 0, 1, 0, 24, 0, 0, 0, 0, 0];
        Assert.Equal(new ImageHeader(ImageFormat.Bmp, 3, 258, 3), ImageHeader.Read(young));
        Assert.Equal(new ImageHeader(ImageFormat.Bmp, 3, 258, 3), ImageHeader.Read(old));
        Assert.Null(ImageHeader.Read(young.AsSpan(0, 29)));

        // −3 lines are three from the top; a width below 0 is none.
        Assert.Equal(3, ImageHeader.Read([.. young[..22], 0xFD, 0xFF, 0xFF, 0xFF, .. young[26..]])!.Value.Height);
        Assert.Equal("its header declares no pixels", Assert.Throws<InvalidDataException>(() =>
            ImageHeader.Read([.. young[..18], 0xFF, 0xFF, 0xFF, 0xFF, .. young[22..]])).Message);
    }

    // All markers from C0 to CF start a frame but those of Huffman tables, of extensions and of arithmetic tables.
    [Theory]
    [InlineData(0xC0, true)]
    [InlineData(0xC1, true)]
    [InlineData(0xC2, true)]
    [InlineData(0xC3, true)]
    [InlineData(0xC4, false)]
    [InlineData(0xC5, true)]
    [InlineData(0xC7, true)]
    [InlineData(0xC8, false)]
    [InlineData(0xC9, true)]
    [InlineData(0xCB, true)]
    [InlineData(0xCC, false)]
    [InlineData(0xCD, true)]
    [InlineData(0xCF, true)]
    [InlineData(0xD0, false)]
    [InlineData(0xBF, false)]
    public void A_jpeg_has_its_extents_where_a_frame_starts(byte marker, bool startsFrame)
    {
        // Two segments of 9 bytes: depth 8, height 3, width 258, one channel; and height 7, width 5, three channels. FF may be repeated.
        byte[] bytes = [0xFF, 0xD8, 0xFF, marker, 0, 9, 8, 0, 3, 1, 2, 1, 0, 0xFF, 0xFF, 0xFF, 0xC0, 0, 9, 8, 0, 7, 0, 5, 3, 0];
        Assert.Equal(startsFrame ? new ImageHeader(ImageFormat.Jpeg, 3, 258, 1) : new ImageHeader(ImageFormat.Jpeg, 7, 5, 3),
            ImageHeader.Read(bytes));
        Assert.Null(ImageHeader.Read(bytes.AsSpan(0, startsFrame ? 11 : 24)));
    }

    [Theory]
    [InlineData(0xDA, 9, "its rows come before its header")]
    [InlineData(0xD9, 9, "its rows come before its header")]
    [InlineData(0xE0, 1, "at byte 4 a segment has a length of 1")]
    [InlineData(0xE0, 8, "at byte 12 a marker should stand")]
    public void A_jpeg_with_a_wrong_segment_is_refused(byte marker, byte length, string message)
    {
        byte[] bytes = [0xFF, 0xD8, 0xFF, marker, 0, length, 1, 2, 3, 4, 5, 6, 7, 0xFF, 0xC0, 0, 9, 8, 0, 7, 0, 5, 3, 0];
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => ImageHeader.Read(bytes)).Message);
    }

    // Entries of 12 bytes: tag, kind, count, value. The second one is the orientation 6; so the height is 258.
    [Theory]
    [InlineData(3, 6, 6)]
    [InlineData(4, 6, 1)] // a long number is none
    [InlineData(3, 1, 1)]
    [InlineData(3, 8, 8)]
    [InlineData(3, 0, 1)]
    [InlineData(3, 9, 1)]
    public void The_orientation_is_found_among_other_notes(byte kind, byte value, int orientation)
    {
        byte[] notes = [.. "Exif\0\0II"u8, 42, 0, 10, 0, 0, 0, 0xEE, 0xEE, 2, 0, 0x0F, 1, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0,
            0x12, 1, kind, 0, 1, 0, 0, 0, value, 0, 0, 0];
        byte[] bytes = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(notes.Length + 2), .. notes, 0xFF, 0xC0, 0, 9, 8, 0, 3, 1, 2, 1, 0];
        (int height, int width) = orientation > 4 ? (258, 3) : (3, 258);
        Assert.Equal(new ImageHeader(ImageFormat.Jpeg, height, width, 1, (ImageOrientation)orientation), ImageHeader.Read(bytes));
    }

    // A comment, then a frame of two pixels with a table of its own, green and white, after a table of red and blue for all frames.
    [Fact]
    public void A_gif_with_a_comment_and_a_table_of_its_own_is_whole_only_with_all_of_its_bytes()
    {
        byte[] gif =
        [
            .. "GIF89a"u8, 2, 0, 1, 0, 0x91, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, (byte)'!', 0xFE, 3, 1, 2, 3, 2, 4, 5, 0,
            (byte)',', 0, 0, 0, 0, 2, 0, 1, 0, 0x81, 0, 255, 0, 255, 255, 255, 0, 0, 0, 0, 0, 0, 2, 2, 0x44, 0x0A, 0,
        ];
        Assert.Equal<byte>([0, 255, 0, 255, 255, 255], Read([.. gif, 0x3B], new ImageReading(1, 2, 3)));
        for (int length = 13; length < gif.Length; length++)
        {
            byte[] cut = gif[..length];
            Assert.Equal("it is cut off",
                Assert.Throws<InvalidDataException>(() => ImageCompleteness.Require(cut, ImageHeader.Read(cut)!.Value)).Message);
        }

        Assert.Equal("at byte 25 a block should start", Assert.Throws<InvalidDataException>(() =>
            ImageCompleteness.Require(With(gif, 25, 1), ImageHeader.Read(gif)!.Value)).Message);
    }

    // The old header is of 12 bytes, so pixels start at byte 26; a line of 3 pixels has 9 bytes and 3 to fill up.
    [Fact]
    public void A_bitmap_with_an_old_header_is_whole_only_with_all_of_its_lines()
    {
        byte[] bitmap =
        [
            .. "BM"u8, 50, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 3, 0, 2, 0, 1, 0, 24, 0,
            12, 11, 10, 15, 14, 13, 18, 17, 16, 0, 0, 0, 3, 2, 1, 6, 5, 4, 9, 8, 7, 0, 0, 0,
        ];
        Assert.Equal<byte>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], Read(bitmap, new ImageReading(2, 3, 3)));
        for (int length = 30; length < 50; length++)
        {
            byte[] cut = bitmap[..length];
            Assert.Equal("it is cut off",
                Assert.Throws<InvalidDataException>(() => ImageCompleteness.Require(cut, ImageHeader.Read(cut)!.Value)).Message);
        }
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        byte[] changed = [.. bytes];
        changed[at] = value;
        return changed;
    }

    private byte[] Read(byte[] bytes, ImageReading reading)
    {
        File.WriteAllBytes(folder["one"], bytes);
        var row = new byte[reading.Size];
        ImageFile.Open(folder["one"]).Decode(reading, row);
        return row;
    }
}
