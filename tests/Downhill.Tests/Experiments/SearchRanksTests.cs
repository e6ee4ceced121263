using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>The trials of a search on several ranks, which are threads here.</summary>
public sealed class SearchRanksTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void Trials_spread_over_ranks_score_the_same_and_each_is_run_once(int ranks)
    {
        var search = new Search(
            new Experiment(["iris"]) { Model = "linear 6, tanh, linear", Epochs = 9 },
            [SearchChoice.Parse("learning-rate=0.001..0.1"), SearchChoice.Parse("batch=8|16|32")], Trials: 7, IsHalving: true);
        IReadOnlyList<SearchTrial> expected = search.Run(SearchJournal.Open(folder["one"], search), jobs: 1);
        var journal = SearchJournal.Open(folder["ranks"], search);
        IReadOnlyList<SearchTrial> ranked = ThreadRanks.Run(ranks, communicator =>
        {
            if (communicator.Rank > 0)
            {
                search.Assist(communicator, jobs: 1);
                return null;
            }

            IReadOnlyList<SearchTrial> result = search.Run(journal, jobs: 1, communicator: communicator);
            communicator.Broadcast(string.Empty);
            return result;
        })[0]!;
        Assert.Equal(Scores(expected), Scores(ranked));
        Assert.Equal(Scores(SearchJournal.Open(folder["one"], search).Trials.OrderBy(Place)), Scores(journal.Trials.OrderBy(Place)));
        Assert.Equal(7 + 3 + 1, journal.Trials.Select(Place).Distinct().Count());

        static (int, int) Place(SearchTrial trial) => (trial.Rung, trial.Number);

        static string[] Scores(IEnumerable<SearchTrial> trials) =>
            [.. trials.Select(trial => $"{trial.Rung} {trial.Number} {string.Join(' ', trial.Values)} {trial.Score:R}")];
    }

    // A learning rate that no training survives is a score of null on every rank.
    [Fact]
    public void A_trial_that_diverges_on_another_rank_has_no_score()
    {
        var search = new Search(
            new Experiment(["plane"]) { Model = "linear", Epochs = 1, Optimizer = new Sgd() },
            [SearchChoice.Parse("learning-rate=1e29|1e30")], Trials: 2);
        var journal = SearchJournal.Open(folder["diverged"], search);
        journal.Recipe = new SearchTrial(0, 1, [], null, 0);
        ThreadRanks.Run(2, communicator =>
        {
            if (communicator.Rank > 0)
            {
                search.Assist(communicator, jobs: 1);
                return 0;
            }

            search.Run(journal, jobs: 1, communicator: communicator);
            communicator.Broadcast(string.Empty);
            return 0;
        });
        Assert.Equal([1, 2], journal.Trials.Select(trial => trial.Number).Order());
        Assert.All(journal.Trials, trial => Assert.Null(trial.Score));
    }
}
