namespace Downhill;

/// <summary>Metrics of predictions that are numbers.</summary>
internal static class RegressionMetrics
{
    /// <summary>The metrics of rows that are all there.</summary>
    public static Metrics Compute(Predictions answers)
    {
        var sums = new NumberSums(answers);
        double losses = 0;
        for (int row = 0; row < answers.Rows; row++)
            losses += answers.Weight(row) * answers.Losses[row];
        return new Metrics(
            answers.Rows,
            losses / sums.Total,
            MetricValues.Of(MetricList.All.OfType<NumberMetric>().Select(metric => (metric.Name, metric.Value(sums)))));
    }
}
