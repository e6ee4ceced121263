using System.Text.Json.Nodes;
using Downhill.Reports;
using Downhill.Tests.Images;

namespace Downhill.Tests;

/// <summary>From a folder of pictures to a model and its predictions.</summary>
public sealed class ImageCommandTests : IDisposable
{
    private static readonly string[] Network = ["--model", "conv2d 4 3, relu, max-pool 2, flatten, linear", "--learning-rate", "0.01"];

    private static readonly string[] Small = [.. Network, "--epochs", "3"];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The rows of the folder are those of the built-in set times 16, in the order of the classes; so are what is predicted and how often it
    // is right.
    [Fact]
    public void A_folder_is_trained_evaluated_and_predicted()
    {
        string pictures = TestPictures.Digits(folder["pictures"], 400);
        string run = folder.Train("run", [pictures, .. Network, "--epochs", "15"]);
        RunRecord record = RunFolder.ReadRecord(run);

        Assert.Equal(new ImageReading(8, 8), ModelFile.Open(Path.Combine(run, "model.safetensors")).Preprocessing.Images);
        Assert.Equal((280, 40, 80), (record.Data.Training, record.Data.Validation, record.Data.Test));
        Assert.InRange(record.Metrics!.Test!.Accuracy!.Value, 0.8, 1);

        string[][] predicted = CliData.Rows(CliFolder.Run("predict", run, pictures).Ok().Output);
        Assert.Equal(["file", "prediction"], predicted[0][..2]);
        Assert.Equal(401, predicted.Length);
        double right = predicted[1..].Count(row => Path.GetFileName(Path.GetDirectoryName(row[0])) == row[1]) / 400.0;
        Assert.Contains($"{right:0.0000}"[..5], CliFolder.Run("evaluate", run, pictures, "--json").Ok().Output, StringComparison.Ordinal);

        string[][] one = CliData.Rows(CliFolder.Run("predict", run, predicted[1][0]).Ok().Output);
        Assert.Equal(predicted[1], one[1]);

        // A folder with one of the classes: its accuracy is the recall of that class.
        string only = folder["only"], from = Path.Combine(pictures, "7");
        Directory.CreateDirectory(Path.Combine(only, "7"));
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(only, "7", Path.GetFileName(file)));
        string[][] sevens = [.. predicted[1..].Where(row => Path.GetDirectoryName(row[0]) == from)];
        double recall = sevens.Count(row => row[1] == "7") / (double)sevens.Length;
        Assert.Equal(recall, (double)JsonNode.Parse(CliFolder.Run("evaluate", run, only, "--json").Ok().Output)!["accuracy"]!, 1e-12);
        Directory.Move(Path.Combine(only, "7"), Path.Combine(only, "seven"));
        Assert.Contains("but " + only + " has 1 class (seven)", CliFolder.Run("evaluate", run, only).Refusal(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_in_folders_are_the_parts_of_the_run()
    {
        TestPictures.Digits(folder["p/train"], 120);
        TestPictures.Digits(folder["p/validation"], 60, 120);
        TestPictures.Digits(folder["p/test"], 70, 180);

        RunRecord record = RunFolder.ReadRecord(folder.Train("run", [folder["p"], .. Small]));

        Assert.Equal((120, 60, 70), (record.Data.Training, record.Data.Validation, record.Data.Test));
        Assert.Equal((60, 70), (record.Metrics!.Validation!.Rows, record.Metrics.Test!.Rows));
        Assert.Contains("\"rows\": 70", CliFolder.Run("evaluate", folder["run"], folder["p"], "--json").Ok().Output,
            StringComparison.Ordinal);
        ReportedRows reported = ReportedRows.Of(record, folder["run"], ModelFile.Open(folder["run/model.safetensors"]));
        Assert.Equal(("test", 70, 70), (reported.Part, reported.Metrics.Rows, reported.Data.TestRows));
    }

    [Fact]
    public void The_command_on_record_repeats_the_run_to_the_same_model()
    {
        string pictures = TestPictures.Digits(folder["pictures"], 150);
        string run = folder.Train("run", [pictures, .. Small, "--image-size", "6x10", "--image-fit", "pad", "--image-channels", "3"]);
        string command = RunFolder.ReadRecord(run).Command;

        Assert.Contains("--image-size 6x10 --image-fit pad --image-channels 3", command, StringComparison.Ordinal);
        CliFolder.Run([.. ShellWords.Split(command)[1..], "--threads", "2", "--quiet", "--out", folder["again"]]).Ok();
        Assert.Equal(File.ReadAllBytes(Path.Combine(run, "model.safetensors")), File.ReadAllBytes(folder["again/model.safetensors"]));
        CliFolder.Run([.. ShellWords.Split(command)[1..], "--stream", "--quiet", "--threads", "1", "--out", folder["streamed"]]).Ok();
        Assert.Equal(File.ReadAllBytes(Path.Combine(run, "model.safetensors")), File.ReadAllBytes(folder["streamed/model.safetensors"]));
    }

    [Fact]
    public void An_interrupted_run_reads_the_folder_again_and_goes_on_to_the_same_model()
    {
        string pictures = TestPictures.Digits(folder["pictures"], 150);
        string whole = folder.Train("whole", [pictures, .. Small]);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        CliFolder.Run(cancelled.Token, ["train", pictures, .. Small, "--threads", "1", "--quiet", "--out", folder["run"]]);
        Assert.Equal(RunStatus.Interrupted, RunFolder.Status(folder["run"]));

        string taken = Directory.GetFiles(Path.Combine(pictures, "3"))[0];
        File.Move(taken, folder["taken.png"]);
        Assert.Contains("has changed since the run", CliFolder.Run("resume", folder["run"], "--quiet").Refusal(), StringComparison.Ordinal);
        File.Move(folder["taken.png"], taken);
        CliFolder.Run("resume", folder["run"], "--threads", "2", "--quiet").Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)), File.ReadAllBytes(RunFolder.FindModel(folder["run"])));
    }

    [Fact]
    public void A_contact_sheet_counts_classes_and_finds_what_is_equal_by_content()
    {
        TestPictures.Digits(folder["p/train"], 60);
        TestPictures.Digits(folder["p/test"], 40, 60);
        string copied = Directory.GetFiles(folder["p/train/3"])[0];
        byte[] grey = File.ReadAllBytes(copied);
        File.WriteAllBytes(folder["p/test/3/other-name.png"], grey);
        folder.Write("p/train/4/text.png", "this is text");

        string json = CliFolder.Run("inspect", folder["p"], "--json", "--augment", "crop 2").Ok().Output;
        CliFolder.Run("inspect", folder["p"], "--out", folder["sheet.html"], "--augment", "sequence (affine, mix-up 1)").Ok();
        string page = File.ReadAllText(folder["sheet.html"]);

        System.Text.Json.Nodes.JsonArray sections = System.Text.Json.Nodes.JsonNode.Parse(json)!["sections"]!.AsArray();
        Assert.Equal(["", "Classes", "Sizes", "Equal images", "Some images of each class", "Augmentation"],
            sections.Select(section => (string)section!["heading"]!));
        Assert.StartsWith("101 images of 10 classes", (string)sections[0]!["blocks"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Contains("1 image is in several parts", sections[3]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("other-name.png", sections[3]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("text.png", sections[0]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(10 * 7, sections[5]!["blocks"]!.AsArray().Skip(1).Sum(block => block!["pictures"]!.AsArray().Count));
        int ofClasses = sections[4]!["blocks"]!.AsArray().Sum(block => block!["pictures"]!.AsArray().Count);
        Assert.Equal(ofClasses + 70, page.Split("<img ").Length - 1);
        Assert.DoesNotContain("http", page.Replace("http://www.w3.org", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_shows_the_wrong_images_with_maps()
    {
        string pictures = TestPictures.Digits(folder["pictures"], 200);
        string run = folder.Train("run", [pictures, .. Network, "--epochs", "2"]);
        CliFolder.Run("report", run).Ok();
        string page = File.ReadAllText(Path.Combine(run, "report.html"));

        RunRecord record = RunFolder.ReadRecord(run);
        int wrong = (int)Math.Round((1 - record.Metrics!.Test!.Accuracy!.Value) * record.Metrics.Test.Rows);
        int shown = (page.Split("<img ").Length - 1) / 2;
        Assert.InRange(shown, Math.Min(wrong, 5), Math.Min(wrong, 50));
        Assert.Contains("Images with the largest errors", page, StringComparison.Ordinal);
        Assert.Contains(".png", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_images_and_of_tables_are_refused_for_the_other()
    {
        string pictures = TestPictures.Digits(folder["pictures"], 30);

        Assert.Contains("--image-size", CliFolder.Run("train", "iris", "--image-size", "8x8").Refusal(), StringComparison.Ordinal);
        Assert.Contains("--target", CliFolder.Run("train", pictures, "--target", "x").Refusal(), StringComparison.Ordinal);
        Assert.Contains("'8by8'", CliFolder.Run("train", pictures, "--image-size", "8by8").Refusal(), StringComparison.Ordinal);
        Assert.Contains("channel", CliFolder.Run("train", pictures, "--image-channels", "2").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_is_refused_by_name_and_left_out_where_that_is_asked_for()
    {
        string pictures = TestPictures.Digits(folder["pictures"], 60);
        folder.Write("pictures/3/text.png", "this is text");

        string refusal = CliFolder.Run(["train", pictures, .. Small]).Refusal();
        Assert.Contains("text.png", refusal, StringComparison.Ordinal);
        Assert.Contains("--bad-rows skip", refusal, StringComparison.Ordinal);
        string run = folder.Train("run", [pictures, .. Small, "--bad-rows", "skip"]);
        Assert.Equal(1, RunFolder.ReadRecord(run).Data.SkippedRows);
        Assert.Equal(61, CliData.Rows(CliFolder.Run("predict", run, pictures, "--bad-rows", "skip").Ok().Output).Length);
    }

    // Nothing is left to pool: the recipe leaves max-pooling out.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 30)]
    [InlineData(2, 1)]
    public void Images_of_a_line_or_a_pixel_can_be_learned(int height, int width)
    {
        for (int row = 0; row < 20; row++)
        {
            string path = Path.Combine(folder["pictures"], row % 2 == 0 ? "dark" : "light");
            Directory.CreateDirectory(path);
            byte[] pixels = [.. Enumerable.Range(0, height * width).Select(pixel => (byte)((row % 2 * 128) + (row * 5) + (pixel % 7)))];
            File.WriteAllBytes(Path.Combine(path, $"{row}.png"), PngImage.Encode(pixels, height, width));
        }

        RunRecord record = RunFolder.ReadRecord(folder.Train("run", folder["pictures"], "--epochs", "2"));

        Assert.Equal((14, 2, 4), (record.Data.Training, record.Data.Validation, record.Data.Test));
    }
}
