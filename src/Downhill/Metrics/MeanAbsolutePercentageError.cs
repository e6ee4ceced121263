namespace Downhill;

/// <summary>Numbers: the mean of |y − t| / |t|; null if a target is 0.</summary>
internal sealed class MeanAbsolutePercentageErrorMetric() : NumberMetric("mape", "MAPE", higherIsBetter: false)
{
    public override double? Value(NumberSums sums) =>
        Finite(sums.Sum(error => Math.Abs(error.Error) / Math.Abs(error.Target)) / sums.Count);
}
