using System.Text.Json.Nodes;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>Pictures of pages, pixel by pixel, and the sheet of a folder whose images are known.</summary>
public sealed class ShownPicturesTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // One kernel of 1 × 1 with weight 2 and the mean: the map of a class with a positive weight is the image, scaled to 1; that of class
    // b, whose weight is negative, is 0. White is 10.
    [Fact]
    public void The_images_with_the_largest_errors_have_maps_beside_them()
    {
        (ModelFile model, Dataset raw) = Images("conv2d 1 1, global-average-pool, linear 3");
        var analysis = new ErrorAnalysis(2, [], null, null, null, null, null, null)
        {
            WorstOfClass = [new WrongRow(2, "a", "c", 0.875, 2), new WrongRow(1, "a", "b", null, 1), new WrongRow(1, "b", "c", 0.5, 3)],
        };

        Section section = ErrorPictures.Of(analysis, model, raw, "test", row => $"file{row}")!;

        Assert.Equal("Images with the largest errors", section.Heading);
        Assert.Contains("the test images with the largest loss", ((Paragraph)section.Blocks[0]).Text, StringComparison.Ordinal);
        Pictures[] groups = [.. section.Blocks.OfType<Pictures>()];
        Assert.Equal(["a, predicted as another class", "b, predicted as another class"], groups.Select(group => group.Caption));
        Assert.Equal(["file1: c, 88 %", "for c", "file0: b", "for b"], groups[0].Images.Select(image => image.Text));
        Assert.Equal([255, 204, 153, 102, 51, 0], groups[0].Images[0].Pixels);
        Assert.Equal(groups[0].Images[0].Under([1, 0.8, 0.6, 0.4, 0.2, 0], "for c").Pixels, groups[0].Images[1].Pixels);
        Assert.Equal([0, 51, 102, 153, 204, 255], groups[0].Images[2].Pixels);
        Assert.Equal(groups[0].Images[2].Under(new double[6], "for b").Pixels, groups[0].Images[3].Pixels);
        Assert.Equal(["file0: c, 50 %", "for c"], groups[1].Images.Select(image => image.Text));
        Assert.Equal((2, 3, 3), (groups[1].Images[1].Height, groups[1].Images[1].Width, groups[1].Images[1].Channels));
    }

    [Fact]
    public void Without_a_convolution_there_are_images_and_without_wrong_ones_nothing()
    {
        (ModelFile model, Dataset raw) = Images("flatten, linear 3");
        var analysis = new ErrorAnalysis(2, [], null, null, null, null, null, null) { WorstOfClass = [new WrongRow(1, "a", "b", 0.25, 1)] };

        Section section = ErrorPictures.Of(analysis, model, raw, "test", row => $"file{row}")!;

        Assert.DoesNotContain("Grad-CAM", ((Paragraph)section.Blocks[0]).Text, StringComparison.Ordinal);
        Assert.Equal(["file0: b, 25 %"], ((Pictures)section.Blocks[1]).Images.Select(image => image.Text));
        Assert.Null(ErrorPictures.Of(analysis with { WorstOfClass = [] }, model, raw, "test", row => $"{row}"));
        Assert.Null(ErrorPictures.Of(analysis with { WorstOfClass = null }, model, raw, "test", row => $"{row}"));
        Assert.Null(ErrorPictures.Of(analysis, model, new Dataset("rows", [2, 3], Samples.From(new double[12], 6), raw.Targets), "test",
            row => $"{row}"));
    }

    // Image 0, 5 and 10 of eleven by eleventh parts; a shift by whole pixels moves values, all others are as stored.
    [Fact]
    public void An_augmentation_shows_each_image_as_it_is_and_in_six_epochs()
    {
        var bytes = new byte[12 * 4];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(5 * i);
        var data = new Dataset("images", [2, 2], Samples.From(bytes, 4), Targets.FromLabels(new int[12], ["a", "b"]));

        Section section = AugmentationPictures.Of(data, new Flip(), 3, row => $"row {row}");

        Pictures[] rows = [.. section.Blocks.OfType<Pictures>()];
        Assert.Equal(10, rows.Length);
        Assert.Equal(["row 0", "row 1", "row 2", "row 3", "row 4", "row 6", "row 7", "row 8", "row 9", "row 10"],
            rows.Select(row => row.Images[0].Text));
        Assert.All(rows, row => Assert.Equal(["epoch 1", "epoch 2", "epoch 3", "epoch 4", "epoch 5", "epoch 6"], row.Images.Skip(1)
            .Select(image => image.Text)));
        Assert.Equal([120, 125, 130, 135], rows[5].Images[0].Pixels);
        Assert.All(rows.SelectMany(row => row.Images.Skip(1).Select(image => (row.Images[0].Pixels, image.Pixels))), pair =>
            Assert.True(pair.Item1.SequenceEqual(pair.Item2) || pair.Item2.SequenceEqual((byte[])[pair.Item1[1], pair.Item1[0],
                pair.Item1[3], pair.Item1[2]])));
        Assert.InRange(rows.SelectMany(row => row.Images.Skip(1).Select(image => row.Images[0].Pixels.SequenceEqual(image.Pixels)))
            .Count(same => same), 15, 45);
        Assert.Contains("flip: each image unchanged, and as changed in the first 6 epochs of a training with seed 3.",
            ((Paragraph)section.Blocks[0]).Text, StringComparison.Ordinal);
    }

    // Three classes of folders: two sizes, two kinds of values, one image twice in one class and once in another part.
    [Fact]
    public void The_sheet_of_a_folder_counts_what_is_in_it()
    {
        Write("train/cat/1.png", 10, 2, 2, 1);
        Write("train/cat/2.png", 20, 2, 2, 1);
        Write("train/cat/3.png", 10, 2, 2, 1);
        Write("train/dog/1.png", 30, 2, 3, 3);
        Write("train/dog/2.png", 40, 2, 2, 1);
        Write("train/eel/1.png", 50, 2, 2, 1);
        Write("train/eel/2.png", 40, 2, 2, 1);
        Write("test/cat/9.png", 20, 2, 2, 1);
        Write("test/dog/9.png", 60, 2, 2, 1);
        Write("test/eel/9.png", 70, 2, 2, 1);
        folder.Write("p/test/eel/bad.png", "no image");

        Shown.Same("sheet", Shown.Of(CliFolder.Run("inspect", folder["p"]), folder));
        JsonNode json = CliFolder.Run("inspect", folder["p"], "--json").Ok().Json;
        Assert.Equal(["1.png", "2.png", "3.png", "1.png", "2.png", "1.png", "2.png"],
            json["sections"]![4]!["blocks"]!.AsArray().SelectMany(block => block!["pictures"]!.AsArray()).Select(picture =>
                (string)picture!["text"]!));

        void Write(string name, byte value, int height, int width, int channels)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[$"p/{name}"])!);
            File.WriteAllBytes(folder[$"p/{name}"], PngImage.Encode([.. Enumerable.Range(0, height * width * channels).Select(i =>
                (byte)(value + i))],
                height, width, channels));
        }
    }

    private (ModelFile Model, Dataset Raw) Images(string layers)
    {
        var network = new Network<double>(Examples.Model(layers, 2, 3), seed: 1);
        if (layers.StartsWith("conv", StringComparison.Ordinal))
        {
            network["conv2d1.weight"].Data.Write([2]);
            network["conv2d1.bias"].Data.Write([0]);
            network["linear1.weight"].Data.Write([0.5, -1, 3]);
        }

        Preprocessing preprocessing = Preprocessing.None("a", "b", "c") with { Mean = [0], Deviation = [10] };
        ModelFile.Save(folder["m.safetensors"], network, preprocessing, new TrainingOptions(new SoftmaxCrossEntropy(), new Sgd(0.1)));
        return (ModelFile.Open(folder["m.safetensors"]),
            new Dataset("images", [2, 3], Samples.From((byte[])[0, 2, 4, 6, 8, 10, 10, 8, 6, 4, 2, 0], 6), Targets.FromLabels([0, 1],
                ["a", "b", "c"])));
    }
}
