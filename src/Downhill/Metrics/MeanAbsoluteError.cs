namespace Downhill;

/// <summary>Numbers: the mean absolute error, in the target's unit.</summary>
internal sealed class MeanAbsoluteErrorMetric() : NumberMetric("mae", "MAE", higherIsBetter: false, isMain: true)
{
    public override double? Value(NumberSums sums) => sums.Sum(error => Math.Abs(error.Error)) / sums.Count;
}
