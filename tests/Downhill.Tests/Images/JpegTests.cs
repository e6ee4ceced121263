using System.Buffers.Binary;
using Downhill.Images;

namespace Downhill.Tests.Images;

/// <summary>
/// JPEG files of four areas of 6 × 4 pixels: red and blue above green and white, as cjpeg of libjpeg-turbo writes them from such a bitmap.
/// </summary>
public sealed class JpegTests : IDisposable
{
    // cjpeg -quality 95 -sample 1x1
    private const string Baseline =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkK"
        + "Cgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAIAAwDAREAAhEB"
        + "AxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS"
        + "0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKz"
        + "tLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgEC"
        + "BAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpj"
        + "ZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6"
        + "/9oADAMBAAIRAxEAPwDA+Gv/AARp/wCGsfG1l8AP+Gj/AOwP7f8AM/4m3/CH/avI8iNrn/VfbI927ydv3xjdnnGD+AfRc8cf9TfHXKM4/s/2vsvrHue1"
        + "5b82FrQ+L2UrW5r7O9reZ6mdftNf+JlMsqeHH+qn1D6/b/aPr3t/Z+wksT/C+p0ebm9jyfxI8vNza25X6v8A8QZn/WSD/wAw/wD/AH3r/X3/AInm/wCq"
        + "f/8ALv8A+9j4H/Vn/p7/AOS//bH/2Q==";

    // cjpeg -quality 90 -progressive -sample 1x1
    private const string Progressive =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIU"
        + "FRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wgARCAAIAAwDAREAAhEB"
        + "AxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABAX/xAAXAQADAQAAAAAAAAAAAAAAAAADBQYH/9oADAMBAAIQAxAAAAEkoa7v6v8A/8QAGRAAAQUAAAAAAAAA"
        + "AAAAAAAAAAMEBhUX/9oACAEBAAEFAm0NtlsZP//EACIRAAAEBAcAAAAAAAAAAAAAAAABAxESExQxBQcWIkJRYf/aAAgBAwEBPwFbM3UqZ4VRy5nKN2bd"
        + "aAumuKb0f//EACMRAAAEAwkAAAAAAAAAAAAAAAADBREBBhITFBZBYWJkouL/2gAIAQIBAT8BldcuauSfZu1We2Ogxzxu3kf/xAAfEAAAAwkAAAAAAAAA"
        + "AAAAAAAAERMCBBQ1QUJRpOL/2gAIAQEABj8CZdYxJS5MyrkTjW7H/8QAGRAAAQUAAAAAAAAAAAAAAAAAUQEQEUFh/9oACAEBAAE/ISqM5KRDV//aAAwD"
        + "AQACAAMAAAAQ+//EABsRAQACAgMAAAAAAAAAAAAAABEBUQAhYeHw/9oACAEDAQE/EKhHLYtWoLsJ9nef/8QAGhEBAAEFAAAAAAAAAAAAAAAAETEBECFR"
        + "cf/aAAgBAgEBPxDn3YrTlbYtf//EABsQAAEEAwAAAAAAAAAAAAAAABEBECExUWGx/9oACAEBAAE/EO7JllDG0s6YP//Z";

    // cjpeg -quality 90 -sample 2x2 -restart 1B
    private const string HalvedColours =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIU"
        + "FRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIAAwDASIAAhEB"
        + "AxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS"
        + "0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKz"
        + "tLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgEC"
        + "BAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpj"
        + "ZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6"
        + "/90ABAAB/9oADAMBAAIRAxEAPwDK8Nfsaf8AC2NbtvCv/CYf2V/aG7/S/wCzPO8vYpk+55y5zsx1HXPtXdf8OZf+qwf+Wz/92UUV5XhPx7xHlGR1qGCx"
        + "PLF1ZO3JTevJTXWLeyR8Nw3xhnniJhJZrxPX9vXhJ01LlhC0ElJK1OMI/FOTu1fW17JW/9k=";

