using System.Text.Json.Nodes;

namespace Downhill.Tests.Images;

/// <summary>What is shown of a model of an image and columns: explanations, checks, the report and the table before it.</summary>
public sealed class ImageAndColumnsViewTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--target", "same", "--drop", "value,who,weight", "--epochs", "2", "--learning-rate", "0.01", "--model",
        "concat (slice 0 64, reshape 8 8, conv2d 4 3, relu, global-max-pool, linear 4; slice 64), linear 8, relu, linear",
    ];

    private readonly CliFolder folder = new();
    private readonly string table;

    public ImageAndColumnsViewTests() => table = PicturesAndColumns.Write(folder, "both.csv", 160);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Columns_and_the_image_as_one_add_up_to_the_prediction()
    {
        string run = folder.Train("run", [table, .. Small]);

        JsonNode node = CliFolder.Run("explain", run, "--data", table, "--line", "5", "--short", "--format", "json").Ok().Json;
        JsonNode[] columns = [.. node["columns"]!.AsArray().Select(column => column!)];

        Assert.Equal(["file", "side", "size", "day"], columns.Select(column => (string)column["name"]!));
        Assert.Equal(("image", "black"), ((string)columns[0]["value"]!, (string)columns[0]["baseline"]!));
        Assert.NotEqual(0, (double)columns[0]["contribution"]!);
        Assert.Equal((double)node["prediction"]! - (double)node["baseline"]!,
            columns.Sum(column => (double)column["contribution"]!), 1e-6);
        Assert.StartsWith("line 5 of both.csv", (string)node["row"]!, StringComparison.Ordinal);
        Assert.Contains("its image is black", CliFolder.Run("explain", run, "--data", table, "--short").Ok().Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pixel_has_a_name_by_its_place_and_a_derivative_that_adds_up()
    {
        string run = folder.Train("run", [table, .. Small]);

        string pixel = CliFolder.Run("explain", run, "--data", table, "--input", "file [3, 4]").Ok().Output;
        string column = CliFolder.Run("explain", run, "--data", table, "--input", "side").Ok().Output;

        Assert.Contains("line 2 of both.csv", pixel, StringComparison.Ordinal);
        Assert.NotEqual(pixel, column);
        CliFolder.Run("check", run, "--data", table).Ok();
        CliFolder.Run("check", table, "--target", "same").Ok();
    }

    [Fact]
    public void A_report_shows_images_maps_and_the_importance_of_the_image_as_one_column()
    {
        string run = folder.Train("run", [table, .. Small]);
        CliFolder.Run("report", run).Ok();
        string page = File.ReadAllText(Path.Combine(run, "report.html"));

        Assert.Contains("Images with the largest errors", page, StringComparison.Ordinal);
        Assert.Contains("Grad-CAM", page, StringComparison.Ordinal);
        Assert.Contains("pictures/", page, StringComparison.Ordinal);
        int importance = page.IndexOf("Importance of the columns", StringComparison.Ordinal);
        Assert.True(importance > 0);
        foreach (string column in (string[])["file", "side", "size", "day"])
            Assert.Contains($">{column}<", page[importance..], StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_shows_the_images_the_columns_and_the_recipe()
    {
        string json = CliFolder.Run("inspect", table, "--target", "same", "--drop", "value,who,weight", "--json").Ok().Output;
        JsonArray sections = JsonNode.Parse(json)!["sections"]!.AsArray();

        Assert.StartsWith("160 images of 2 classes", (string)sections[0]!["blocks"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Contains("8 × 8, 112 rows with columns", (string)sections[0]!["blocks"]![0]!["text"]!, StringComparison.Ordinal);
        string columns = sections.Single(section => (string)section!["heading"]! == "Columns")!.ToJsonString();
        Assert.Contains("\"image\"", columns, StringComparison.Ordinal);
        Assert.Contains("\"category\"", columns, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_says_what_the_inputs_are()
    {
        string text = CliFolder.Run(["train", table, .. Small, "--threads", "1", "--out", folder["run"]]).Ok().Output;

        Assert.Contains("64 pixel values and ", text, StringComparison.Ordinal);
        Assert.Contains("160 images, 8 × 8, grey, resize", text, StringComparison.Ordinal);
    }
}
