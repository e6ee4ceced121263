namespace Downhill;

/// <summary>
/// Probabilities: the mean squared difference between the probabilities and the target (1 for the actual class, 0 for others), summed over
/// the classes; for two classes, of the second class only. Source: G. Brier, "Verification of forecasts expressed in terms of probability",
/// 1950.
/// </summary>
internal sealed class BrierScoreMetric() : ClassMetric("brier", "Brier score", higherIsBetter: false)
{
    public override RowCounter NewCounter(int classes) => new RowMean((predictions, row) =>
        predictions.LogLosses is null ? null : Distance(predictions.Row(row), predictions.Labels![row]));

    public override double? Value(ClassCounts counts, RowCounter? own) => own!.Value(counts.Total);

    private static double Distance(ReadOnlySpan<double> probabilities, int label)
    {
        if (probabilities.Length <= 2)
            return (probabilities[^1] - label) * (probabilities[^1] - label);
        double sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
            sum += (probabilities[i] - (i == label ? 1 : 0)) * (probabilities[i] - (i == label ? 1 : 0));
        return sum;
    }
}