    private const string Red = "red", Blue = "blue", Green = "green", White = "white";

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Baseline, 10)]
    [InlineData(Progressive, 25)]
    [InlineData(HalvedColours, 60)]
    public void Colours_are_read_from_every_kind_of_file(string file, int tolerance)
    {
        byte[] bytes = Convert.FromBase64String(file);

        Assert.Equal([Red, Blue, Green, White], Corners(Write(bytes), tolerance));
        for (int length = 0; length < bytes.Length; length += 7)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<InvalidDataException>(() => Corners(Write(cut), tolerance));
        }
    }

    // The eight orientations of Exif 2.3: which side of the scene the first row and the first column are.
    [Theory]
    [InlineData(1, Red, Blue, Green, White)]
    [InlineData(2, Blue, Red, White, Green)]
    [InlineData(3, White, Green, Blue, Red)]
    [InlineData(4, Green, White, Red, Blue)]
    [InlineData(5, Red, Green, Blue, White)]
    [InlineData(6, Green, Red, White, Blue)]
    [InlineData(7, White, Blue, Green, Red)]
    [InlineData(8, Blue, White, Red, Green)]
    public void A_photo_is_turned_as_the_camera_says(int orientation, params string[] corners)
    {
        foreach (bool isLittle in (bool[])[true, false])
        {
            ImageFile file = Write(WithOrientation(Convert.FromBase64String(Baseline), orientation, isLittle));

            Assert.Equal(orientation < 5 ? (8, 12) : (12, 8), (file.Header.Height, file.Header.Width));
            Assert.Equal(corners, Corners(file, 10));
        }
    }

    [Fact]
    public void Notes_of_a_camera_that_make_no_sense_are_passed_over()
    {
        byte[] whole = WithOrientation(Convert.FromBase64String(Baseline), 6, isLittle: true);
        const int noteStart = 6, noteEnd = 38;
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(noteStart, noteEnd)] = (byte)random.Next(256);
            ImageFile file = Write(changed);
            Assert.Contains(file.Header.Orientation, Enumerable.Range(1, 8).Select(value => (ImageOrientation)value));
        }

        Assert.Equal(ImageOrientation.Normal,
            Write(WithOrientation(Convert.FromBase64String(Baseline), 9, isLittle: true)).Header.Orientation);
    }

    private ImageFile Write(byte[] bytes)
    {
        File.WriteAllBytes(folder["one.jpg"], bytes);
        return ImageFile.Open(folder["one.jpg"]);
    }

    // The colour in the middle of each quarter, from the first row.
    private static string[] Corners(ImageFile file, int tolerance)
    {
        (int height, int width) = (file.Header.Height, file.Header.Width);
        var pixels = new byte[height * width * 3];
        file.Decode(new ImageReading(height, width, 3), pixels);
        return [Name(1, 1), Name(1, width - 2), Name(height - 2, 1), Name(height - 2, width - 2)];

        string Name(int y, int x)
        {
            ReadOnlySpan<byte> pixel = pixels.AsSpan(((y * width) + x) * 3, 3);
            foreach ((string name, byte[] colour) in ((string, byte[])[])[(Red, [255, 0, 0]), (Blue, [0, 0, 255]), (Green, [0, 255, 0]),
                (White, [255, 255, 255])])
            {
                if (Math.Abs(pixel[0] - colour[0]) <= tolerance && Math.Abs(pixel[1] - colour[1]) <= tolerance
                    && Math.Abs(pixel[2] - colour[2]) <= tolerance)
                    return name;
            }

            return $"{pixel[0]} {pixel[1]} {pixel[2]}";
        }
    }

    // Behind the first marker: a segment APP1 with one entry, the orientation (tag 0x0112, a short).
    private static byte[] WithOrientation(byte[] jpeg, int orientation, bool isLittle)
    {
        byte[] entry = isLittle
            ? [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
            : [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        byte[] content = [.. "Exif\0\0"u8, .. entry];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(content.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. content, .. jpeg[2..]];
    }
}
