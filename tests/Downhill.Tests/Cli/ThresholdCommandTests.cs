using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Tables;

namespace Downhill.Tests;

public sealed class ThresholdCommandTests
{
    // y is rare and noisy: 1 where 2 a + noise > 2.5
    private static string Table(CliFolder folder, int rows)
    {
        var random = new RandomStream(4, RandomPurpose.Generation);
        var lines = new List<string> { "a,b,y" };
        for (int row = 0; row < rows; row++)
        {
            double[] x = [.. Enumerable.Range(0, 3).Select(i => random.Normal((ulong)((row * 3) + i)))];
            lines.Add(FormattableString.Invariant($"{x[0]:F3},{x[1]:F3},{((2 * x[0]) + x[2] > 2.5 ? "ill" : "well")}"));
        }

        return folder.Write($"rows{rows}.csv", string.Join('\n', lines));
    }

    // Only the first half has rows of both classes that weigh something; the later rows watch and test.
    [Fact]
    public void A_class_whose_rows_weigh_nothing_is_not_there_to_choose_by()
    {
        using var folder = new CliFolder();
        string data = folder.Write("weighted.csv", "a,y,w,t\n" + string.Join('\n', Enumerable.Range(0, 140).Select(i =>
            $"{i % 7},{(i % 3 == 0 ? "ill" : "well")},{(i > 70 && i % 3 == 0 ? 0 : 1)},{i}")));
        Assert.Contains("rows are of one class", CliFolder.Run("train", data, "--target", "y", "--weight", "w", "--time", "t",
            "--threshold", "f1", "--validation", "0.2", "--model", "linear", "--out", folder["run"]).Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("on", "f1", null)]
    [InlineData("on", "cost:5:1", "well")]
    [InlineData("off", "balanced", null)]
    [InlineData("off", "0.2", "ill")]
    public void A_threshold_is_chosen_saved_and_obeyed(string blend, string aim, string? positive)
    {
        using var folder = new CliFolder();
        string data = Table(folder, 140);
        string[] more = [.. blend == "off" ? (string[])["--epochs", "3", "--validation", "0.3", "--model", "linear"] : [],
            .. positive is null ? (string[])[] : ["--positive", positive]];
        string run = folder["run"], said = CliFolder.Run(["train", data, "--out", run, "--blend", blend, "--threshold", aim, .. more])
            .Ok().Output;
        RunRecord record = RunFolder.ReadRecord(run);
        ThresholdTable table = record.Thresholds!;
        DecisionThreshold chosen = table.Chosen!;
        Assert.Equal(ThresholdAim.Parse(aim), chosen.Aim);
        Assert.Equal(positive ?? "ill", table.Positive);
        Assert.Equal(blend == "on" ? "out of fold" : "validation", table.Part);
        Assert.Contains($"chosen: {chosen.Aim}", said, StringComparison.Ordinal);

        // What was chosen is best among all thresholds shown, and the metrics of those rows are the ones at the threshold.
        ThresholdScore score = table.Scores.Single(one => one.Threshold == chosen.Value);
        if (aim == "f1")
            Assert.Equal(table.Scores.Max(one => one.F1), score.F1);
        if (aim == "balanced")
            Assert.Equal(table.Scores.Max(one => one.BalancedAccuracy), score.BalancedAccuracy);
        if (aim == "cost:5:1")
            Assert.Equal(table.Scores.Min(one => one.Cost), score.Cost);
        Metrics measured = (record.Metrics!.OutOfFold ?? record.Metrics.Validation)!;
        Assert.Equal(score.F1, measured.Classes![1].F1, 12);
        Assert.Equal(score.Recall, measured.Classes[1].Recall, 12);

        // predict, a program and evaluate decide by the same number.
        ModelFile file = ModelFile.Open(RunFolder.FindModel(run));
        Assert.Equal(chosen, file.Preprocessing.Threshold);
        string[] lines = CliFolder.Run("predict", run, data).Ok().Output.Trim().Split('\n');
        string[] names = lines[0].Trim().Split(',');
        int column = Array.IndexOf(names, $"p_{table.Positive}");
        Assert.All(lines.Skip(1), line =>
        {
            string[] cells = line.Trim().Split(',');
            Assert.Equal(float.Parse(cells[column], CultureInfo.InvariantCulture) >= chosen.Value, cells[0] == table.Positive);
        });
        string[] rows = File.ReadAllLines(data);
        Predictor predictor = Predictor.Open(run);
        for (int row = 1; row < 60; row++)
        {
            string[] cells = rows[row].Split(',');
            var given = new Dictionary<string, object?> { ["a"] = cells[0], ["b"] = cells[1] };
            Assert.Equal(lines[row].Split(',')[0], predictor.Predict(given).Class);
        }

        string evaluated = CliFolder.Run("evaluate", run, data, "--json").Ok().Output;
        int called = System.Text.Json.JsonDocument.Parse(evaluated).RootElement.GetProperty("confusion").EnumerateArray()
            .Sum(counts => counts[1].GetInt32());
        Assert.Equal(lines.Skip(1).Count(line => line.StartsWith(table.Positive + ",", StringComparison.Ordinal)), called);
        Assert.Contains($"threshold: {chosen.Aim}", CliFolder.Run("evaluate", run, data).Ok().Output, StringComparison.Ordinal);

        CliFolder.Run("report", run).Ok();
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.Contains($"chosen: {chosen.Aim}", page, StringComparison.Ordinal);
        if (blend == "on")
            return; // that a blend repeats itself to the same bytes is tested elsewhere
        string again = folder["again"];
        CliFolder.Run([.. ShellWords.Split(record.Command).Skip(1), "--out", again, "--quiet"]).Ok();
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(run)), File.ReadAllBytes(RunFolder.FindModel(again)));
    }

    [Fact]
    public void Folds_choose_on_their_own_validation_part()
    {
        using var folder = new CliFolder();
        string data = Table(folder, 600);
        string run = folder.Train("run", data, "--folds", "2", "--epochs", "60", "--learning-rate", "0.05", "--model", "linear",
            "--validation", "0.3", "--threshold", "balanced");
        Metrics mean = RunFolder.ReadRecord(run).CrossValidation!.Mean;
        string plain = folder.Train("plain", data, "--folds", "2", "--epochs", "60", "--learning-rate", "0.05", "--model", "linear",
            "--validation", "0.3");
        Metrics usual = RunFolder.ReadRecord(plain).CrossValidation!.Mean;
        Assert.Equal(usual.LogLoss, mean.LogLoss);
        Assert.True(mean.BalancedAccuracy > usual.BalancedAccuracy);
    }

    [Theory]
    [InlineData("thresholds", "scores", "[]")]
    [InlineData("thresholds", "scores", "[null]")]
    [InlineData("coverage", "test", "[null]")]
    public void A_record_with_gaps_is_refused_in_a_line(string part, string key, string value)
    {
        using var folder = new CliFolder();
        string run = folder.Train("run", Table(folder, 60), "--model", "linear", "--epochs", "2", "--validation", "0.3", "--threshold",
            "f1");
        string path = Path.Combine(run, "run.json");
        JsonNode record = JsonNode.Parse(File.ReadAllText(path))!;
        record[part] ??= new JsonObject();
        record[part]![key] = JsonNode.Parse(value);
        File.WriteAllText(path, record.ToJsonString());
        Assert.Contains("have gaps", CliFolder.Run("report", run).Refusal(), StringComparison.Ordinal);
    }

    // A training that begins with a model obeys its threshold too, unless another is chosen, or the target is another.
    [Fact]
    public void A_model_hands_its_threshold_on()
    {
        using var folder = new CliFolder();
        string data = Table(folder, 60);
        string first = folder.Train("first", data, "--model", "linear 3, tanh, linear", "--epochs", "2", "--threshold", "0.2");
        string same = folder.Train("same", data, "--from", first),
            chosen = folder.Train("chosen", data, "--from", first, "--threshold", "0.4");
        string other = folder.Train("other", data, "--from", first, "--target", "b", "--drop", "y");
        Assert.Equal([0.2, 0.4, null],
            new[] { same, chosen, other }.Select(run => ModelFile.Open(RunFolder.FindModel(run)).Preprocessing.Threshold?.Value));
    }

    // Another target begins the last layer anew, and there is no other one.
    [Fact]
    public void Of_a_network_of_one_layer_another_target_takes_nothing()
    {
        using var folder = new CliFolder();
        string data = Table(folder, 60), first = folder.Train("first", data, "--model", "linear", "--epochs", "2");

        Assert.StartsWith($"{first} has no layer with weights before its last one, which another target begins anew",
            CliFolder.Run("train", data, "--from", first, "--target", "b", "--drop", "y", "--out", folder["other"]).Refusal(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--threshold", "f1", "--blend", "off", "--validation", "0", "--validation 0.2")]
    [InlineData("--threshold", "f2", "--blend", "off", "--seed", "1", "cost:5:1")]
    [InlineData("--threshold", "0.3", "--loss", "hinge", "--seed", "1", "is for probabilities")]
    [InlineData("--threshold", "0.3", "--target", "a", "--seed", "1", "is a number")]
    public void What_cannot_be_chosen_is_refused_before_training(params string[] words)
    {
        using var folder = new CliFolder();
        Assert.Contains(words[^1], CliFolder.Run(["train", Table(folder, 60), "--out", folder["run"], .. words[..^1]]).Refusal(),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }
}
