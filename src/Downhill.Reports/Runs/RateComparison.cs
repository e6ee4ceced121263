using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Experiments;

namespace Downhill.Reports;

/// <summary>A comparison of a suggested learning rate with the recipe, on held-out rows.</summary>
/// <param name="Rate">The learning rate of the recipe; null if its candidates have their own rates.</param>
/// <param name="Recipe">The recipe's score: log-loss for classes, RMSE for numbers; null if it diverged.</param>
/// <param name="Suggested">The suggested rate.</param>
/// <param name="Score">The score with the suggested rate; null if it diverged.</param>
/// <param name="Command">The command that trains with the learning rate of the recipe.</param>
public sealed record RateComparison(double? Rate, double? Recipe, double Suggested, double? Score, string Command)
{
    private double? Gain => Recipe is double recipe && Score is double score ? (recipe - score) / recipe : null;

    /// <summary>Trains with the recipe and with a suggested rate, and measures both on held-out rows.</summary>
    /// <param name="search">The search that suggests the rate.</param>
    /// <param name="recipe">The experiment as it was given.</param>
    /// <param name="tested">The experiment of the test.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <exception cref="OperationCanceledException">The comparison was cancelled.</exception>
    public static RateComparison? Of(LearningRateSearch search, Experiment recipe, Experiment tested,
        CancellationToken cancellation = default)
    {
        if (search.Range.Suggestion is not double rate)
            return null;
        bool isBlend;
        recipe = recipe with { Steps = null };
        using (var streaming = new Streaming(recipe.Stream))
        {
            isBlend = PreparedExperiment.Of(recipe, streaming, withFiles: false).Recipe.IsBlend;
        }

        Experiment suggested = LearningRateSearch.With(tested, rate);
        double? score = Search.Score(recipe, isRecipe: true, cancellation);
        return new RateComparison(isBlend ? null : search.Recipe.Training.Optimizer.LearningRate, score, suggested.LearningRate!.Value,
            Search.Score(suggested, isRecipe: false, cancellation), CommandText.Of(recipe));
    }

    /// <summary>The comparison as a table and a sentence.</summary>
    public IEnumerable<Block> Blocks()
    {
        yield return new DataTable(
            "Trained, then measured on held-out rows: log-loss for classes, RMSE for numbers",
            [Column.Text("what"), "learning rate", "score"],
            [
                new Row("recipe", [Rate is double rate ? Number(rate) : "of each candidate", Scored(Recipe)]),
                new Row("suggestion", [Number(Suggested), Scored(Score)]),
            ]);
        if (Gain is double gain)
        {
            yield return gain > 0
                ? new Paragraph($"The suggestion is {MetricText.Percent(gain)} better than the recipe on these rows.")
                : new Note($"No improvement: the recipe is as good or better. Use the recipe's learning rate: {Command}");
        }
    }

    /// <summary>The comparison as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["recipe"] = new JsonObject { ["rate"] = Rate, ["score"] = Recipe },
        ["suggestion"] = new JsonObject { ["rate"] = Suggested, ["score"] = Score },
        ["gain"] = Gain,
    };

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static Cell Scored(double? score) => score is double number
        ? new Cell(MetricText.Number(number), number)
        : new Cell("diverged", Emphasis: Emphasis.Bad);
}
