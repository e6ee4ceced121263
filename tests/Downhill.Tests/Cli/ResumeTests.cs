using System.Text.Json.Nodes;
using Downhill.Experiments;

namespace Downhill.Tests;

public sealed class ResumeTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("digits --epochs 3 --ema 0.9 --schedule cosine")]
    [InlineData("digits --epochs 3 --precision double --model \"linear 20, relu, dropout, linear\" --optimizer 'sgd 0.1 momentum=0.9'")]
    [InlineData("plane --epochs 4 --patience 2 --seed 3 --optimizer 'sgd 1e4' --on-divergence lower-rate")]
    [InlineData("iris --batch 8 --class-weights balanced --until-loss 0.3")]
    public void An_interrupted_run_goes_on_to_the_same_model(string arguments)
    {
        string whole = folder.Train("whole", ShellWords.Split(arguments)), run = Interrupted(ShellWords.Split(arguments));
        CliResult resumed = CliFolder.Run("resume", run, "--threads", "1", "--json").Ok();

        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)), File.ReadAllBytes(RunFolder.FindModel(run)));
        JsonNode expected = Record(whole), actual = Record(run);
        Assert.True(JsonNode.DeepEquals(actual, resumed.Json));
        Assert.Single(actual["resumed"]!.AsArray());
        foreach (string same in (string[])["status", "command", "data", "model", "training", "result", "metrics", "crossValidation"])
            Assert.True(JsonNode.DeepEquals(expected[same], actual[same]), same);
        Assert.Equal(Epochs(whole), Epochs(run));
    }

    [Fact]
    public void A_table_is_read_again_and_must_be_the_same()
    {
        string csv = folder.Write("flowers.csv", CliData.Flowers());
        string run = Interrupted(csv, "--epochs", "3");
        File.WriteAllText(csv, CliData.Flowers().Replace("5.1", "5.2", StringComparison.Ordinal));
        Assert.Contains("has changed since the run", CliFolder.Run("resume", run, "--quiet").Refusal(), StringComparison.Ordinal);

        File.WriteAllText(csv, CliData.Flowers());
        CliFolder.Run("resume", run, "--threads", "1").Ok();
        Assert.Equal(
            File.ReadAllBytes(RunFolder.FindModel(folder.Train("whole", csv, "--epochs", "3"))),
            File.ReadAllBytes(RunFolder.FindModel(run)));
    }

    [Fact]
    public void A_run_that_is_done_has_nothing_to_go_on_with()
    {
        string run = folder.Train("run", "iris", "--epochs", "1");
        Assert.Contains("is finished", CliFolder.Run("resume", run).Refusal(), StringComparison.Ordinal);
        Assert.Equal(RunStatus.Finished, RunFolder.Status(run));
        Assert.Contains("is not the folder of a run", CliFolder.Run("resume", folder.Path).Refusal(), StringComparison.Ordinal);
        Assert.Contains("There is no folder", CliFolder.Run("resume", folder["nothing"]).Refusal(), StringComparison.Ordinal);

        CliFolder.Run("train", "plane", "--optimizer", "sgd 1e6", "--model", "linear", "--out", folder["diverged"], "--quiet");
        Assert.Contains("diverged", CliFolder.Run("resume", folder["diverged"]).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_cannot_work_in_one_folder()
    {
        string run = Interrupted("iris");
        using (RunFolder.Open(run))
        {
            Assert.Contains("in use by another process", CliFolder.Run("resume", run).Refusal(), StringComparison.Ordinal);
            Assert.Contains("in use by another process", CliFolder.Run("train", "iris", "--out", run, "--overwrite").Refusal(),
                StringComparison.Ordinal);
        }

        CliFolder.Run("resume", run, "--threads", "1").Ok();
    }

    [Fact]
    public void A_run_that_was_killed_is_shown_as_interrupted()
    {
        string run = Interrupted("iris");
        string record = Path.Combine(run, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"interrupted\"", "\"running\"", StringComparison.Ordinal));
        File.Delete(Path.Combine(run, "model.safetensors"));
        Assert.Equal(RunStatus.Interrupted, RunFolder.Status(run));
        using (RunFolder.Open(run))
            Assert.Equal(RunStatus.Running, RunFolder.Status(run));
        Assert.Contains($"downhill resume {run}", CliFolder.Run("predict", run, "iris").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_of()
    {
        string run = Interrupted("iris", "--epochs", "2");
        var checkpoints = new Checkpoints(run);
        File.WriteAllBytes(checkpoints.Path, [1, 2, 3]);
        CliResult resumed = CliFolder.Run("resume", run, "--threads", "1").Ok();
        Assert.Contains("is damaged", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("Going on from the checkpoint before it, after step 0", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(folder.Train("whole", "iris", "--epochs", "2"))),
            File.ReadAllBytes(RunFolder.FindModel(run)));

        run = Interrupted("moons");
        checkpoints = new Checkpoints(run);
        File.WriteAllBytes(checkpoints.Path, []);
        File.WriteAllBytes(checkpoints.PreviousPath, []);
        string neither = CliFolder.Run("resume", run).Refusal();
        Assert.StartsWith("No checkpoint in", neither, StringComparison.Ordinal);
        Assert.EndsWith("Train the run again.", neither, StringComparison.Ordinal);
        checkpoints.Delete();
        Assert.Contains("starts at the first step", CliFolder.Run("resume", run, "--threads", "1").Ok().Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(folder.Train("moons", "moons"))), File.ReadAllBytes(RunFolder.FindModel(run)));

        File.WriteAllText(Path.Combine(run, "run.json"), string.Empty);
        Assert.Contains("--overwrite", CliFolder.Run("resume", run).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fills_up_ends_the_run_with_a_line_and_nothing_is_lost()
    {
        string run = folder["run"];
        using (new FullDisk(20_000))
        {
            CliResult full = CliFolder.Run("train", "digits", "--out", run, "--quiet", "--threads", "1");
            Assert.Equal(2, full.Code);
            Assert.Contains("No space left on device", full.OneLine(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Directory.GetFiles(run), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        if (OperatingSystem.IsLinux())
            Assert.Contains("/proc", CliFolder.Run("train", "iris", "--out", "/proc/run").Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a 'b c' '' 'it'\\''s' --x=1", "a|b c||it's|--x=1")]
    [InlineData("train 'x\\y' 'q\"' z", "train|x\\y|q\"|z")]
    public void A_repeated_command_is_cut_into_its_words(string command, string words) =>
        Assert.Equal(words.Split('|'), OldRunRecord.Words(command));

    // A token that is cancelled from the start stops after one step.
    private string Interrupted(params string[] arguments)
    {
        string run = folder[$"run-{arguments[0].Replace('/', '-')}"];
        CliResult result = CliFolder.Run(new CancellationToken(canceled: true),
            ["train", .. arguments, "--threads", "1", "--out", run, "--quiet"]);
        Assert.True(result.Code == 130, result.Error);
        Assert.Equal("interrupted", (string)Record(run)["status"]!);
        return run;
    }

    private static string[] Epochs(string run) =>
    [
        .. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
        {
            JsonObject epoch = JsonNode.Parse(line)!.AsObject();
            epoch.Remove("seconds");
            epoch.Remove("samplesPerSecond");
            return epoch.ToJsonString();
        }),
    ];

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
}
