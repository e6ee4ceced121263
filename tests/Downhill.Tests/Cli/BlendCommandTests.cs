using System.Globalization;
using Downhill.Reports;

namespace Downhill.Tests;

public sealed class BlendCommandTests
{
    internal static string Table(CliFolder folder, int rows, bool classes)
    {
        var random = new RandomStream(9, RandomPurpose.Generation);
        var lines = new List<string> { "a,b,c,y" };
        for (int row = 0; row < rows; row++)
        {
            double[] x = [.. Enumerable.Range(0, 4).Select(i => random.Normal((ulong)((row * 4) + i)))];
            double y = (2 * x[0]) - x[1] + x[3];
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{x[0]:F3},{x[1]:F3},{x[2]:F3},"
                + $"{(classes ? y > 0 ? "yes" : "no" : FormattableString.Invariant($"{y:F3}"))}"));
        }

        return folder.Write($"rows{rows}.csv", string.Join('\n', lines));
    }

    [Fact]
    public void A_blend_is_the_same_for_any_threads_repeats_itself_and_reports()
    {
        using var folder = new CliFolder();
        string data = Table(folder, 130, classes: true), one = folder.Train("one", data, "--seed", "3"), two = folder["two"];
        RunRecord record = RunFolder.ReadRecord(one);
        Assert.NotNull(record.Blend);
        Assert.Equal([".lock", "metrics.jsonl", "model.safetensors", "run.json"],
            Directory.GetFileSystemEntries(one).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1, record.Blend.Competitors.Sum(candidate => candidate.Weight), 9);
        Assert.True(record.Blend.Loss <= record.Blend.LossBefore);
        Assert.NotNull(record.Metrics!.OutOfFold!.Intervals);
        CliFolder.Run([.. ShellWords.Split(record.Command).Skip(1), "--out", two, "--threads", "2", "--quiet"]).Ok();
        Assert.Equal(File.ReadAllBytes(Path.Combine(one, "model.safetensors")), File.ReadAllBytes(Path.Combine(two, "model.safetensors")));
    }

    // What a person reads are the numbers of the record, and of a blend no optimizer.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Train_and_report_show_what_was_measured_out_of_fold(bool classes)
    {
        using var folder = new CliFolder();
        string data = Table(folder, 130, classes), run = folder["run"], said = CliFolder.Run("train", data, "--out", run).Ok().Output;
        RunRecord record = RunFolder.ReadRecord(run);
        Metrics outside = record.Metrics!.OutOfFold!;
        string key = classes ? "logLoss" : "rmse";
        MetricInterval interval = outside.Intervals!.Single(one => one.Name == key);
        double score = outside.Values[key]!.Value;
        string nested = MetricText.Number(classes
            ? record.Blend!.NestedLoss!.Value
            : score * Math.Sqrt(record.Blend!.NestedLoss!.Value / record.Blend.Loss));
        string sentence = $"out of fold is {MetricText.Number(score)}, 95 % from {MetricText.Number(interval.Low)} to "
            + $"{MetricText.Number(interval.High)}; {nested} if";
        CoverageLevel held = record.Coverage!.OutOfFold!.Single(level => level.Promised == 0.9),
            tested = record.Coverage.Test!.Single(level => level.Promised == 0.9);
        string covered = $"of 90 % hold {MetricText.Percent(held.Held)} of the rows out of fold";
        Assert.InRange(held.Held, 0.8, 1);
        Assert.InRange(tested.Held, 0.7, 1);
        CliFolder.Run("report", run).Ok();
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        foreach (string text in (string[])[said, page])
        {
            Assert.Contains(sentence, text, StringComparison.Ordinal);
            Assert.Contains(covered, text, StringComparison.Ordinal);
            Assert.All(record.Blend.Competitors, one => Assert.Contains(one.Stop, text, StringComparison.Ordinal));
        }

        Assert.Contains(" 95 % from", said, StringComparison.Ordinal);
        Assert.Contains("each the mean of 15 members", page, StringComparison.Ordinal);
        Assert.DoesNotContain("optimizer",
            page[page.IndexOf("Settings", StringComparison.Ordinal)..page.IndexOf("Reproduce", StringComparison.Ordinal)],
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_choice_of_the_network_ends_the_competition_and_both_together_are_refused()
    {
        using var folder = new CliFolder();
        string data = Table(folder, 130, classes: true);
        Assert.Null(RunFolder.ReadRecord(folder.Train("plain", data, "--epochs", "2")).Blend);
        Assert.Null(RunFolder.ReadRecord(folder.Train("off", data, "--blend", "off")).Blend);
        Assert.Contains("--blend off", CliFolder.Run("train", data, "--blend", "on", "--epochs", "2").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_competition_goes_on_to_the_same_model()
    {
        using var folder = new CliFolder();
        string data = Table(folder, 130, classes: true), whole = folder.Train("whole", data), run = folder["run"];
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true), "train", data, "--out", run, "--quiet", "--threads",
            "1").Code);
        CliFolder.Run("resume", run, "--threads", "2", "--quiet").Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(whole)), File.ReadAllBytes(RunFolder.FindModel(run)));
    }

    [Fact]
    public void Predict_gives_intervals_that_hold_the_truth_as_often_as_said()
    {
        using var folder = new CliFolder();
        string data = Table(folder, 1200, classes: false),
            few = folder.Write("few.csv", string.Join('\n', File.ReadAllLines(data).Take(301)));
        string run = folder.Train("run", few, "--test", "0");
        string[] lines = CliFolder.Run("predict", run, data, "--interval", "0.9").Output.Trim().Split('\n');
        Assert.Equal("prediction,lower,upper", lines[0].Trim());
        double[] actual = [.. File.ReadAllLines(data).Skip(1)
            .Select(line => double.Parse(line.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture))];
        int held = 0;
        for (int row = 300; row < 1200; row++)
        {
            double[] cells = [.. lines[row + 1].Split(',')
                .Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];
            held += actual[row] >= cells[1] && actual[row] <= cells[2] ? 1 : 0;
        }

        Assert.InRange(held / 900.0, 0.85, 0.95);
    }
}
