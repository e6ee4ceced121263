using System.Text.Json.Nodes;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>Which trials a search draws, runs, keeps and ranks, with scores that are written down beforehand.</summary>
public sealed class SearchBookkeepingTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_trial_draws_its_values_by_its_number_and_the_place_of_the_choice(int seed)
    {
        Search search = New(seed: (ulong)seed);
        var random = new RandomStream((ulong)seed, RandomPurpose.Search);

        foreach (SearchTrial trial in search.Draw())
        {
            double first = random.Uniform((ulong)(trial.Number * 1024)), second = random.Uniform((ulong)((trial.Number * 1024) + 1));
            Assert.Equal((string[])[$"{(int)Math.Round(10 + (first * 20))}", second < 0.5 ? "0.1" : "0.2"], trial.Values.Select(value =>
                value.Value));
            Assert.Equal(["epochs", "learning-rate"], trial.Values.Select(value => value.Setting));
            Assert.Equal((1, (double?)null, 0.0), (trial.Rung, trial.Score, trial.Seconds));
            Experiment made = search.Of(trial);
            Assert.Equal((trial.Values[0].Value, trial.Values[1].Value, 40), ($"{made.Epochs}", FormattableString
                .Invariant($"{made.LearningRate}"), made.Rows));
        }

        Assert.Equal(Enumerable.Range(1, 9), search.Draw().Select(trial => trial.Number));
        Assert.Equal(search.Draw().Take(4).Select(Text), (search with { Trials = 4 }).Draw().Select(Text));
    }

    // Of nine trials three go on, and one of those; nothing is trained, for all is in the journal.
    [Fact]
    public void The_last_round_is_ranked_and_what_is_written_down_is_not_run_again()
    {
        Search search = New() with { IsHalving = true };
        SearchTrial[] drawn = [.. search.Draw()];
        double?[] scores = [0.5, 0.4, 0.9, null, 0.3, 0.4, 0.8, 0.7, 0.6];
        var journal = SearchJournal.Open(folder["search"], search);
        journal.Recipe = new SearchTrial(0, 3, [], 0.45, 1.5);
        foreach (int i in (int[])[8, 0, 1, 2, 3, 4, 5, 6, 7])
            journal.Add(drawn[i] with { Score = scores[i], Seconds = i });
        foreach ((int number, double score) in ((int, double)[])[(2, 0.35), (5, 0.38), (6, 0.2)])
            journal.Add(drawn[number - 1] with { Rung = 2, Score = score });
        journal.Add(drawn[5] with { Rung = 3, Score = 0.1 });

        var told = new List<SearchTrial>();
        SearchTrial last = Assert.Single(search.Run(SearchJournal.Open(folder["search"], search), 1, new Reports<SearchTrial>(told.Add)));

        Assert.Equal((6, 3, 0.1), (last.Number, last.Rung, last.Score));
        Assert.Empty(told);
        Assert.Equal([9, 1, 2, 3, 4, 5, 6, 7, 8, 2, 5, 6, 6], SearchJournal.Open(folder["search"], search).Trials.Select(trial =>
            trial.Number));
        Assert.Equal(3, search.Rungs);
    }

    // Ten trials are all of them; of eleven the worst is not shown. A search over folds measures on what they left out.
    [Theory]
    [InlineData(10, null, "The trials, the best first", "the validation rows")]
    [InlineData(11, 5, "The 10 best of 11 trials", "the rows of the left-out folds")]
    public void The_ten_best_trials_are_shown(int trials, int? folds, string caption, string rows)
    {
        Search search = New(trials: trials);
        search = search with { Experiment = search.Experiment with { Folds = folds } };
        SearchTrial[] ranked = [.. search.Draw().Select(trial => trial with { Score = 1 + trial.Number })];
        var journal = SearchJournal.Open(folder[$"of{trials}"], search);
        foreach (SearchTrial trial in ranked)
            journal.Add(trial);
        journal.Recipe = new SearchTrial(0, 1, [], 1, 1);

        Block[] blocks = [.. new SearchReport(search, journal, ranked).Document().Sections.First().Blocks];

        DataTable table = Assert.Single(blocks.OfType<DataTable>());
        Assert.Equal(caption, table.Caption);
        Assert.Equal(["recipe", .. Enumerable.Range(1, 10).Select(number => $"{number}")], table.Rows.Select(row => row.Name));
        Assert.StartsWith($"{trials} trainings. A score is the log-loss (classes) or the RMSE (numbers) on {rows};",
            blocks.OfType<Paragraph>().First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_of_one_round_ranks_all_trials_and_runs_only_what_is_left()
    {
        Search search = New(trials: 4);
        SearchTrial[] drawn = [.. search.Draw()];
        var journal = SearchJournal.Open(folder["search"], search);
        journal.Recipe = new SearchTrial(0, 1, [], 0.45, 1.5);
        foreach ((int number, double? score) in ((int, double?)[])[(4, -2), (1, -1), (2, -2)])
            journal.Add(drawn[number - 1] with { Score = score });

        var told = new List<SearchTrial>();
        SearchTrial[] ranked = [.. search.Run(journal, 2, new Reports<SearchTrial>(told.Add))];

        Assert.Equal([2, 4, 1, 3], ranked.Select(trial => trial.Number));
        SearchTrial ran = Assert.Single(told);
        Assert.Equal((3, 1), (ran.Number, ran.Rung));
        Assert.Equal(Search.Score(search.Of(drawn[2]), isRecipe: false), ran.Score);
        Assert.Equal(drawn[2].Values.AsEnumerable(), ran.Values);
        Assert.Equal(journal.Trials.Select(Text), SearchJournal.Open(folder["search"], search).Trials.Select(Text));
    }

    [Fact]
    public void The_folder_of_a_search_says_what_is_searched()
    {
        SearchJournal.Open(folder["search"], New(seed: 7) with { IsHalving = true });

        Assert.Equal(
            "{\"version\":2,\"experiment\":{\"data\":[\"plane\"],\"rows\":40,\"shuffle\":true,\"seed\":7},"
                + "\"try\":{\"epochs\":\"10..30\",\"learning-rate\":\"0.1|0.2\"},"
                + "\"trials\":9,\"rungs\":3,\"seed\":\"7\"}",
            Plain(JsonNode.Parse(File.ReadAllText(Path.Combine(folder["search"], "tune.json")))!));
        Assert.Equal("""{"trial":3,"rung":2,"values":{"a":"b","c":"d"},"score":0.5,"seconds":1.25}""",
            new SearchTrial(3, 2, [("a", "b"), ("c", "d")], 0.5, 1.25).ToJson().ToJsonString());
        var read = SearchTrial.Of(new SearchTrial(3, 2, [("a", "b"), ("c", "d")], null, 1.25).ToJson());
        Assert.Equal((3, 2, (double?)null, 1.25), (read.Number, read.Rung, read.Score, read.Seconds));
        Assert.Equal([("a", "b"), ("c", "d")], read.Values.AsEnumerable());

        // What is written only where it is not usual is left out here.
        static string Plain(JsonNode node)
        {
            JsonObject experiment = node["experiment"]!.AsObject();
            foreach (string name in (string[])[.. experiment.Select(entry => entry.Key).Where(name =>
                name is not ("data" or "rows" or "shuffle" or "seed"))])
                experiment.Remove(name);
            return node.ToJsonString();
        }
    }

    [Fact]
    public void Rows_to_measure_on_are_a_fifth_where_nobody_says_which()
    {
        var experiment = new Experiment(["plane"], Rows: 40, Epochs: 4);

        Assert.Equal(0.2, TrialRun.Measured(experiment).Validation!.Value.Fraction);
        Assert.Equal(0.5, TrialRun.Measured(experiment with { Validation = 0.5 }).Validation!.Value.Fraction);
        Assert.Null(TrialRun.Measured(experiment with { Folds = 3 }).Validation);
        Assert.Equal(4, TrialRun.Epochs(experiment));
    }

    // The mean over the folds of the RMSE in the unit of the target, each measured on its own rows.
    [Fact]
    public void The_score_of_folds_is_their_mean()
    {
        var experiment = new Experiment(["plane"], Rows: 40, Epochs: 2, Folds: 4, Validation: 0, Seed: 3);
        using var streaming = new Streaming();
        var source = DataSource.Load(experiment, streaming);
        double[] scores = [.. source.Splitter(3).Folds(4, 0).Select(split =>
        {
            (Recipe recipe, TrainParts parts) = Preparation.Of(experiment, source, split, withFiles: false);
            var trainer = new EnsembleTrainer<float>(recipe.Model, parts.Training, recipe.Training, recipe.Members, 1);
            trainer.Train(parts.Validation, null, parts.Preprocessing);
            return new Evaluator<float>(trainer.Network, parts.Test!, recipe.Training.Loss, 1, parts.Preprocessing).Evaluate().Rmse!.Value;
        })];

        Assert.Equal(scores.Average(), Search.Score(experiment)!.Value, 1e-12);
        Assert.Equal(4, scores.Distinct().Count());
    }

    private static string Text(SearchTrial trial) => trial.ToJson().ToJsonString();

    private static Search New(int trials = 9, ulong seed = 0) => new(new Experiment(["plane"], Rows: 40, Seed: seed),
        [SearchChoice.Parse("epochs=10..30"), SearchChoice.Parse("--learning-rate=0.1|0.2")], trials);
}
