using System.Text.Json.Nodes;
using Downhill.Cli;

namespace Downhill.Tests;

/// <summary>Cross-validation that is interrupted and goes on.</summary>
public sealed class FoldTests : IDisposable
{
    private static readonly string[] Brief =
        ["--folds", "3", "--epochs", "3", "--model", "linear 8, tanh, dropout, linear", "--batch", "16"];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--ensemble 3")]
    [InlineData("--ensemble 1 --patience 2 --precision double")]
    public void A_run_that_is_interrupted_in_each_fold_goes_on_to_the_same_figures_and_the_same_model(string more)
    {
        string csv = folder.Write("flowers.csv", CliData.Flowers()), run = folder["run"];
        string[] arguments = [csv, .. Brief, .. more.Split(' ')];
        string whole = folder.Train("whole", arguments);

        CliResult first = Until("reading", ["train", .. arguments, "--threads", "1", "--out", run]);
        Assert.Equal(130, first.Code);
        Assert.Equal($"interrupted in fold 1 of 3\nto go on: downhill resume {run}\n", first.Output);
        Assert.Equal(RunStatus.Interrupted, RunFolder.Status(run));
        Assert.Contains($"downhill resume {run}", CliFolder.Run("predict", run, csv).Refusal(), StringComparison.Ordinal);
        Assert.Equal(130, Until("fold 1 of 3", ["resume", run, "--threads", "1"]).Code);
        Assert.Equal(RunStatus.Finished, RunFolder.Status(Path.Combine(run, "folds/1")));
        CliResult last = Until("fold 3 of 3", ["resume", run, "--threads", "1"]);
        Assert.DoesNotContain("fold 1 of 3", last.Error, StringComparison.Ordinal);
        Assert.True(last.Code == 130, last.Error);
        Assert.False(Directory.Exists(Path.Combine(run, "folds")));
        CliFolder.Run("resume", run, "--threads", "2").Ok();

        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)), File.ReadAllBytes(RunFolder.FindModel(run)));
        JsonNode expected = Record(whole), actual = Record(run);
        Assert.Equal(3, actual["resumed"]!.AsArray().Count);
        foreach (string same in (string[])["status", "command", "data", "model", "training", "result", "metrics", "crossValidation",
            "members"])
            Assert.True(JsonNode.DeepEquals(expected[same], actual[same]), same);
        Assert.Equal([".lock", "metrics.jsonl", "model.safetensors", "run.json"],
            Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_rows_must_be_the_same_between_two_folds()
    {
        string csv = folder.Write("flowers.csv", CliData.Flowers()), run = folder["run"];
        Until("fold 2 of 3", ["train", csv, .. Brief, "--threads", "1", "--out", run]);
        Directory.Delete(Path.Combine(run, "folds/3"), recursive: true); // as if it had not begun
        string[] lines = CliData.Flowers().Split('\n');
        (string first, string last) = (lines[1], lines[^2]);
        lines[1] = first[..first.LastIndexOf(',')] + last[last.LastIndexOf(',')..];
        File.WriteAllText(csv, string.Join('\n', lines));
        Assert.Contains("has changed since the run", CliFolder.Run("resume", run).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fold_that_diverges_is_named_and_its_checkpoint_stays()
    {
        string run = folder["run"];
        CliResult result = CliFolder.Run("train", "plane", "--folds", "3", "--optimizer", "sgd 1e6", "--model", "linear", "--out", run,
            "--threads", "1");
        Assert.Equal(3, result.Code);
        Assert.Empty(result.Output); // it was not interrupted, and nothing goes on
        Assert.Matches("^The loss became infinite in fold 1 of 3 at step .* is the .* the last good checkpoint is "
            + ".*folds/1/checkpoint.safetensors", result.OneLine());
        new Checkpoints(Path.Combine(run, "folds/1")).Latest(Assert.Fail);
        Assert.Equal(RunStatus.Diverged, RunFolder.Status(run));
        Assert.Contains("diverged", CliFolder.Run("resume", run).Refusal(), StringComparison.Ordinal);
    }

    // The finished member of the first fold is put there by hand, with a loss that no training gives.
    [Fact]
    public void A_fold_goes_on_with_the_members_that_were_done()
    {
        string csv = folder.Write("flowers.csv", CliData.Flowers());
        string run = folder["run"], fold = Path.Combine(run, "folds/1");
        Until("reading", ["train", csv, "--folds", "2", "--ensemble", "2", "--epochs", "2", "--model", "linear", "--threads", "1", "--out",
            run]);
        using (RunFolder open = RunFolder.Open(fold))
        {
            RunRecord record = open.Read();
            var member = new Model(record.Model.Input, Assert.IsType<Average>(record.Model.Layers[0]).Members[0]);
            ModelFile.Save(Path.Combine(open.MemberPath(1), "model.safetensors"), new Network<float>(member, 1),
                Preprocessing.Of([.. Enumerable.Range(0, 4).Select(i => new NumberEncoding($"x{i}", 0, 1))], "y", ["a", "b", "c"]),
                record.Training);
            open.Write(record with { Members = [new TrainingResult(TrainingStop.Epochs, 7, 77, 0.125, null), null] });
        }

        Until("fold 1 of 2", ["resume", run, "--threads", "1"]);

        RunRecord done = RunFolder.ReadRecord(fold);
        Assert.Equal((RunStatus.Finished, 77L, 0.125), (done.Status, done.Members![0]!.Steps, done.Members[0]!.Loss));
        Assert.NotEqual(0.125, done.Members[1]!.Loss);
    }

    // Each of the 150 rows is in one fold: a file for the test is for the network that is trained on all of them.
    [Fact]
    public void Folds_are_measured_on_the_rows_they_left_out_although_there_is_a_test_file()
    {
        string csv = folder.Write("flowers.csv", CliData.Flowers()),
            test = folder.Write("test.csv", CliData.Part(CliData.Flowers(), 45..65));
        string alone = folder.Train("alone", [csv, .. Brief]), run = folder.Train("run", [csv, .. Brief, "--test", test]);

        Assert.Equal(20, (int)Record(run)["metrics"]!["test"]!["rows"]!);
        Assert.Equal(150, (int)Record(run)["crossValidation"]!["mean"]!["rows"]!);
        Assert.True(JsonNode.DeepEquals(Record(alone)["crossValidation"], Record(run)["crossValidation"]));
    }

    [Fact]
    public void Too_many_folds_are_refused_before_there_is_a_folder()
    {
        CliFolder.Run("train", "iris", "--folds", "500", "--out", folder["run"]).Refusal();
        Assert.False(Directory.Exists(folder["run"]));
    }

    // Runs until a text has been written to the error output, and asks for the end then.
    internal static CliResult Until(string text, string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new Watched(text, stop) { NewLine = "\n" };
        if (text == "reading")
            stop.Cancel();
        int code = CommandLine.Run(arguments, new Terminal(output, error, TextReader.Null), () => stop.Token);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    private static JsonNode Record(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;

    private sealed class Watched(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void Write(char value)
        {
            base.Write(value);
            if (value == text[^1] && GetStringBuilder().ToString().Contains(text, StringComparison.Ordinal))
                stop.Cancel();
        }

        public override void Write(string? value)
        {
            base.Write(value);
            if (GetStringBuilder().ToString().Contains(text, StringComparison.Ordinal))
                stop.Cancel();
        }
    }
}
