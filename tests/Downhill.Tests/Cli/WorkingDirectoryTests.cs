namespace Downhill.Tests;

/// <summary>Runs that are gone on with, or reported on, from another folder than they were started in.</summary>
public sealed class WorkingDirectoryTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_are_found_where_the_run_was_started_or_here()
    {
        string start = folder["start"], other = folder["other"], run = folder["run"];
        Directory.CreateDirectory(start);
        Directory.CreateDirectory(other);
        string[] lines = CliData.Flowers().TrimEnd('\n').Split('\n');
        File.WriteAllText(Path.Combine(start, "flowers.csv"), CliData.Flowers());
        File.WriteAllLines(Path.Combine(start, "test.csv"), [lines[0], .. lines.Skip(1).Where((_, i) => i % 5 == 0)]);
        File.WriteAllText(Path.Combine(start, "layers.json"),
            """{"input": [4], "layers": [{"type": "linear", "outputs": 8}, {"type": "tanh"}, {"type": "linear", "outputs": 3}]}""");
        File.WriteAllText(Path.Combine(start, "recipe.json"),
            """{"data": "flowers.csv", "test": "test.csv", "model": "layers.json", "epochs": 3, "pieces": 0}""");
        string[] words = ["train", "recipe.json", "--threads", "1"];
        Assert.Equal(0, CliProcess.RunIn(start, [.. words, "--out", folder["whole"], "--quiet"]).Code);

        string[] elsewhere = ["train", Path.Combine(start, "flowers.csv"), "--test", Path.Combine(start, "test.csv"), "--model",
            Path.Combine(start, "layers.json"), "--epochs", "3", "--pieces", "0", "--threads", "1", "--out", run, "--quiet"];
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true), elsewhere).Code);
        string record = Path.Combine(run, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace(start + "/", string.Empty, StringComparison.Ordinal)
            .Replace(Environment.CurrentDirectory, start, StringComparison.Ordinal));
        File.Delete(Path.Combine(start, "layers.json")); // its layers are in the record
        File.Delete(Path.Combine(start, "recipe.json"));

        File.Move(Path.Combine(start, "test.csv"), Path.Combine(other, "test.csv"));
        string refusal = CliFolder.Run("resume", run).Refusal();
        Assert.Contains($"needs test.csv, which is neither in {start} nor here", refusal, StringComparison.Ordinal);

        CliResult resumed = CliProcess.RunIn(other, "resume", run, "--threads", "1");
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(folder["whole"])), File.ReadAllBytes(RunFolder.FindModel(run)));
        Assert.Contains("data      flowers.csv:", resumed.Output, StringComparison.Ordinal);

        Assert.Equal(string.Empty, CliProcess.RunIn(other, "report", run).Error);
        Assert.Contains("needs test.csv", CliFolder.Run("report", run).Ok().Error, StringComparison.Ordinal);
        File.AppendAllText(Path.Combine(other, "test.csv"), lines[1] + "\n");
        Assert.Contains("has changed since the run", CliProcess.RunIn(other, "report", run).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_its_full_name_that_is_gone_is_named()
    {
        string csv = folder.Write("flowers.csv", CliData.Flowers());
        CliFolder.Run(new CancellationToken(canceled: true), "train", csv, "--threads", "1", "--out", folder["run"], "--quiet");
        File.Delete(csv);
        Assert.Equal($"The run in {folder["run"]} needs {csv}, which does not exist any more; restore it.",
            CliFolder.Run("resume", folder["run"]).Refusal());
    }
}
