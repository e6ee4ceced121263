namespace Downhill;

/// <summary>Numbers: 1 − Σ(y − t)² / Σ(t − mean)², averaged over the targets; null if a target is constant.</summary>
internal sealed class R2Metric() : NumberMetric("r2", "R²", higherIsBetter: true, isMain: true)
{
    public override double? Value(NumberSums sums) =>
        Finite(sums.Columns.Sum(column => 1 - (column.Squares / column.Spread)) / sums.Columns.Length);
}
