using System.Buffers.Binary;

namespace Downhill.Tests.Images;

/// <summary>Image files that tests write by hand.</summary>
internal static class TestPictures
{
    /// <summary>Digits of the built-in set as PNG files, a folder for each class.</summary>
    public static string Digits(string folder, int rows, int first = 0)
    {
        Dataset digits = BuiltInData.Load("digits").Data;
        for (int row = first; row < first + rows; row++)
        {
            string path = Path.Combine(folder, digits.Targets.Classes[digits.Targets.Label(row)]);
            Directory.CreateDirectory(path);
            File.WriteAllBytes(Path.Combine(path, $"{row:0000}.png"), PngImage.Encode(Pixels(digits, row), 8, 8));
        }

        return folder;
    }

    /// <summary>The values of a digit, 0 to 255.</summary>
    public static byte[] Pixels(Dataset digits, int row)
    {
        var values = new double[64];
        digits.Inputs.Gather([row], values.AsSpan());
        return [.. values.Select(value => (byte)Math.Min(255, value * 16))];
    }

    /// <summary>A bitmap of 24 bits a pixel without packing, rows from the bottom, lines of whole words: blue, green, red.</summary>
    public static byte[] Bmp(byte[] pixels, int height, int width)
    {
        int line = ((width * 3) + 3) / 4 * 4;
        var file = new byte[54 + (line * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = 24;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                    file[54 + ((height - 1 - y) * line) + (x * 3) + channel] = pixels[(((y * width) + x) * 3) + 2 - channel];
            }
        }

        return file;
    }

    /// <summary>A PNG of any depth and kind of colour; lines are as they are in the file.</summary>
    public static byte[] Png(int height, int width, byte depth, byte kind, byte[][] lines, params (string Name, byte[] Content)[] before)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, kind);
        var packed = new MemoryStream();
        using (var stream = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            foreach (byte[] line in lines)
                stream.Write([0, .. line]);
        }

        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. before.SelectMany(chunk => Chunk(chunk.Name, chunk.Content)),
            .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>A chunk of a PNG: length, name, content, checksum.</summary>
    public static byte[] Chunk(string name, byte[] content)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(name), .. content];
        var number = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(number.AsSpan(4), PngImage.Checksum(named));
        return [.. number[..4], .. named, .. number[4..]];
    }
}
