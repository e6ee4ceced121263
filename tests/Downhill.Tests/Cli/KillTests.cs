using System.Globalization;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Downhill.Tests;

/// <summary>Runs that are killed or told to end at any moment, and go on. DOWNHILL_KILLS says how often they are killed.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    // A checkpoint after each step, so that many of the kills fall into writing one.
    private static readonly string[] Run =
        ["train", "digits", "--model", "linear 64, batch-norm, relu, dropout, linear", "--epochs", "12", "--batch", "16", "--patience", "8", "--ema", "0.99", "--checkpoint-minutes", "0", "--threads", "1"];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_that_is_killed_again_and_again_gives_the_same_model()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("DOWNHILL_KILLS") ?? "8", CultureInfo.InvariantCulture);
        byte[] expected = File.ReadAllBytes(RunFolder.FindModel(folder.Train("whole", Run[1..])));
        var random = new RandomStream(5, RandomPurpose.Checking, 0);
        int killed = 0, finished = 0, again = 0, older = 0;
        for (ulong draw = 0; killed < kills; finished++)
        {
            string run = folder[$"run{finished}"];
            string[] command = [.. Run, "--out", run];
            while (true)
            {
                using var process = new CliProcess([.. command, "--quiet"]);
                process.Until(Path.Combine(run, "checkpoint.safetensors"));
                Thread.Sleep((int)(100 + (700 * random.Uniform(draw++))));
                if (killed < kills && !process.HasExited)
                {
                    process.Kill();
                    killed++;
                }

                CliResult result = process.Wait();
                if (result.Code == 0 || RunFolder.Status(run) == "finished")
                    break; // the kill may have come after all was written
                Assert.True(result.Code == 137, $"{result.Code}: {result.Error}");
                older += result.Error.Length > 0 ? 1 : 0;
                bool canResume = new Checkpoints(run).Exist;
                again += canResume ? 0 : 1;
                Assert.Equal("interrupted", RunFolder.Status(run) ?? "interrupted");
                command = canResume ? ["resume", run, "--threads", "1"] : [.. Run, "--out", run, "--overwrite"];
            }

            Assert.Equal(expected, File.ReadAllBytes(RunFolder.FindModel(run)));
            Assert.Equal(LastEpoch("whole"), LastEpoch($"run{finished}"));
            Assert.Contains("is finished", CliFolder.Run("resume", run).Refusal(), StringComparison.Ordinal);
            Assert.Equal(
                [".lock", "metrics.jsonl", "model.safetensors", "run.json"], Directory.GetFiles(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }

        output.WriteLine($"{killed} kills, {finished} finished runs, {again} before the first checkpoint, {older} times the checkpoint before");
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
        Assert.Equal("interrupted", RunFolder.Status(run));
        new Checkpoints(run).Latest(_ => { });
        CliFolder.Run("resume", run, "--threads", "1").Ok();
    }

    private string LastEpoch(string name)
    {
        JsonNode line = JsonNode.Parse(File.ReadLines(Path.Combine(folder[name], "metrics.jsonl")).Last())!;
        return $"{line["epoch"]} {line["step"]} {line["loss"]} {line["validation"]!.ToJsonString()}";
    }
}
