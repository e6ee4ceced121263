using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill.Reports;

/// <summary>The result of a learning rate range test: a chart, the suggested rate, and its comparison with the recipe.</summary>
/// <param name="range">The result of the test.</param>
/// <param name="training">The training options of the test.</param>
/// <param name="data">The name of the data.</param>
/// <param name="next">The command that trains with the suggested rate; null without a suggestion.</param>
/// <param name="compared">The comparison with the recipe; null if it was not made.</param>
public sealed class LearningRateReport(
    LearningRateRange range, TrainingOptions training, string data, string? next = null, RateComparison? compared = null)
{
    /// <summary>The advice if the loss never fell.</summary>
    public string SmallerRate { get; init; } = "Try a smaller first rate or more steps.";

    /// <summary>The advice if the decrease of the loss can be explained by chance.</summary>
    public string MoreSteps { get; init; } = "Try more steps, or larger batches.";

    /// <summary>The report as a document.</summary>
    public Document Document()
    {
        ChartLine Line(string name, Func<LearningRatePoint, double> loss) =>
            new(name, [.. range.Points.Select(point => new ChartPoint(Math.Log10(point.Rate), loss(point)))]);
        string optimizer = Catalog.Optimizers.NameOf(training.Optimizer).Split(' ')[0];
        var chart = new LineChart(
            "Loss by learning rate",
            $"The loss while the learning rate grows from {Number(range.Points[0].Rate)} to {Number(range.Points[^1].Rate)}; "
                + $"the running mean is what the suggestion is taken from.",
            "log₁₀ of the learning rate",
            "loss",
            [
                Line("running mean", point => point.Smooth),
                Line("batch", point => point.Loss),
                .. range.Suggestion is double at
                    ? [new ChartLine($"suggested: {Number(at)}",
                        [new(Math.Log10(at), range.Points.MinBy(point => Math.Abs(Math.Log(point.Rate / at))).Smooth)], Marked: true)]
                    : Array.Empty<ChartLine>(),
            ]);
        Block[] found = range.Suggestion is double rate
            ? [.. compared?.Blocks() ?? [],
                new Paragraph($"The loss falls fastest at {Number(range.Steepest!.Value)} and is smallest at "
                    + $"{Number(range.Lowest!.Value)}; suggested: {Number(rate)}. To train with it:"), new Code(next!)]
            : [new Note(range.Steepest is null
                ? $"No suggestion: the loss never fell. {SmallerRate}"
                : $"No suggestion: the loss fell by {Number(range.Fall)}, which can happen by chance "
                    + $"({LearningRateRange.MinErrors:G1} standard errors of {Number(range.Noise)}). "
                    + $"{MoreSteps}")];
        return new Document($"Learning rates for {data}", (Section[])[new Section(
            string.Empty,
            [new Paragraph($"{MetricText.Count(range.Points.Length, "step")} with {optimizer} on batches of "
                + $"{MetricText.Count(training.BatchSize)}."), chart, .. found])]);
    }

    /// <summary>The report as JSON, with all points.</summary>
    public JsonObject ToJson() => new()
    {
        ["suggestion"] = range.Suggestion,
        ["steepest"] = range.Steepest,
        ["lowest"] = range.Lowest,
        ["fall"] = range.Fall,
        ["noise"] = range.Noise,
        ["command"] = next,
        ["measured"] = compared?.ToJson(),
        ["points"] = new JsonArray(
            [.. range.Points.Select(point =>
                (JsonNode)new JsonObject { ["rate"] = point.Rate, ["loss"] = point.Loss, ["smooth"] = point.Smooth })]),
    };

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
