namespace Downhill;

/// <summary>
/// Classes: the Matthews correlation of right and predicted classes, from −1 to 1; 0 if one of them never changes.
/// Source: J. Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
/// </summary>
internal sealed class MatthewsCorrelationMetric() : ClassMetric("mcc", "MCC", higherIsBetter: true)
{
    public override double? Value(ClassCounts counts, RowCounter? own)
    {
        double all = counts.Total, right = counts.HitWeights.Sum(), both = 0, actualSquares = 0, predictedSquares = 0;
        for (int i = 0; i < counts.HitWeights.Length; i++)
        {
            both += counts.ActualWeights[i] * counts.PredictedWeights[i];
            actualSquares += counts.ActualWeights[i] * counts.ActualWeights[i];
            predictedSquares += counts.PredictedWeights[i] * counts.PredictedWeights[i];
        }

        double spread = Math.Sqrt((all * all) - actualSquares) * Math.Sqrt((all * all) - predictedSquares);
        return spread == 0 ? 0 : ((right * all) - both) / spread;
    }
}
