using System.Globalization;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>The result of a competition for a blend, with the uncertainty of its score.</summary>
public static class BlendText
{
    /// <summary>The candidates, the largest share of the blend first.</summary>
    /// <param name="blend">The candidates and their results.</param>
    /// <param name="outside">The metrics out of fold.</param>
    public static DataTable Candidates(BlendRecord blend, Metrics outside)
    {
        double? scale = outside.Rmse / Math.Sqrt(blend.Loss); // losses are of standardized targets
        return new DataTable(
            string.Empty,
            [Column.Text("candidate"), Column.Text("stop"), scale is null ? "log-loss out of fold" : "RMSE out of fold", "members",
                "weight"],
            [
                .. blend.Competitors.OrderByDescending(one => one.Weight).ThenBy(one => one.Loss).Select(one => new Row(
                    one.Name, [one.Stop, Number(scale is double unit ? unit * Math.Sqrt(one.Loss) : one.Loss), Count(one.Members),
                        Percent(one.Weight, 0)])),
            ]);
    }

    /// <summary>The blend in one line: <c>68 % linear (λ = 1) + 32 % small (16 epochs), each the mean of 15 members</c>.</summary>
    public static string Summary(BlendRecord blend)
    {
        Competitor[] used = [.. blend.Competitors.Where(one => one.Weight > 0).OrderByDescending(one => one.Weight)];
        string parts = string.Join(" + ", used.Select(one => $"{Percent(one.Weight, 0)} {one.Name} ({one.Stop})"));
        return $"{parts}, each the mean of {Count(used[0].Members)} members "
            + $"({Count(blend.Folds)} folds, repeated {Count(blend.Deals)} times)";
    }

    /// <summary>
    /// Calibration, the score out of fold with its interval, and whether the training rows are partly memorized, in sentences.
    /// </summary>
    public static IEnumerable<string> Sentences(BlendRecord blend, RunMetrics metrics)
    {
        if (metrics.OutOfFold is not Metrics outside)
            yield break;
        bool hasClasses = outside.LogLoss is not null;
        string name = hasClasses ? "log-loss" : "RMSE", key = hasClasses ? "logLoss" : "rmse";
        double score = hasClasses ? outside.LogLoss!.Value : outside.Rmse!.Value;
        if (blend.Factor != 1)
            yield return $"Calibrated: logits times {blend.Factor.ToString("G3", CultureInfo.InvariantCulture)}, "
                + $"log-loss out of fold {Number(blend.LossBefore)} → {Number(blend.Loss)}.";
        if (outside.Intervals?.FirstOrDefault(one => one.Name == key) is not MetricInterval interval)
            yield break;
        string nested = blend.NestedLoss is double without
            ? $"; {Number(hasClasses ? without : score * Math.Sqrt(without / blend.Loss))} if stops, "
                + "weights and temperature are chosen without "
                + $"the scored row"
            : string.Empty;
        yield return $"The {name} out of fold is {Number(score)}, 95 % from {Number(interval.Low)} to {Number(interval.High)}{nested}.";
        if (metrics.Train is Metrics train && (hasClasses ? train.LogLoss : train.Rmse) < interval.Low)
        {
            yield return "The score on the training rows is far better than out of fold: the network has partly memorized them. "
                + "Expect the out-of-fold score on new rows.";
        }
    }

    /// <summary>The metrics of a part and the ends of their intervals, as rows of a table of parts.</summary>
    public static IEnumerable<(string Part, Metrics? Metrics)> WithIntervals(string part, Metrics? metrics)
    {
        yield return (part, metrics);
        if (metrics?.Intervals is not { } intervals)
            yield break;
        yield return ("  95 % from", Ends(interval => interval.Low));
        yield return ("  to", Ends(interval => interval.High));

        Metrics Ends(Func<MetricInterval, double> end) => new(
            metrics.Rows,
            intervals.FirstOrDefault(one => one.Name == "loss") is MetricInterval loss ? end(loss) : metrics.Loss,
            [.. intervals.Where(one => one.Name != "loss").Select(one => (one.Name, end(one)))]);
    }
}
