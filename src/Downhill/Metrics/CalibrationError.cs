namespace Downhill;

/// <summary>
/// Probabilities: whether rows that are predicted with a probability of 80 % are right in 80 of 100 cases: the mean distance of accuracy
/// from confidence in 15 bins of equal width (i/15, (i+1)/15], weighted by their rows.
/// Source: C. Guo et al., "On Calibration of Modern Neural Networks", 2017.
/// </summary>
internal sealed class CalibrationErrorMetric() : ClassMetric("calibrationError", "calibration error", higherIsBetter: false)
{
    private const int Bins = 15;

    public override RowCounter NewCounter(int classes) => new Gaps();

    public override double? Value(ClassificationMetrics counts, RowCounter? own) => own!.Value(counts.Total);

    private sealed class Gaps : RowCounter
    {
        private readonly double[] gaps = new double[Bins];
        private bool areProbabilities = true;

        public override void Add(Predictions predictions, int row, int predicted)
        {
            areProbabilities &= predictions.LogLosses is not null;
            if (!areProbabilities)
                return;
            double confidence = predictions.Confidence(row, predicted);
            int bin = Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
            gaps[bin] += predictions.Weight(row) * ((predictions.Labels![row] == predicted ? 1 : 0) - confidence);
        }

        public override double? Value(double total)
        {
            double sum = 0;
            foreach (double gap in gaps)
                sum += Math.Abs(gap);
            return areProbabilities ? sum / total : null;
        }
    }
}
