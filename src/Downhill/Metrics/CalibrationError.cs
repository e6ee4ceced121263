namespace Downhill;

/// <summary>
/// Probabilities: whether rows that are predicted with a probability of 80 % are right in 80 of 100 cases: the mean distance of accuracy
/// from confidence in 15 bins of equal width (i/15, (i+1)/15], weighted by their rows.
/// Source: C. Guo et al., "On Calibration of Modern Neural Networks", 2017.
/// </summary>
internal sealed class CalibrationErrorMetric() : ClassMetric("calibrationError", "calibration error", higherIsBetter: false)
{
    public override bool IsBiasedWhenResampled => true;

    public override RowCounter NewCounter(int classes) => new Calibration();

    public override double? Value(ClassCounts counts, RowCounter? own) => own!.Value(counts.Total);
}

/// <summary>The difference between accuracy and confidence in each bin.</summary>
internal sealed class Calibration : RowCounter
{
    private const int Bins = 15;

    private readonly double[] gaps = new double[Bins];
    private bool areProbabilities = true;

    public override void Add(Predictions predictions, int row, int predicted)
    {
        areProbabilities &= predictions.LogLosses is not null;
        if (areProbabilities)
            Add(predictions.Confidence(row, predicted), predictions.Labels![row] == predicted, predictions.Weight(row));
    }

    /// <summary>
    /// Counts a row: the probability of its most probable class, whether that is the right one, and how much the row counts.
    /// </summary>
    public void Add(double confidence, bool isRight, double weight)
    {
        int bin = Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
        gaps[bin] += weight * ((isRight ? 1 : 0) - confidence);
    }

    /// <summary>
    /// The calibration error that a model for which these probabilities are exactly right exceeds on as many rows in only 1 − level of all
    /// cases: which rows are right is drawn from the probabilities, many times.
    /// </summary>
    public static double Bound(Predictions rows, Bootstrap how)
    {
        double[] confidences = [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Confidence(row, PredictedClass.Of(rows.Row(row))))];
        double total = Enumerable.Range(0, rows.Rows).Sum(rows.Weight);
        var errors = new double[how.Samples];
        for (int sample = 0; sample < errors.Length; sample++)
        {
            var random = new RandomStream(how.Seed, RandomPurpose.Bootstrap, (ulong)(how.Samples + sample));
            var one = new Calibration();
            for (int row = 0; row < confidences.Length; row++)
                one.Add(confidences[row], random.Uniform((ulong)row) < confidences[row], rows.Weight(row));
            errors[sample] = one.Value(total)!.Value;
        }

        Array.Sort(errors);
        return SortedNumbers.Quantile(errors, how.Level);
    }

    public override double? Value(double total)
    {
        double sum = 0;
        foreach (double gap in gaps)
            sum += Math.Abs(gap);
        return areProbabilities ? sum / total : null;
    }
}
