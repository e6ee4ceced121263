using Downhill.Images;

namespace Downhill.Tests.Images;

public sealed class ImageFolderTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_folder_is_a_class_and_folders_within_belong_to_it()
    {
        Write("cat/b.png", "cat/deep/a.png", "dog/x.png", ".hidden/x.png");

        var read = ImageFolder.Read(folder.Path);

        Assert.Equal(["cat", "dog"], read.Classes.ToArray());
        Assert.Equal([folder["cat/b.png"], folder["cat/deep/a.png"], folder["dog/x.png"]], read.Training.Select(image => image.Path));
        Targets targets = read.TargetsOf(read.Training);
        Assert.Equal([0, 0, 1], Enumerable.Range(0, 3).Select(targets.Label));
    }

    [Theory]
    [InlineData("Thumbs.db")]
    [InlineData("THUMBS.DB")]
    [InlineData("desktop.ini")]
    [InlineData("Desktop.ini")]
    [InlineData(".DS_Store")]
    public void What_file_managers_leave_behind_is_no_image(string name)
    {
        Write("cat/1.png", "dog/2.png");
        File.WriteAllText(folder[$"cat/{name}"], "x");

        var read = ImageFolder.Read(folder.Path);

        Assert.Equal((2, 0), (read.Training.Length, read.Bad.Length));
    }

    [Fact]
    public void Classes_that_are_numbers_are_in_their_order()
    {
        Write("10/a.png", "9/a.png", "1/a.png");

        Assert.Equal(["1", "9", "10"], ImageFolder.Read(folder.Path).Classes.ToArray());
    }

    [Fact]
    public void Spellings_of_one_number_are_in_the_order_of_their_letters()
    {
        Write("2/a.png", "0001/a.png", "1/a.png", "00001/a.png", "01/a.png", "000001/a.png", "001/a.png", "0/a.png");
        Assert.Equal(["0", "000001", "00001", "0001", "001", "01", "1", "2"], ImageFolder.Read(folder.Path).Classes.ToArray());
    }

    [Fact]
    public void Train_validation_and_test_are_parts()
    {
        Write("train/cat/1.png", "train/dog/2.png", "val/dog/3.png", "test/cat/4.png");

        var read = ImageFolder.Read(folder.Path);

        Assert.Equal((2, 1, 1), (read.Training.Length, read.Validation.Length, read.Test.Length));
        Assert.Equal(1, read.TargetsOf(read.Validation).Label(0));
    }

    [Theory]
    [InlineData("cat/broken.png", "it is no PNG, JPEG, BMP or GIF file")]
    [InlineData("empty/", "it holds no image")]
    [InlineData("link", "symbolic link")]
    public void What_cannot_be_used_is_named_and_may_be_left_out(string what, string why)
    {
        Write("cat/1.png", "dog/2.png");
        if (what == "link")
            File.CreateSymbolicLink(folder["cat/link.png"], folder["cat/1.png"]);
        else if (what.EndsWith('/'))
            Directory.CreateDirectory(folder[what]);
        else
            File.WriteAllText(folder[what], "text");

        DownhillException refusal = Assert.Throws<DownhillException>(() => ImageFolder.Read(folder.Path));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        var read = ImageFolder.Read(folder.Path, skipBad: true);
        Assert.Equal(2, read.Training.Length);
        Assert.Contains(why, Assert.Single(read.Bad).Problem, StringComparison.Ordinal);
    }

    // The first bytes by the formats' descriptions.
    [Theory]
    [InlineData("RIFF\u0024\0\0\0WEBPVP8 ", "WebP")]
    [InlineData("\0\0\0\u0018ftypheic", "HEIC")]
    [InlineData("\0\0\0\u0018ftypavif", "AVIF")]
    [InlineData("\0\0\0\u0018ftypisom", "MP4")]
    [InlineData("II*\0", "TIFF")]
    [InlineData("MM\0*", "TIFF")]
    [InlineData("\0\0\0\u000CjP  ", "JPEG 2000")]
    [InlineData("8BPS", "PSD")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("\0\0\u0001\0", "ICO")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("<?xml version='1.0'?><svg/>", "SVG")]
    public void A_format_that_is_not_read_is_named(string start, string format)
    {
        Write("cat/1.png", "dog/2.png");
        File.WriteAllBytes(folder["cat/other.png"], System.Text.Encoding.Latin1.GetBytes(start.PadRight(64, '\0')));

        Assert.Contains($"it is a file in the format {format}; PNG, JPEG, BMP and GIF are read, so convert it",
            Assert.Throws<DownhillException>(() => ImageFolder.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_folder_is_not_followed()
    {
        Write("cat/1.png", "dog/2.png");
        Directory.CreateSymbolicLink(folder["cat/loop"], folder.Path);

        Assert.Equal(2, ImageFolder.Read(folder.Path, skipBad: true).Training.Length);
    }

    [Fact]
    public void A_part_with_an_unknown_class_and_a_folder_of_one_class_are_refused()
    {
        Write("train/cat/1.png", "train/dog/2.png", "test/cow/3.png");
        Assert.Contains("cow", Assert.Throws<DownhillException>(() => ImageFolder.Read(folder.Path)).Message, StringComparison.Ordinal);

        using var one = new CliFolder();
        TestPictures.Digits(one.Path, 1);
        Assert.Contains("one class only", Assert.Throws<DownhillException>(() => ImageFolder.Read(one.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_rows_are_the_same_for_any_number_of_threads_and_on_disk()
    {
        TestPictures.Digits(folder.Path, 300);
        var read = ImageFolder.Read(folder.Path);
        var reading = new ImageReading(5, 9, 3, ImageFit.Pad);

        byte[] one = Bytes(ImageReader.Read(read.Training, reading, threads: 1)),
            many = Bytes(ImageReader.Read(read.Training, reading, threads: 4));
        MappedFile? file = null;
        byte[] mapped = Bytes(ImageReader.Read(read.Training, reading, file: folder["rows"], open: path => file = MappedFile.Open(path)));
        file!.Dispose();

        Assert.Equal(300 * reading.Size, one.Length);
        Assert.Equal(one, many);
        Assert.Equal(one, mapped);
    }

    [Fact]
    public void A_damaged_file_is_left_out_where_it_may_be_and_the_others_stay_in_order()
    {
        TestPictures.Digits(folder.Path, 40);
        var read = ImageFolder.Read(folder.Path);
        string victim = read.Training[7].Path;
        byte[] bytes = File.ReadAllBytes(victim);
        bytes[^20] ^= 1;
        File.WriteAllBytes(victim, bytes);

        Assert.Contains(victim, Assert.Throws<DownhillException>(() => ImageReader.Read(read.Training, new ImageReading(8, 8))).Message,
            StringComparison.Ordinal);
        ImageRows rows = ImageReader.Read(read.Training, new ImageReading(8, 8), skipBad: true);
        Assert.Equal(read.Training.RemoveAt(7).ToArray(), rows.Images.ToArray());
        Assert.Equal(39, rows.Pixels.Rows);
        Assert.Equal(victim, Assert.Single(rows.Bad).Path);
    }

    [Fact]
    public void The_size_that_is_chosen_is_the_median_with_a_longer_side_of_up_to_64()
    {
        ImageFile[] images = [Sized(100, 50, 3), Sized(200, 100, 1), Sized(300, 20, 1)];

        Assert.Equal(new ImageReading(64, 16, 3), ImageReader.Choose(images));
        Assert.Equal(new ImageReading(64, 32, 1, ImageFit.Crop), ImageReader.Choose(images[1..2], ImageFit.Crop));
        Assert.Equal(new ImageReading(28, 28), ImageReader.Choose([Sized(28, 28, 2)]));

        // Of an even number the upper one of the two in the middle; grey only where all are.
        Assert.Equal(new ImageReading(40, 30, 3), ImageReader.Choose([Sized(40, 10, 1), Sized(20, 30, 3)]));
        Assert.Equal((new ImageReading(4, 5), new ImageReading(4, 5, 1), new ImageReading(4, 5, 3), null, null),
            (ImageReading.Of([4, 5]), ImageReading.Of([4, 5, 1]), ImageReading.Of([4, 5, 3]), ImageReading.Of([4, 5, 2]),
                ImageReading.Of([4])));

        static ImageFile Sized(int height, int width, int channels) =>
            new("x", null, new ImageHeader(ImageFormat.Png, height, width, channels));
    }

    private static byte[] Bytes(ImageRows rows)
    {
        var all = new double[rows.Pixels.Rows * rows.Pixels.Columns];
        rows.Pixels.Gather([.. Enumerable.Range(0, rows.Pixels.Rows)], all.AsSpan());
        return [.. all.Select(value => (byte)value)];
    }

    private void Write(params string[] files)
    {
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
            File.WriteAllBytes(folder[file], PngImage.Encode([1, 2, 3, 4], 2, 2));
        }
    }

    [Fact]
    public void Decoding_tells_how_far_it_is()
    {
        var images = ImageFolder.Read(TestPictures.Digits(folder["many"], 600));
        var told = new List<int>();

        ImageReader.Read(images.Training, new ImageReading(8, 8), progress: new Reports<int>(told.Add));

        Assert.Equal([256, 512, 600], told);
    }
}
