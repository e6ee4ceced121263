using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class CheckTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_trained_model_passes_on_random_rows_and_on_data()
    {
        string run = folder.Train("run", folder.Write("flowers.csv", CliData.Flowers()), "--epochs", "5", "--model", "linear 8, tanh, linear");

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
        Assert.Equal(["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias", "input"], Parts(report).Select(part => (string)part["name"]!));
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

        CliResult text = CliFolder.Run(arguments), json = CliFolder.Run([.. arguments, "--json"]), quiet = CliFolder.Run([.. arguments, "--quiet"]);

        Assert.Equal((1, 1, 1), (text.Code, json.Code, quiet.Code));
        Assert.Contains("derivatives differ by more than", text.Output, StringComparison.Ordinal);
        Assert.False((bool)json.Json["passed"]!);
        Assert.Contains(Parts(json.Json), part => (int)part["failed"]! > 0);
        Assert.Equal((string.Empty, string.Empty), (quiet.Output, quiet.Error));
    }

    [Fact]
    public void Ctrl_C_stops_a_check() =>
        Assert.Equal("Interrupted.", CliFolder.Run(new CancellationToken(canceled: true), "check", "digits").Refusal(130));

    private static JsonNode[] Parts(JsonNode report) => [.. report["parts"]!.AsArray().Select(part => part!)];
}
