using System.Text.Json.Nodes;
using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>
/// Runs that version 0.1.0 left unfinished: they resume to the bits that version 0.1.0 itself reaches. See OldRuns/README.md.
/// </summary>
public sealed class OldRunTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Expected() =>
        File.ReadLines(Repository.Find("tests", "Downhill.Tests", "OldRuns", "expected.tsv")).Select(line => line.Split('\t'));

    [Theory]
    [MemberData(nameof(Expected))]
    public void A_run_of_version_0_1_0_resumes_to_the_same_bits(string name, string expected)
    {
        string work = folder[name];
        Copy(Repository.Find("tests", "Downhill.Tests", "OldRuns", name), work);

        CliProcess.RunIn(work, "resume", "run", "--threads", "2", "--quiet").Ok();

        Assert.Equal(expected, Checksums.OfTensors(Path.Combine(work, "run", "model.safetensors")));
        JsonNode record = JsonNode.Parse(File.ReadAllText(Path.Combine(work, "run", "run.json")))!;
        Assert.Equal("finished", (string)record["status"]!);
        Assert.Empty(CliProcess.RunIn(work, "report", "run").Ok().Error); // it would say there that the rows are not known again
        CliProcess.RunIn(work, "inspect", "run").Ok();
        JsonNode metrics = record["metrics"]!["test"] ?? record["metrics"]!["train"]!;
        if (record["data"]!["test"]!.GetValue<int>() > 0 && name == "images")
        {
            double loss = (double)CliProcess.RunIn(work, "evaluate", "run", "strokes", "--json").Ok().Json["loss"]!;
            Assert.Equal((double)metrics["loss"]!, loss);
        }
    }

    [Theory]
    [InlineData("--group well --split random", "well", null, null)]
    [InlineData("--split stratified --time day", null, "day", null)]
    [InlineData("--split random", null, null, SplitKind.Random)]
    public void A_way_of_splitting_beside_a_group_or_a_time_did_nothing_in_version_0_1_0(
        string options, string? group, string? time, SplitKind? split)
    {
        RunRecord record = RunFolder.ReadRecord(Repository.Find("tests", "Downhill.Tests", "OldRuns", "table", "run"));

        Experiment read = RecordedExperiment.Of(record with { Command = $"downhill train customers.csv {options}" }, "run");

        Assert.Equal((group, time, split), (read.Group, read.Time, read.Split));
    }

    [Fact]
    public void A_value_may_hold_signs_that_options_have()
    {
        RunRecord record = RunFolder.ReadRecord(Repository.Find("tests", "Downhill.Tests", "OldRuns", "table", "run"));

        Experiment read = RecordedExperiment.Of(
            record with { Command = "downhill train a.csv --target=-y=1 --drop 'x=2' --no-shuffle b.csv" }, "run");

        Assert.Equal("-y=1", read.Target);
        Assert.Equal(["x=2"], read.Drop!);
        Assert.Equal(["a.csv", "b.csv"], read.Data!);
        Assert.False(read.Shuffle);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string directory in Directory.GetDirectories(from))
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
