using System.IO.Compression;
using System.Text;

namespace Downhill.Tests;

/// <summary>Small files byte by byte, as their formats say.</summary>
public sealed class FileBytesTests
{
    // 8 bytes of length, the header padded to a multiple of 8, then the tensors without gaps.
    [Fact]
    public void A_safetensors_file_has_its_length_its_header_and_its_numbers()
    {
        using var stream = new MemoryStream();
        new SafetensorsWriter().AddMetadata("who", "a \"b\" \\ \n").Add<float>("x", [2], new[] { 1f, -2f }).Add<double>("y", [1, 1],
            new[] { 0.5 })
            .AddBytes("z", "U8", [3], new byte[] { 7, 8, 9 }).Write(stream);
        byte[] bytes = stream.ToArray();

        const string Header = "{\"__metadata__\":{\"who\":\"a \\\"b\\\" \\\\ \\u000a\"},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"y\":{\"dtype\":\"F64\",\"shape\":[1,1],\"data_offsets\":[8,16]},"
            + "\"z\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[16,19]}}";
        int length = (Header.Length + 7) / 8 * 8;
        Assert.Equal((long)length, BitConverter.ToInt64(bytes));
        Assert.Equal(Header.PadRight(length), Encoding.UTF8.GetString(bytes, 8, length));
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 7, 8, 9], bytes[(8 + length)..]);
    }

    // Signature, version 1.0, two bytes of length, then the header with spaces and a line end up to byte 128, then the numbers.
    [Theory]
    [InlineData(true, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3,), }")]
    [InlineData(false, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }")]
    public void An_npy_array_has_a_header_that_ends_at_a_multiple_of_64(bool isDouble, string header)
    {
        using var stream = new MemoryStream();
        NpyArray.Write(stream, [2, 3], [1, -2, 0.5, 3, 4, 5], isDouble);
        byte[] bytes = stream.ToArray();

        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, 118, 0], bytes[..10]);
        Assert.Equal(header.PadRight(117) + "\n", Encoding.ASCII.GetString(bytes, 10, 118));
        Assert.Equal(isDouble
            ? (double[])[1, -2, 0.5, 3, 4, 5]
            : [.. Enumerable.Range(0, 6).Select(i => (double)BitConverter.ToSingle(bytes, 128 + (4 * i)))],
            isDouble ? Enumerable.Range(0, 6).Select(i => BitConverter.ToDouble(bytes, 128 + (8 * i))) : (double[])[1, -2, 0.5, 3, 4, 5]);
        Assert.Equal(128 + (6 * (isDouble ? 8 : 4)), bytes.Length);
        stream.Position = 0;
        var read = NpyArray.ReadHeader(stream, "x");
        Assert.Equal([2L, 3], read.Shape);
        Assert.Equal([1, -2, 0.5, 3, 4, 5], read.ReadNumbers(stream, 6));
    }

    public static TheoryData<string, byte[], double[]> Arrays => new()
    {
        { "<i2", [1, 0, 0xFF, 0xFF], [1, -1] }, { ">i2", [0, 1, 0x80, 0], [1, -32768] }, { "|i1", [0x7F, 0x80], [127, -128] },
            { "|u1", [7, 0xFF], [7, 255] },
        { "<u2", [0xFF, 0xFF, 2, 0], [65535, 2] }, { ">u4", [0, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF], [256, 4294967295] },
            { "<i4", [0xFE, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0], [-2, 1] },
        { "<i8", [0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0, 0, 0, 0, 0], [-3, 2] },
            { ">u8", [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 9], [257, 9] },
        { "<f2", [0, 0x3C, 0, 0xC4], [1, -4] }, { ">f4", [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0], [1, -2] }, { "|b1", [0, 1], [0, 1] },
            { "=f8", [0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0, 0, 0, 0, 0, 0, 0xF0, 0xBF], [0.5, -1] },
    };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Each_type_of_an_npy_array_is_read(string type, byte[] bytes, double[] numbers)
    {
        using MemoryStream stream = Npy(type, "False", "2,", bytes);
        Assert.Equal(numbers, NpyArray.ReadHeader(stream, "x").ReadNumbers(stream, 2));
        using MemoryStream again = Npy(type, "False", "2,", bytes);
        Samples rows = NpyArray.ReadHeader(again, "x").ReadRows(again);
        Assert.Equal(numbers, Enumerable.Range(0, 2).Select(row => rows[row, 0]), (x, y) => Math.Abs(x - y) <= 1e-7 * Math.Abs(x));
        Assert.Equal(type == "|u1" || type == "|b1", rows.AreBytes);
    }

    // [[1, 2, 3], [4, 5, 6]] by columns; texts of two letters.
    [Fact]
    public void Columns_first_are_turned_and_texts_lose_their_padding()
    {
        using MemoryStream stream = Npy("|u1", "True", "2, 3", [1, 4, 2, 5, 3, 6]);
        Assert.Equal([1, 2, 3, 4, 5, 6], NpyArray.ReadHeader(stream, "x").ReadNumbers(stream, 6));
        using MemoryStream texts = Npy("|S2", "False", "3,", [.. "ab"u8, (byte)'c', 0, .. "de"u8]);
        Assert.Equal(["ab", "c", "de"], NpyArray.ReadHeader(texts, "x", allowsTexts: true).ReadTexts(texts));
        using MemoryStream big = Npy(">U1", "False", "2,", [0, 0, 0, (byte)'a', 0, 0, 0, (byte)'b']);
        Assert.Equal(["a", "b"], NpyArray.ReadHeader(big, "x", allowsTexts: true).ReadTexts(big));
    }

    // More numbers than are read at a time.
    [Fact]
    public void A_long_array_is_read_to_its_end()
    {
        byte[] bytes = [.. Enumerable.Range(0, 2 * 70_000).Select(i => (byte)(i / 2 * 7 >> (8 * (i % 2))))];
        using MemoryStream stream = Npy("<u2", "False", "70000,", bytes);
        double[] numbers = NpyArray.ReadHeader(stream, "x").ReadNumbers(stream, 70_000);
        Assert.Equal(Enumerable.Range(0, 70_000).Select(i => (double)(i * 7 & 0xFFFF)), numbers);
        using MemoryStream cut = Npy("<u2", "False", "70000,", bytes[..^1]);
        NpyArray array = NpyArray.ReadHeader(cut, "x");
        Assert.Contains("ends after fewer numbers", Assert.Throws<DownhillException>(() => array.ReadNumbers(cut, 70_000)).Message,
            StringComparison.Ordinal);
        using MemoryStream rows = Npy("<u2", "False", "70000, 1", bytes);
        Assert.Equal(69_999 * 7 & 0xFFFF, NpyArray.ReadHeader(rows, "x").ReadRows(rows)[69_999, 0]);
    }

    [Theory]
    [InlineData("<f8", "False", "2, 2", 31, "ends after fewer numbers than its shape [2, 2]")]
    [InlineData("<f8", "False", "2, 2", 33, "has more numbers than its shape [2, 2]")]
    [InlineData("<f8", "False", "", 8, "holds no rows")]
    [InlineData("<f8", "False", "0, 2", 0, "holds no rows")]
    [InlineData("<f3", "False", "1,", 3, "is of type '<f3'")]
    [InlineData("<U2", "False", "1,", 8, "is of type '<U2'")]
    [InlineData("|S3", "False", "1,", 3, "is of type '|S3'")]
    [InlineData("|O", "False", "1,", 8, "holds Python objects")]
    [InlineData("<f8", "False", "x,", 8, "which is not valid")]
    [InlineData("<f8", "Maybe", "1,", 8, "names no type, order and shape")]
    public void What_is_no_array_is_refused(string type, string order, string shape, int bytes, string said)
    {
        using MemoryStream stream = Npy(type, order, shape, new byte[bytes]);
        Assert.Contains(said, Assert.Throws<DownhillException>(() => NpyArray.ReadHeader(stream, "x").ReadRows(stream)).Message,
            StringComparison.Ordinal);
    }

    // Signature, size and depth, the packed lines with a zero before each, and the end, each with its length and its CRC-32.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    public void A_png_has_its_parts_in_order(int channels, int kind)
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 3 * channels).Select(i => (byte)(40 * i))];
        byte[] png = PngImage.Encode(pixels, 2, 3, channels);

        Assert.Equal([0x89, .. "PNG\r\n\x1a\n"u8], png[..8]);
        var parts = new List<(string Name, byte[] Content)>();
        for (int at = 8; at < png.Length;)
        {
            int length = (png[at] << 24) | (png[at + 1] << 16) | (png[at + 2] << 8) | png[at + 3];
            byte[] named = png[(at + 4)..(at + 8 + length)], sum = png[(at + 8 + length)..(at + 12 + length)];
            Assert.Equal(Crc(named), ((uint)sum[0] << 24) | ((uint)sum[1] << 16) | ((uint)sum[2] << 8) | sum[3]);
            parts.Add((Encoding.ASCII.GetString(named, 0, 4), named[4..]));
            at += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], parts.Select(part => part.Name));
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 2, 8, (byte)kind, 0, 0, 0], parts[0].Content);
        using var lines = new MemoryStream();
        using (var unpacked = new ZLibStream(new MemoryStream(parts[1].Content), CompressionMode.Decompress))
            unpacked.CopyTo(lines);
        Assert.Equal([0, .. pixels[..(3 * channels)], 0, .. pixels[(3 * channels)..]], lines.ToArray());
    }

    [Fact]
    public void The_checksum_of_png_is_crc_32() => Assert.Equal(0xCBF43926, PngImage.Checksum("123456789"u8)); // the check value of CRC-32

    private static uint Crc(byte[] bytes) => bytes.Aggregate(uint.MaxValue, (sum, one) => Enumerable.Range(0, 8)
        .Aggregate(sum ^ one, (value, _) => (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1)) ^ uint.MaxValue;

    private static MemoryStream Npy(string type, string order, string shape, byte[] bytes)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': ({shape}), }}\n";
        return new MemoryStream([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. bytes]);
    }
}
