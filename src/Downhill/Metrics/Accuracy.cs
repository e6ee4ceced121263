namespace Downhill;

/// <summary>Classes: the share of rows whose predicted class is correct.</summary>
internal sealed class AccuracyMetric() : ClassMetric("accuracy", "accuracy", higherIsBetter: true, isMain: true)
{
    public override double? Value(ClassCounts counts, RowCounter? own) => counts.HitWeights.Sum() / counts.Total;
}
