using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class RunRecordTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_folder_holds_the_record_the_epochs_and_the_model()
    {
        string run = folder.Train("run", "digits", "--epochs", "3", "--threads", "2", "--precision", "double");

        Assert.Equal([".lock", "metrics.jsonl", "model.safetensors", "run.json"],
            Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        JsonNode record = Record(run);
        Assert.Equal(
            ["version", "status", "command", "data", "model", "parameters", "training", "precision", "machine", "started", "seconds",
                "result", "metrics", "recipe", "workingDirectory", "experiment"],
            record.AsObject().Select(entry => entry.Key));
        Assert.Equal("finished", (string)record["status"]!);
        Assert.Equal("double", (string)record["precision"]!);
        Assert.Equal(5114, (int)record["parameters"]!);
        Assert.Equal(["system", "runtime", "architecture", "vectorBits", "hasFusedMultiplyAdd", "threads"],
            record["machine"]!.AsObject().Select(entry => entry.Key));
        Assert.Equal(2, (int)record["machine"]!["threads"]!);
        Assert.Equal(1797, (int)record["data"]!["training"]! + (int)record["data"]!["validation"]! + (int)record["data"]!["test"]!);
        Assert.InRange((DateTimeOffset)record["started"]!, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow);
        Assert.Equal(Model.FromJson(record["model"]!.ToJsonString()), ModelFile.Open(RunFolder.FindModel(run)).Model);
    }

    [Theory]
    [InlineData("digits", "loss accuracy logLoss balancedAccuracy mcc top5 calibrationError brier")]
    [InlineData("moons", "loss accuracy logLoss rocAuc prAuc balancedAccuracy mcc calibrationError brier positive")]
    [InlineData("moons --model \"linear 4, tanh, linear, softmax\"", "loss accuracy rocAuc prAuc balancedAccuracy mcc positive")]
    [InlineData("plane", "loss rmse mae r2 mape explainedVariance")]
    public void Each_part_of_the_data_has_the_metrics_that_apply(string arguments, string expected)
    {
        JsonNode metrics = Record(folder.Train("run", [.. ShellWords.Split(arguments), "--epochs", "1"]))["metrics"]!;

        Assert.Equal(["train", "validation", "test"], metrics.AsObject().Select(part => part.Key));
        foreach ((_, JsonNode? part) in metrics.AsObject())
        {
            IEnumerable<string> names = part!.AsObject().Select(entry => entry.Key).Except(["rows", "classes", "confusion"]);
            Assert.Equal(expected.Split(' '), names);
            if (part["confusion"] is JsonArray confusion)
                Assert.Equal((int)part["rows"]!, confusion.Sum(row => row!.AsArray().Sum(count => (int)count!)));
        }
    }

    [Fact]
    public void Every_epoch_has_a_line_of_metrics()
    {
        string run = folder.Train("run", "iris", "--epochs", "5");

        JsonNode[] lines = [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal([1, 2, 3, 4, 5], lines.Select(line => (int)line["epoch"]!));
        Assert.Equal([4, 8, 12, 16, 20], lines.Select(line => (int)line["step"]!));
        Assert.All(lines, line => Assert.InRange((double)line["validation"]!["accuracy"]!, 0, 1));
        Assert.Equal((double)Record(run)["result"]!["loss"]!, (double)lines[^1]["loss"]!);
    }

    [Fact]
    public void The_learning_rate_of_each_epoch_is_kept()
    {
        string run = folder.Train("run", "iris", "--epochs", "3", "--learning-rate", "0.08", "--schedule", "step epochs=1 gamma=0.5");

        Assert.Equal([0.08, 0.04, 0.02], File.ReadLines(Path.Combine(run, "metrics.jsonl"))
            .Select(line => (double)JsonNode.Parse(line)!["learningRate"]!));
    }

    [Fact]
    public void A_part_that_is_not_wanted_is_neither_kept_nor_measured()
    {
        JsonNode record = Record(folder.Train("run", "iris", "--epochs", "1", "--validation", "0", "--test", "0"));

        Assert.Equal((150, 0, 0), ((int)record["data"]!["training"]!, (int)record["data"]!["validation"]!, (int)record["data"]!["test"]!));
        Assert.Equal(["train"], record["metrics"]!.AsObject().Select(part => part.Key));
    }

    [Fact]
    public void A_run_is_not_replaced_unless_that_is_asked_for()
    {
        string run = folder.Train("run", "iris", "--epochs", "1");
        byte[] before = File.ReadAllBytes(RunFolder.FindModel(run));

        string refusal = CliFolder.Run("train", "iris", "--epochs", "2", "--out", run).Refusal();
        Assert.Contains("already holds a run", refusal, StringComparison.Ordinal);
        Assert.Contains("--overwrite", refusal, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(RunFolder.FindModel(run)));

        CliFolder.Run("train", "iris", "--model", "linaer", "--out", run, "--overwrite").Refusal();
        Assert.Equal(before, File.ReadAllBytes(RunFolder.FindModel(run)));

        folder.Train("run", "iris", "--epochs", "2", "--overwrite");
        Assert.NotEqual(before, File.ReadAllBytes(RunFolder.FindModel(run)));
        Assert.Equal(2, File.ReadLines(Path.Combine(run, "metrics.jsonl")).Count());
    }

    [Fact]
    public void Equal_runs_give_equal_models_and_another_seed_another()
    {
        byte[] first = Trained("first", "0"), second = Trained("second", "0"), other = Trained("other", "1");

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);

        byte[] Trained(string name, string seed) =>
            File.ReadAllBytes(RunFolder.FindModel(folder.Train(name, "digits", "--epochs", "2", "--seed", seed)));
    }

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
}
