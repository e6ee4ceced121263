using System.Text.Json.Nodes;
using Downhill.Experiments;

namespace Downhill.Tests;

public sealed class TuneTests : IDisposable
{
    private static readonly string[] Search =
        ["spiral", "--epochs", "3", "--try", "learning-rate=0.0001..0.1", "--try", "batch=16|64", "--json"];

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_best_trial_has_the_smallest_score_and_its_command_trains()
    {
        JsonNode found = Tune("one");
        JsonArray trials = found["trials"]!.AsArray();
        Assert.Equal(5, trials.Count);
        Assert.Equal(trials.Min(trial => (double)trial!["score"]!), (double)found["best"]!["score"]!);
        Assert.All(trials, trial =>
            Assert.InRange(double.Parse((string)trial!["values"]!["learning-rate"]!, System.Globalization.CultureInfo.InvariantCulture),
            0.0001, 0.1));
        Assert.All(trials, trial => Assert.Contains((string)trial!["values"]!["batch"]!, (string[])["16", "64"]));
        CliFolder.Run([.. ShellWords.Split((string)found["command"]!).Skip(1), "--out", folder["run"], "--quiet", "--threads", "1"]).Ok();
    }

    // A range that spans a tenfold is one of magnitudes; whole ends give whole numbers; every value of a list has an equal share.
    [Theory]
    [InlineData("0.001..0.1", 0.5, "0.01")]
    [InlineData("0.001..0.1", 0, "0.001")]
    [InlineData("0.01..0.1", 0.5, "0.03162")]
    [InlineData("0.02..0.1", 0.5, "0.06")]
    [InlineData("-1..1.5", 0.5, "0.25")]
    [InlineData("16..64", 0.5, "40")]
    [InlineData("1..100", 0.5, "10")]
    [InlineData("a|b|c", 0.33, "a")]
    [InlineData("a| b|c", 0.34, "b")]
    [InlineData("a|b|c", 0.999, "c")]
    public void A_share_becomes_a_value(string text, double share, string value) =>
        Assert.Equal(value, new SearchChoice(ExperimentSetting.Find("batch"), text).Draw(share));

    [Fact]
    public void Equal_scores_are_ranked_by_number_and_what_diverged_comes_last() => Assert.Equal(
        [4, 1, 3, 2, 5],
        SearchTrial.Ranked([Trial(5, null), Trial(3, 0.5), Trial(2, null), Trial(1, 0.5), Trial(4, 0.25)]).Select(trial => trial.Number));

    [Fact]
    public void The_result_does_not_depend_on_how_many_run_at_the_same_time() =>
        Assert.Equal(Scores(Tune("one", "--jobs", "1")), Scores(Tune("two", "--jobs", "3")));

    // A trial that was being written is cut off; of one that lacks nothing but the end of its line, only that.
    [Theory]
    [InlineData(10)]
    [InlineData(null)]
    public void A_search_that_was_stopped_goes_on_with_what_is_left(int? letters)
    {
        JsonNode whole = Tune("search");
        string lines = Path.Combine(folder["search"], "trials.jsonl");
        string[] all = File.ReadAllLines(lines);
        File.WriteAllText(lines, all[0] + "\n" + all[1] + "\n" + (letters is int some ? all[2][..some] : all[2]));
        JsonNode again = Tune("search");
        Assert.Equal(Scores(whole), Scores(again));
        Assert.Equal(5, File.ReadAllLines(lines).Length);
        Assert.Equal(all[..2], File.ReadAllLines(lines)[..2]);
        Assert.Equal([1, 2, 3, 4, 5], File.ReadAllLines(lines).Select(line => (int)JsonNode.Parse(line)!["trial"]!)
            .Order()); // nothing of the line that was cut off
    }

    [Fact]
    public void A_stopped_search_ends_with_130()
    {
        CliResult result = CliFolder.Run(new CancellationToken(canceled: true),
            ["tune", .. Search, "--trials", "5", "--out", folder["search"]]);
        Assert.Equal(130, result.Code);
        Assert.DoesNotContain("continuing", result.Error, StringComparison.Ordinal);
        Tune("search");
        Assert.StartsWith($"continuing the search in {folder["search"]}: 5 done\n", CliFolder.Run(
            ["tune", .. Search[..^1], "--trials", "5", "--out", folder["search"]]).Ok().Error, StringComparison.Ordinal);
    }

