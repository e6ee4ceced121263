using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Experiments;

namespace Downhill.Reports;

/// <summary>The result of a search: its best trials, a chart of the scores, and the command of the best.</summary>
/// <param name="search">The search.</param>
/// <param name="journal">The finished trials.</param>
/// <param name="ranked">The trials of the last round, the best first.</param>
public sealed class SearchReport(Search search, SearchJournal journal, IReadOnlyList<SearchTrial> ranked)
{
    private const int Shown = 10;

    private readonly string command = CommandText.Of(search.Of(ranked[0]));

    // The relative improvement of the best trial over the unchanged experiment; null if one of the two diverged.
    private double? Gain => journal.Recipe?.Score is double recipe && ranked[0].Score is double best ? (recipe - best) / recipe : null;

    /// <summary>A line about a finished trial.</summary>
    public static string Line(Search search, SearchTrial trial)
    {
        if (trial.Number == 0)
            return $"recipe: {Score(trial)}, {Seconds(trial)} s";
        string round = search.Rungs == 1 ? string.Empty : $" (round {trial.Rung} of {search.Rungs})";
        return $"trial {trial.Number} of {search.Trials}{round}: {Score(trial)}, {Seconds(trial)} s, {Values(trial)}";
    }

    /// <summary>The report as JSON.</summary>
    /// <param name="folder">The folder of the search.</param>
    public JsonObject ToJson(string folder) => new()
    {
        ["recipe"] = new JsonObject { ["score"] = journal.Recipe?.Score, ["seconds"] = journal.Recipe?.Seconds },
        ["best"] = ranked[0].ToJson(),
        ["gain"] = Gain,
        ["command"] = command,
        ["folder"] = folder,
        ["trials"] = new JsonArray(
            [.. journal.Trials.OrderBy(trial => trial.Rung).ThenBy(trial => trial.Number).Select(trial => (JsonNode)trial.ToJson())]),
    };

    /// <summary>The report as a document.</summary>
    public Document Document()
    {
        string rows = search.Experiment.Folds is null ? "the validation rows" : "the rows of the left-out folds";
        string shown = ranked.Count > Shown
            ? $"The {Shown} best of {MetricText.Count(ranked.Count, "trial")}"
            : "The trials, the best first";
        string trained = MetricText.Count(journal.Trials.Count, "training");
        return new Document($"Search on {search.Experiment.Name}", (Section[])
        [
            new Section(
                string.Empty,
                [
                    new Paragraph($"{trained}. A score is the log-loss (classes) or the RMSE (numbers) on {rows}; "
                        + $"the test rows are not used."),
                    new DataTable(
                        shown,
                        ["trial", .. search.Choices.Select(choice => new Column(choice.Setting.Name)), "score", "seconds"],
                        [.. journal.Recipe is SearchTrial recipe ? [Recipe(recipe)] : Array.Empty<Row>(),
                            .. ranked.Take(Shown).Select(Row)]),
                    Chart(Last(), search.Rungs == 1),
                ]),
            new Section("Best trial", [.. Gain is double gain ? [Gained(gain)] : Array.Empty<Block>(), new Code(command)]),
        ]);
    }

    // The unchanged experiment is the first row.
    private Row Recipe(SearchTrial recipe) => new(
        "recipe",
        [
            .. search.Choices.Select(_ => new Cell("·", Emphasis: Emphasis.Soft)),
            new Cell(Score(recipe), recipe.Score ?? double.NaN),
            new Cell(Seconds(recipe), recipe.Seconds),
        ]);

    private Block Gained(double gain) => gain > 0
        ? new Paragraph($"{MetricText.Percent(gain)} better than the recipe on these rows. "
            + "They were used to choose the trial, so expect less on other rows.")
        : new Note($"No improvement: the recipe is as good or better. Train without these options: {CommandText.Of(search.Experiment)}");

    private static Row Row(SearchTrial trial) => new(
        trial.Number.ToString(CultureInfo.InvariantCulture),
        [
            .. trial.Values.Select(value => new Cell(value.Value)),
            new Cell(Score(trial), trial.Score ?? double.NaN),
            new Cell(Seconds(trial), trial.Seconds),
        ]);

    // The last round of each trial. With successive halving the trials end in different rounds, so there is no best so far.
    private SearchTrial[] Last() =>
        [.. journal.Trials.GroupBy(trial => trial.Number).OrderBy(trial => trial.Key).Select(trial => trial.MaxBy(one => one.Rung)!)];

    private static LineChart Chart(SearchTrial[] trials, bool areAlike)
    {
        SearchTrial[] scored = [.. trials.Where(trial => trial.Score is not null)];
        double best = double.PositiveInfinity;
        var points = new ChartLine("score", [.. scored.Select(trial => new ChartPoint(trial.Number, trial.Score!.Value))], Marked: true,
            Joined: false);
        var bests = new ChartLine("best so far",
            [.. scored.Select(trial => new ChartPoint(trial.Number, best = Math.Min(best, trial.Score!.Value)))]);
        return areAlike
            ? new LineChart("Scores", "The score of each trial, and the best so far.", "trial", "score", [points, bests])
            : new LineChart("Scores", "The score of each trial after its last round.", "trial", "score", [points]);
    }

    private static string Values(SearchTrial trial) => string.Join(", ", trial.Values.Select(value => $"{value.Setting} {value.Value}"));

    private static string Score(SearchTrial trial) => trial.Score is double score ? MetricText.Number(score) : "diverged";

    private static string Seconds(SearchTrial trial) => trial.Seconds.ToString("F1", CultureInfo.InvariantCulture);
}
