namespace Downhill;

/// <summary>Numbers: 1 − variance of y − t / variance of t, averaged over the targets; null if a target is constant.</summary>
internal sealed class ExplainedVarianceMetric() : NumberMetric("explainedVariance", "explained variance", higherIsBetter: true)
{
    public override double? Value(NumberSums sums) =>
        Finite(sums.Columns.Sum(column => 1 - (column.ErrorSpread / column.Spread)) / sums.Columns.Length);
}
