using System.Text.Json.Nodes;
using Downhill.Cli;
using Downhill.Experiments;

namespace Downhill.Tests;

public sealed class CheckTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_trained_model_passes_on_random_rows_and_on_data()
    {
        string run = folder.Train("run", folder.Write("flowers.csv", CliData.Flowers()), "--epochs", "5", "--model",
            "linear 8, tanh, linear");

        // 5 · 8 + 9 · 3 parameters, and four inputs a row.
        AssertAgree(67 + 16, run);
        AssertAgree(67 + 28, RunFolder.FindModel(run), "--rows", "7");
        AssertAgree(67 + 16, run, "--data", folder["flowers.csv"]);
        AssertAgree(67 + 600, run, "--data", folder["flowers.csv"], "--rows", "1000", "--loss", "huber 0.5");
        Assert.Contains("classes", CliFolder.Run("check", run, "--data", "iris").Refusal(), StringComparison.Ordinal);

        static void AssertAgree(int derivatives, params string[] arguments)
        {
            CliResult result = CliFolder.Run(["check", .. arguments]).Ok();
            Assert.Contains($"All {derivatives} derivatives agree", result.Output, StringComparison.Ordinal);
            Assert.Contains("linear2.weight", result.Output, StringComparison.Ordinal);
            Assert.Empty(result.Error);
        }
    }

    // As in a training: the mean of all targets is 0 then, and the mean of their squares 1.
    [Fact]
    public void Numbers_are_standardized_for_an_untrained_model_and_classes_are_not()
    {
        var numbers = CheckCase.OfData("plane", null, null, null, rows: 100_000, seed: 3);
        Assert.Equal(numbers.Rows, numbers.Targets.Length);
        Assert.Equal(0, numbers.Targets.Average(), 1e-9);
        Assert.Equal(1, numbers.Targets.Average(target => target * target), 1e-9);

        Assert.Equal([0.0, 1.0], CheckCase.OfData("moons", null, null, null, rows: 100, seed: 3).Targets.Distinct().Order());
    }

    [Theory]
    [InlineData("moons")]
    [InlineData("plane")]
    [InlineData("moons --model \"linear 4, tanh, linear, softmax\"")]
    [InlineData("moons --model \"linear 4, residual (linear 4, gelu), dropout 0.5, linear\" --loss softmax-cross-entropy")]
    public void Models_of_every_kind_of_target_pass(string arguments)
    {
        string run = folder.Train("run", [.. ShellWords.Split(arguments), "--epochs", "1"]);

        CliFolder.Run("check", run).Ok();
    }

    [Fact]
    public void An_untrained_model_passes_on_images_with_its_whole_gradient()
    {
        JsonNode report = CliFolder.Run("check", "digits", "--rows", "2", "--json").Ok().Json;

        Assert.True((bool)report["passed"]!);
        Assert.Equal(["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias", "input"],
            Parts(report).Select(part => (string)part["name"]!));
        Assert.Equal(4810, Parts(report).SkipLast(1).Sum(part => (int)part["entries"]!));
        Assert.Equal([2, 8, 8], Parts(report)[^1]["shape"]!.AsArray().Select(extent => (int)extent!));
        Assert.All(Parts(report), part => Assert.InRange((double)part["worst"]!["ofTolerance"]!, 0, 1));
    }

    [Theory]
    [InlineData("1e-30")]
    [InlineData("0")]
    public void A_tolerance_that_nothing_meets_fails(string absolute)
    {
        string[] arguments = ["check", "iris", "--model", "linear 2, tanh, linear", "--relative", "0", "--absolute", absolute];

        CliResult text = CliFolder.Run(arguments), json = CliFolder.Run([.. arguments, "--json"]),
            quiet = CliFolder.Run([.. arguments, "--quiet"]);

        Assert.Equal((1, 1, 1), (text.Code, json.Code, quiet.Code));
        Assert.Contains("derivatives differ by more than", text.Output, StringComparison.Ordinal);
        Assert.False((bool)json.Json["passed"]!);
        Assert.Contains(Parts(json.Json), part => (int)part["failed"]! > 0);
        Assert.Equal((string.Empty, string.Empty), (quiet.Output, quiet.Error));
    }

    [Fact]
    public void A_sample_says_how_many_of_how_many_were_checked()
    {
        string[] arguments = ["check", "digits", "--rows", "2", "--sample", "50"];

        string text = CliFolder.Run(arguments).Ok().Output;
        JsonNode report = CliFolder.Run([.. arguments, "--json"]).Ok().Json;

        Assert.Contains("All 50 derivatives checked of 4,938 agree within", text, StringComparison.Ordinal);
        Assert.Equal(50, Parts(report).Sum(part => (int)part["entries"]!));
        Assert.Equal(4938, Parts(report).Sum(part => (int)part["of"]!));
        Assert.Contains("--sample takes", CliFolder.Run("check", "digits", "--sample", "0").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Kinks_are_named()
    {
        string path = folder.Write("kink.json", """
            {"network": {"input": [1], "layers": [{"type": "linear", "outputs": 1, "hasBias": false, "weight": [[0]]}, {"type": "relu"}]},
             "loss": {"type": "half-squared-error"}, "optimizer": {"type": "sgd", "learningRate": 0.1}, "samples": [{"input": [1], "target": [1]}]}
            """);

        CliResult text = CliFolder.Run("check", path).Ok();
        JsonNode report = CliFolder.Run("check", path, "--json").Ok().Json;

        Assert.Contains("the loss has a kink", text.Output, StringComparison.Ordinal);
        Assert.Contains("linear1.weight[0, 0]", text.Output, StringComparison.Ordinal);
        Assert.Equal("[0, 0]", (string)Parts(report)[0]["kinks"]![0]!);
    }

    [Fact]
    public void Progress_of_a_long_check_is_told_with_the_time_left()
    {
        using var error = new StringWriter { NewLine = "\n" };
        DateTime now = DateTime.UnixEpoch;
        using var progress = new CheckProgress(new Terminal(TextWriter.Null, error, TextReader.Null), 4000, () => now - DateTime.UnixEpoch);
        foreach (int second in new[] { 1, 5, 6, 10, 11 })
        {
            now = DateTime.UnixEpoch.AddSeconds(second);
            progress.Report(100 * second);
        }

        Assert.Equal(
            "checked 500 of 4,000 derivatives, 0:00:35 left; --sample 1000 checks only some entries of each layer\nchecked 1,000 of 4,000 "
                + "derivatives, 0:00:30 left\n",
            error.ToString());
    }

    [Fact]
    public void Ctrl_C_stops_a_check() =>
        Assert.Equal("Interrupted.", CliFolder.Run(new CancellationToken(canceled: true), "check", "digits").Refusal(130));

    private static JsonNode[] Parts(JsonNode report) => [.. report["parts"]!.AsArray().Select(part => part!)];
}
