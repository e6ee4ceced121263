namespace Downhill;

/// <summary>Numbers: the root of the mean squared error, in the target's unit.</summary>
internal sealed class RootMeanSquaredErrorMetric() : NumberMetric("rmse", "RMSE", higherIsBetter: false, isMain: true)
{
    public override double? Value(NumberSums sums) => Math.Sqrt(sums.Columns.Sum(column => column.Squares) / sums.Count);
}
