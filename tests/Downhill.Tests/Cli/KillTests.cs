using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Downhill.Tests;

/// <summary>Runs that are killed or told to end at any moment, and go on. DOWNHILL_KILLS says how often they are killed.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    // A checkpoint after each step, so that many of the kills fall into writing one.
    private static readonly string[] Run =
        ["train", "digits", "--model", "linear 64, batch-norm, relu, dropout, linear", "--epochs", "12", "--batch", "16", "--patience", "8",
            "--ema", "0.99", "--checkpoint-minutes", "0", "--threads", "1"];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a single network", "linear 64, batch-norm, relu, dropout, linear", "--epochs", "12", "--patience", "8", "--ema", "0.99",
        "--threads", "1")]
    [InlineData("an ensemble", "linear 32, relu, dropout, linear", "--epochs", "4", "--ensemble", "3", "--threads", "2")]
    [InlineData("folds", "linear 32, relu, dropout, linear", "--epochs", "2", "--ensemble", "2", "--folds", "3", "--threads", "1")]
    public void A_run_that_is_killed_again_and_again_gives_the_same_model(string what, string model, params string[] options) =>
        KillAgainAndAgain(what, ["train", "digits", "--model", model, "--batch", "16", "--checkpoint-minutes", "0", .. options]);

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void A_competition_that_is_killed_again_and_again_gives_the_same_model(string threads) =>
        KillAgainAndAgain("a competition",
            ["train", BlendCommandTests.Table(folder, 130, classes: true), "--no-importance", "--threads", threads]);

    private void KillAgainAndAgain(string what, string[] train)
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("DOWNHILL_KILLS") ?? "6", CultureInfo.InvariantCulture);
        byte[] expected = File.ReadAllBytes(RunFolder.FindModel(folder.Train("whole", train[1..])));
        var random = new RandomStream(5, RandomPurpose.Checking, 0);
        int killed = 0, finished = 0, again = 0, writing = 0, older = 0;
        var clock = Stopwatch.StartNew();
        for (ulong draw = 0; killed < kills; finished++)
        {
            string run = folder[$"run{finished}"];
            string[] command = [.. train, "--out", run];
            while (true)
            {
                DateTime start = DateTime.UtcNow;
                using var process = new CliProcess([.. command, "--quiet"]);
                process.Until(() => IsAtWork(run, start));
                Thread.Sleep((int)(400 * random.Uniform(draw++)));
                if (killed < kills && !process.HasExited)
                {
                    process.Kill();
                    killed++;
                }

                CliResult result = process.Wait();
                if (result.Code == 0 || RunFolder.Status(run) == RunStatus.Finished)
                    break; // the kill may have come after all was written
                Assert.True(result.Code == 137, $"{result.Code}: {result.Error}");
                writing += IsBeingWritten(run) ? 1 : 0;
                older += result.Error.Contains("Going on from the checkpoint before it", StringComparison.Ordinal) ? 1 : 0;
                bool canResume = RunFolder.Status(run) is not null;
                again += canResume ? 0 : 1;
                Assert.Equal(RunStatus.Interrupted, RunFolder.Status(run) ?? RunStatus.Interrupted);
                command = canResume ? ["resume", run] : [.. train, "--out", run, "--overwrite"];
            }

            Assert.Equal(expected, File.ReadAllBytes(RunFolder.FindModel(run)));
            Assert.Equal(Epochs("whole"), Epochs($"run{finished}"));
            Assert.True(JsonNode.DeepEquals(Record("whole")["crossValidation"], Record($"run{finished}")["crossValidation"]));
            Assert.Contains("is finished", CliFolder.Run("resume", run).Refusal(), StringComparison.Ordinal);
            Assert.Equal(
                [".lock", "metrics.jsonl", "model.safetensors", "run.json"],
                Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }

        output.WriteLine($"{what}: {killed} kills, {writing} of them while a file was being written, "
            + $"{older} with the newest checkpoint gone, {again} before the run's record; {finished} finished runs, "
            + $"all with the same bits, in {clock.Elapsed.TotalSeconds:F0} s");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public void A_signal_saves_says_how_to_go_on_and_ends_with_exit_code_130(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            output.WriteLine("Not checked: there are no signals here.");
            return;
        }

        string run = folder["run"];
        using var process = new CliProcess([.. Run, "--out", run]);
        process.Until(Path.Combine(run, "checkpoint.safetensors")).Signal(signal);
        CliResult result = process.Wait();
        if (IsIgnored(signal switch { "HUP" => 1, "INT" => 2, _ => 15 }))
        {
            Assert.Equal(RunStatus.Finished, RunFolder.Status(run));
            return;
        }

        Assert.Equal(130, result.Code);
        Assert.EndsWith($"to go on: downhill resume {run}\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("interrupted", (string)JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!["status"]!);
        CliFolder.Run("resume", run, "--threads", "1").Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(folder.Train("whole", Run[1..]))), File.ReadAllBytes(RunFolder.FindModel(run)));
    }

    [Fact]
    public void A_second_signal_leaves_at_once_and_the_checkpoint_is_whole()
    {
        if (OperatingSystem.IsWindows())
            return;
        string run = folder["run"];
        using var process = new CliProcess([.. Run, "--out", run]);
        process.Until(Path.Combine(run, "checkpoint.safetensors")).Signal("TERM");
        process.Signal("TERM");

        Assert.Equal(130, process.Wait().Code);
        Assert.Equal(RunStatus.Interrupted, RunFolder.Status(run));
        new Checkpoints(run).Latest(_ => { });
        CliFolder.Run("resume", run, "--threads", "1").Ok();
    }

    // What a shell starts in the background ignores INT, what nohup starts HUP; a run inherits that, and is to go on then.
    private static bool IsIgnored(int signal) => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status")
            .Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)
            && (Convert.ToUInt64(line[7..].Trim(), 16) >> (signal - 1) & 1) != 0);

    // It has written a checkpoint, or a member's model.
    private static bool IsAtWork(string run, DateTime since) =>
        Directory.Exists(run) && Directory.EnumerateFiles(run, "*.safetensors", SearchOption.AllDirectories)
            .Any(file => File.GetLastWriteTimeUtc(file) > since);

    // A temporary file lies there, or the newest checkpoint has become the one before and there is no newer yet.
    private static bool IsBeingWritten(string run) =>
        Directory.EnumerateFiles(run, ".*.tmp", SearchOption.AllDirectories).Any()
        || Directory.EnumerateFiles(run, "checkpoint-previous.safetensors", SearchOption.AllDirectories)
            .Any(previous => !File.Exists(previous.Replace("-previous", string.Empty, StringComparison.Ordinal)));

    // Members' lines may stand in any order among each other.
    private string[] Epochs(string name) =>
    [
        .. File.ReadLines(Path.Combine(folder[name], "metrics.jsonl"))
            .Select(line => JsonNode.Parse(line)!)
            .Select(line => $"{line["member"]} {(int)line["epoch"]!:D3} {line["step"]} {line["loss"]} {line["validation"]!.ToJsonString()}")
            .Order(StringComparer.Ordinal),
    ];

    private JsonNode Record(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder[name], "run.json")))!;
}
