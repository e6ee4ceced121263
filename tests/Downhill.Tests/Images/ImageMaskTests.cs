using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill.Tests.Images;

/// <summary>Tables that name an image and its mask in each row.</summary>
public sealed class ImageMaskTests : IDisposable
{
    private const int Side = 8, Count = 40;

    private readonly CliFolder folder = new();
    private readonly string table;

    // Bright squares on a dark ground; the mask is the square.
    public ImageMaskTests()
    {
        Directory.CreateDirectory(folder["images"]);
        Directory.CreateDirectory(folder["masks"]);
        for (int i = 0; i < Count; i++)
        {
            var image = new byte[Side * Side];
            var mask = new byte[Side * Side];
            for (int place = 0; place < image.Length; place++)
            {
                bool isInside = IsInside(i, place);
                image[place] = (byte)((isInside ? 150 : 40) + (i * 7 % 50) + (place % 13));
                mask[place] = isInside ? byte.MaxValue : (byte)0;
            }

            File.WriteAllBytes(folder[$"images/{i:00}.png"], PngImage.Encode(image, Side, Side));
            File.WriteAllBytes(folder[$"masks/{i:00}.png"], PngImage.Encode(mask, Side, Side));
        }

        table = folder.Write("cells.csv",
            string.Join('\n', Enumerable.Range(0, Count).Select(i => $"images/{i:00}.png,masks/{i:00}.png").Prepend("image,mask")));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_recipe_learns_masks_and_predict_writes_them_as_images()
    {
        string run = folder.Train("run", table, "--epochs", "40");

        JsonNode record = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
        Assert.Equal("binary-cross-entropy", (string)record["training"]!["loss"]!["type"]!);
        Assert.True((double)record["metrics"]!["test"]!["rmse"]! < 0.2, record["metrics"]!.ToJsonString());
        CliFolder.Run("predict", run, table, "--out", folder["answers/"]).Ok();
        string[] lines = CliFolder.Run("predict", run, table).Ok().Output.Split('\n');
        for (int i = 0; i < Count; i++)
        {
            byte[] row = ReadMask(folder[$"answers/{i:00}.png"]);
            double[] numbers = [.. lines[i + 1].Split(',').Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            Assert.Equal(numbers.Select(number => (byte)Math.Round(255 * number)), row);
        }
    }

    [Fact]
    public void Masks_may_be_wider_than_tall()
    {
        string run = folder.Train("run", table, "--model", "conv2d 1 1 hasBias=false", "--image-size", "6x12", "--optimizer", "sgd",
            "--epochs", "1");

        CliFolder.Run("predict", run, table, "--out", folder["answers/"]).Ok();

        byte[] png = File.ReadAllBytes(folder["answers/00.png"]);
        Assert.Equal((12, 6), (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    [Fact]
    public void A_mask_is_the_target_pixel_by_pixel()
    {
        // A model without weights answers 0 before the sigmoid, so ½ everywhere: each pixel is off by ½.
        string run = folder.Train("run", table, "--model", "conv2d 1 1 hasBias=false", "--learning-rate", "1e-12", "--optimizer", "sgd",
            "--epochs", "1");
        JsonNode measured = CliFolder.Run("evaluate", run, table, "--json").Ok().Json;
        CliFolder.Run("predict", run, table, "--out", folder["answers/"]).Ok();
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            byte[] answer = ReadMask(folder[$"answers/{i:00}.png"]);
            for (int place = 0; place < answer.Length; place++)
                sum += Math.Pow((answer[place] / 255.0) - (IsInside(i, place) ? 1 : 0), 2);
        }

        Assert.Equal(Math.Sqrt(sum / (Count * Side * Side)), (double)measured["rmse"]!, 3e-3);
        Assert.Equal(Count, (int)measured["rows"]!);
    }

    [Fact]
    public void Rows_of_which_a_file_is_damaged_are_left_out_together()
    {
        string whole = folder.Train("whole",
            folder.Write("few.csv", string.Join('\n', File.ReadLines(table).Where((_, i) => i is not (3 or 5)))), "--epochs", "1");
        File.WriteAllBytes(folder["masks/02.png"], File.ReadAllBytes(folder["masks/02.png"])[..50]);
        File.Delete(folder["images/04.png"]);

        Assert.Contains("images/04.png", CliFolder.Run("train", table).Refusal(), StringComparison.Ordinal);
        string skipped = folder.Train("skipped", table, "--bad-rows", "skip", "--epochs", "1");

        Assert.Equal(Metrics(whole), Metrics(skipped));

        static string Metrics(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["metrics"]!.ToJsonString();
    }

    [Theory]
    [InlineData("--augment flip", "varied by jitter and cut-out only")]
    [InlineData("--positive yes", "'positive' (--positive) is not for masks")]
    [InlineData("--task classification", "'task' (--task) is not for masks")]
    [InlineData("--loss softmax-cross-entropy", "is for classes")]
    public void What_masks_do_not_have_is_refused(string options, string message) =>
        Assert.Contains(message, CliFolder.Run(["train", table, .. options.Split(' ')]).Refusal(), StringComparison.Ordinal);

    [Fact]
    public void Only_masks_are_written_into_a_folder()
    {
        string run = folder.Train("run", TestPictures.Digits(folder["digits"], 60), "--epochs", "1");

        Assert.Contains("only masks are written as one file for each image",
            CliFolder.Run("predict", run, folder["digits"], "--out", folder["answers/"]).Refusal(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["answers"]));
    }

    private static bool IsInside(int image, int place)
    {
        int left = image % 5, top = image * 3 % 5, x = place % Side, y = place / Side;
        return x >= left && x < left + 3 && y >= top && y < top + 3;
    }

    private static byte[] ReadMask(string path)
    {
        var row = new byte[Side * Side];
        Downhill.Images.ImageFile.Open(path).Decode(new ImageReading(Side, Side), row);
        return row;
    }
}
