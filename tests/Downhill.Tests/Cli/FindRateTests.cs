using System.Text.Json.Nodes;
using Downhill.Cli;

namespace Downhill.Tests;

public sealed class FindRateTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_suggested_command_trains_with_the_rate_that_was_found()
    {
        JsonNode found = JsonNode.Parse(CliFolder.Run("find-lr", "digits", "--json", "--threads", "1").Ok().Output)!;
        var rate = (double)found["suggestion"]!;
        Assert.InRange(rate, 1e-5, 0.1);
        JsonNode[] points = [.. found["points"]!.AsArray().Select(point => point!)];
        Assert.Equal((double)points.MinBy(point => (double)point["smooth"]!)!["rate"]!, (double)found["lowest"]!, 1e-12);
        Assert.True((double)found["steepest"]! < (double)found["lowest"]!);
        string run = folder["run"];
        string[] words = ShellWords.Split((string)found["command"]!);
        string given = words[Array.IndexOf(words, "--learning-rate") + 1];
        Assert.Equal(rate, double.Parse(given, System.Globalization.CultureInfo.InvariantCulture), rate * 0.05);
        CliFolder.Run([.. words.Skip(1), "--out", run, "--quiet", "--threads", "1"]).Ok();
    }

    [Fact]
    public void The_curve_is_drawn_and_the_suggestion_marked()
    {
        string text = CliFolder.Run("find-lr", "digits", "--threads", "1").Ok().Output;
        foreach (string words in (string[])["└────", "Loss by learning rate", "● running mean  ○ batch  ▲ suggested: ",
            "log₁₀ of the learning rate"])
            Assert.Contains(words, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_gives_no_suggestion_and_says_why()
    {
        var random = new RandomStream(5, RandomPurpose.Checking, 4);
        string rows = string.Concat(Enumerable.Range(0, 200)
            .Select(row => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{random.Normal((ulong)(3 * row)):F3},{random.Normal((ulong)((3 * row) + 1)):F3},"
                + $"{(random.Below((ulong)((3 * row) + 2), 2) == 0 ? "no" : "yes")}\n")));
        string[] words = ["find-lr", folder.Write("noise.csv", "a,b,y\n" + rows), "--optimizer", "sgd", "--batch", "8", "--max-rate", "100",
            "--threads", "1", "--seed", "1"];

        JsonNode found = CliFolder.Run([.. words, "--json"]).Ok().Json;

        Assert.Null(found["suggestion"]);
        Assert.Null(found["command"]);
        Assert.Contains("No suggestion: ", CliFolder.Run(words).Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_has_the_curve_and_nothing_of_a_network()
    {
        CliResult result = CliFolder.Run("find-lr", "spiral", "--steps", "60", "--out", folder["range.html"]).Ok();
        Assert.Contains("suggested", result.Output, StringComparison.Ordinal);
        string page = File.ReadAllText(folder["range.html"]);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    // The loss of the first batch is that of the model it begins with, at a rate that changes nothing.
    [Fact]
    public void It_begins_with_a_trained_model_where_one_is_named()
    {
        string first = folder.Train("first", "spiral", "--model", "linear 16, tanh, linear", "--epochs", "30");
        string[] words = ["find-lr", "spiral", "--min-rate", "1e-12", "--max-rate", "1e-11", "--steps", "20", "--no-measure", "--json"];
        double trained = (double)CliFolder.Run([.. words, "--from", first]).Ok().Json["points"]![0]!["smooth"]!;
        double fresh = (double)CliFolder.Run([.. words, "--model", "linear 16, tanh, linear"]).Ok().Json["points"]![0]!["smooth"]!;
        Assert.True(trained < 0.9 * fresh, $"{trained} {fresh}");
    }

    [Theory]
    [InlineData("it is what is looked for", "--learning-rate", "0.1")]
    [InlineData("the test has its own", "--schedule", "cosine")]
    [InlineData("at least 20 steps", "--steps", "5")]
    [InlineData("a larger last one", "--min-rate", "1", "--max-rate", "0.1")]
    [InlineData("the first learning rate is --min-rate 1e-5", "--from", "1e-5")]
    [InlineData("L-BFGS", "--optimizer", "lbfgs")]
    public void What_has_no_meaning_is_refused_in_one_line(string expected, params string[] words)
    {
        CliResult result = CliFolder.Run(["find-lr", "spiral", .. words]);
        Assert.Equal(2, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }
}
