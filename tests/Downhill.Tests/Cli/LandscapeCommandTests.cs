using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Downhill.Tests;

public sealed class LandscapeCommandTests : IDisposable
{
    private static readonly string Hill = Repository.Find("examples", "worked", "hill.json");

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_worked_example_is_drawn()
    {
        string path = folder["hill.svg"];
        CliResult result = CliFolder.Run("landscape", Hill, "--along", "linear1.weight[0,1]", "linear2.bias[1]", "--steps", "20", "--grid",
            "9", "--out", path).Ok();
        Assert.Contains("9 × 9 points", result.Output, StringComparison.Ordinal);
        Assert.Contains("after 20 steps", result.Output, StringComparison.Ordinal);
        Assert.Equal("The cost of hill, 1 row", XElement.Load(path).Elements().First().Value);
    }

    [Fact]
    public void Json_is_all_that_is_printed_and_written()
    {
        JsonNode json = CliFolder.Run("landscape", Hill, "--along", "linear1.weight[0,1]", "linear2.bias[1]", "--grid", "3", "--span",
            "0.5", "--json").Ok().Json;
        Assert.Equal("linear1.weight[0, 1]", (string?)json["x"]!["name"]);
        Assert.Equal(2, json["path"]!.AsArray().Count);
        JsonNode step = CliFolder.Run("step", Hill, "--json").Ok().Json;
        Assert.Equal((double)step["updated"]!["linear2.bias"]![1]!, (double)json["path"]![1]!["y"]!);
        Assert.Equal((double)step["lossBefore"]!, (double)json["centre"]!["cost"]!);
        Assert.Empty(folder.Entries);
    }

    [Fact]
    public void A_trained_model_is_drawn_over_rows_of_data()
    {
        string run = folder.Train("run", "iris", "--epochs", "2");
        string[] shared = ["landscape", run, "--data", "iris", "--rows", "16", "--grid", "5", "--json"];
        JsonNode one = CliFolder.Run([.. shared, "--seed", "1", "--out", folder["run.svg"]]).Ok().Json;
        Assert.Equal("The cost of run on iris, 16 rows", XElement.Load(folder["run.svg"]).Elements().First().Value);
        Assert.Equal(one.ToJsonString(), CliFolder.Run([.. shared, "--seed", "1"]).Ok().Json.ToJsonString());
        Assert.NotEqual(one["costs"]!.ToJsonString(), CliFolder.Run([.. shared, "--seed", "2"]).Ok().Json["costs"]!.ToJsonString());
        Assert.Equal("first random direction", (string?)one["x"]!["name"]);
        Assert.Equal(51, one["path"]!.AsArray().Count);
    }

    [Fact]
    public void A_picture_is_called_after_its_subject()
    {
        folder.Train("run", "iris", "--epochs", "1");
        folder.Train("model", "iris", "--epochs", "1");
        File.Copy(Hill, folder["my.hill.json"]);
        foreach ((string subject, string name) in ((string, string)[])[("run", "run"), ("run/", "run"), ("run/model.safetensors", "run"),
            ("my.hill.json", "my.hill")])
        {
            string[] rows = subject.StartsWith("run", StringComparison.Ordinal) ? ["--data", "iris", "--rows", "8"] : [];
            CliResult result = CliProcess.RunIn(folder.Path, ["landscape", subject, "--grid", "3", "--steps", "1", .. rows]).Ok();
            Assert.EndsWith($"written to {name}-landscape.svg", result.Output.TrimEnd(), StringComparison.Ordinal);
            Assert.True(File.Exists(folder[$"{name}-landscape.svg"]));
            File.Delete(folder[$"{name}-landscape.svg"]);
        }
    }

    // As far as the descent goes along the one parameter it stays within the picture, along the other it leaves it; at its last point
    // exactly it is still within.
    [Fact]
    public void A_descent_that_leaves_the_picture_is_said()
    {
        string[] shared = ["landscape", Hill, "--along", "linear1.weight[0,1]", "linear2.bias[1]", "--steps", "20", "--grid", "3"];
        JsonArray path = CliFolder.Run([.. shared, "--json"]).Ok().Json["path"]!.AsArray();
        double[] ways = [.. ((string[])["x", "y"]).Select(axis => path.Max(point =>
            Math.Abs((double)point![axis]! - (double)path[0]![axis]!)))];
        Assert.True(ways.Min() < 0.5 * ways.Max());

        foreach ((double span, bool isSaid) in ((double, bool)[])[(0.5 * ways.Min(), true), (0.5 * (ways[0] + ways[1]), true),
            (1.01 * ways.Max(), false)])
        {
            string output = CliFolder.Run([.. shared, "--span", span.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                "--out", folder["x.svg"]]).Ok().Output;
            Assert.Equal(isSaid, output.Contains("The descent leaves the picture", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        AssertRefused("--along takes two parameters", Hill, "--along", "linear1.weight[0,1]");
        AssertRefused("--along needs a value", Hill, "--along");
        AssertRefused("did you mean 'linear1.weight'", Hill, "--along", "linear1.weigth[0,1]", "linear1.bias[0]");
        AssertRefused("is not an entry of linear1.weight", Hill, "--along", "linear1.weight[0,1]", "linear1.weight[0,2]");
        AssertRefused("two different parameters", Hill, "--along", "linear1.weight[0,1]", "linear1.weight[0, 1]");
        AssertRefused("--grid takes a whole number from 2 to 1001, not '1'", Hill, "--grid", "1");
        AssertRefused("must be above 0", Hill, "--span", "0");
        AssertRefused("--data cannot be used here", Hill, "--data", "iris");
        AssertRefused("--rows cannot be used here", Hill, "--rows", "3");
        AssertRefused("--seed cannot be used here", Hill, "--seed", "3", "--along", "linear1.weight[0,1]", "linear1.bias[0]");
        AssertRefused("add --data DATA", folder["model.safetensors"]);
        AssertRefused("does not exist", Hill, "--out", folder["no/such.svg"]);
        AssertRefused("is a folder", Hill, "--out", folder.Path);
        AssertRefused("cannot be read", folder["nosuch.json"]);
        Assert.Empty(folder.Entries);
    }

    private static void AssertRefused(string said, params string[] arguments) =>
        Assert.Contains(said, CliFolder.Run(["landscape", .. arguments]).Refusal(), StringComparison.Ordinal);
}
