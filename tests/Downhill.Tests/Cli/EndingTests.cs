using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class EndingTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("plane --optimizer 'sgd 1e6' --model linear")]
    [InlineData("digits --optimizer 'sgd 1e38' --model 'linear 8, tanh, linear'")]
    [InlineData("plane --optimizer 'sgd 1e200' --model linear --precision double")]
    public void Divergence_names_the_step_and_the_place_and_saves_no_model(string arguments)
    {
        CliResult result = CliFolder.Run(["train", .. ShellWords.Split(arguments), "--out", folder["run"], "--quiet"]);

        Assert.Equal(3, result.Code);
        Assert.Empty(result.Output);
        string line = result.OneLine();
        Assert.Matches("at step [0-9,]+; the first non-finite value is the (loss itself|(output of|parameter) "
            + "'(linear|tanh)[12](\\.weight|\\.bias)?')", line);
        Assert.Contains("smaller learning rate", line, StringComparison.Ordinal);
        JsonNode record = Record();
        Assert.Equal("diverged", (string)record["status"]!);
        Assert.Equal("diverged", (string)record["result"]!["stop"]!);
        Assert.Contains((string)record["result"]!["firstNonFinite"]!, line, StringComparison.Ordinal);
        Assert.Null(record["metrics"]);
        Assert.False(File.Exists(Path.Combine(folder["run"], "model.safetensors")));
        CliResult json = CliFolder.Run(["train", .. ShellWords.Split(arguments), "--out", folder["run"], "--overwrite", "--json"]);
        Assert.Equal(3, json.Code);
        Assert.True(JsonNode.DeepEquals(Record(), JsonNode.Parse(json.Output)));
        Assert.Contains("has no model.safetensors", CliFolder.Run("predict", folder["run"], "plane").Refusal(), StringComparison.Ordinal);
    }

    // The rate is told from the epoch after the state that the training went back to last.
    [Fact]
    public void A_training_that_went_back_says_how_often_and_with_which_rate_it_went_on()
    {
        CliResult result = CliFolder.Run("train", "plane", "--epochs", "4", "--seed", "3", "--optimizer", "sgd 1e4", "--on-divergence",
            "lower-rate", "--threads", "1", "--no-importance", "--out", folder["run"]).Ok();

        JsonArray retries = Record()["result"]!["retries"]!.AsArray();
        (int back, double rate) = ((int)retries[^1]!["backTo"]!, (double)retries[^1]!["learningRate"]!);
        Assert.True(retries.Count > 1);
        Assert.Equal($"diverged {retries.Count} times and went back; the learning rate from epoch {back + 1} was {rate:G3}",
            result.Lines[^1]);
    }

    [Fact]
    public void Ctrl_C_saves_what_has_been_learnt()
    {
        CliResult result = CliFolder.Run(new CancellationToken(canceled: true), "train", "iris", "--out", folder["run"]);

        Assert.Equal(130, result.Code);
        Assert.Contains("interrupted: 1 epoch, 1 step", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("largest loss", result.Output, StringComparison.Ordinal); // who stops does not wait for errors by row
        Assert.EndsWith($"to go on: downhill resume {folder["run"]}\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("interrupted", (string)Record()["status"]!);
        Assert.Equal("cancelled", (string)Record()["result"]!["stop"]!);
        Assert.Equal(151, CliFolder.Run("predict", folder["run"], "iris").Ok().Lines.Length);
    }

    [Fact]
    public void A_run_that_is_interrupted_can_print_its_record_too()
    {
        CliResult result = CliFolder.Run(new CancellationToken(canceled: true), "train", "iris", "--out", folder["run"], "--json");

        Assert.Equal(130, result.Code);
        Assert.True(JsonNode.DeepEquals(Record(), result.Json));
    }

    private JsonNode Record() => JsonNode.Parse(File.ReadAllText(Path.Combine(folder["run"], "run.json")))!;
}