    // A ninth of nine epochs, a third of them, all of them: each round trains anew, so its score is that of a training of so many.
    [Fact]
    public void A_round_of_halving_trains_for_its_share_of_the_epochs()
    {
        Experiment moons = new(["moons"], Model: "linear 3, tanh, linear", Epochs: 9, Rows: 60, Validation: 0.3, Test: 0);
        var search = new Search(moons, [SearchChoice.Parse("learning-rate=0.05|0.1")], Trials: 2, IsHalving: true);
        var journal = SearchJournal.Open(folder["search"], search);
        search.Run(journal, jobs: 1);

        Assert.Equal([1, 1, 2, 3], journal.Trials.Select(trial => trial.Rung).Order());
        foreach (SearchTrial trial in journal.Trials)
        {
            Experiment shorter = search.Of(trial) with { Epochs = trial.Rung switch { 1 => 1, 2 => 3, _ => 9 } };
            Assert.Equal(Downhill.Experiments.Search.Score(shorter, isRecipe: false), trial.Score);
        }
    }

    [Fact]
    public void Halving_trains_the_best_third_longer()
    {
        JsonNode found = JsonNode.Parse(CliFolder.Run(["tune", .. Search, "--trials", "9", "--halving", "--out", folder["search"]])
            .Ok().Output)!;
        int[] rungs = [.. found["trials"]!.AsArray().Select(trial => (int)trial!["rung"]!)];
        Assert.Equal([9, 3, 1], rungs.GroupBy(rung => rung).OrderBy(group => group.Key).Select(group => group.Count()));
        JsonNode[] first = [.. found["trials"]!.AsArray().Where(trial => (int)trial!["rung"]! == 1)
            .OrderBy(trial => (double)trial!["score"]!).Take(3)!];
        Assert.Equal(
            first.Select(trial => (int)trial["trial"]!).Order(),
            found["trials"]!.AsArray().Where(trial => (int)trial!["rung"]! == 2).Select(trial => (int)trial!["trial"]!).Order());
    }

    [Fact]
    public void Scores_are_drawn_at_the_end()
    {
        string[] words = [.. Search[..^1], "--trials", "5", "--out"];
        string text = CliFolder.Run(["tune", .. words, folder["search"]]).Ok().Output;
        Assert.Contains("● score  ○ best so far", text, StringComparison.Ordinal);
        Assert.Matches(@"\n +1 {40,}5\n", text);

        string halved = CliFolder.Run(["tune", .. words, folder["halved"], "--halving"]).Ok().Output;
        Assert.Contains("after its last round", halved, StringComparison.Ordinal);
        Assert.DoesNotContain("best so far", halved, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_shows_the_trials_without_a_network()
    {
        CliFolder.Run(["tune", .. Search, "--trials", "5", "--out", folder["search"], "--html", folder["page.html"]]).Ok();
        string page = File.ReadAllText(folder["page.html"]);
        Assert.Contains("best so far", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http://www.w3.org", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("something to vary")]
    [InlineData("did you mean 'batch'", "--try", "bach=16|32")]
    [InlineData("--try: A choice is SETTING=VALUE", "--try", "batch")]
    [InlineData("from a smaller number to a larger", "--try", "learning-rate=1..0.1")]
    [InlineData("cannot vary 'seed'", "--try", "seed=1|2")]
    [InlineData("two choices", "--try", "batch=16", "--try", "batch=32")]
    [InlineData("leave one of them out", "--batch", "16", "--try", "batch=32|64")]
    [InlineData("'batch' takes", "--try", "batch=x|y")]
    public void A_search_that_cannot_be_is_refused_in_one_line(string expected, params string[] words)
    {
        CliResult result = CliFolder.Run(["tune", "spiral", .. words, "--out", folder["search"]]);
        Assert.Equal(2, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(folder["search"]));
    }

    [Fact]
    public void A_folder_of_another_search_is_left_alone()
    {
        Tune("search");
        CliResult result = CliFolder.Run(["tune", .. Search, "--trials", "6", "--out", folder["search"]]);
        Assert.Equal(2, result.Code);
        Assert.Contains("other options", result.Error, StringComparison.Ordinal);
    }

    private static SearchTrial Trial(int number, double? score) => new(number, 1, [], score, 0);

    private static IEnumerable<double> Scores(JsonNode found) => found["trials"]!.AsArray().Select(trial => (double)trial!["score"]!);

    private JsonNode Tune(string name, params string[] words) =>
        JsonNode.Parse(CliFolder.Run(["tune", .. Search, "--trials", "5", .. words, "--out", folder[name]]).Ok().Output)!;
}
