namespace Downhill;

/// <summary>
/// Two classes: the probability that a row of the second class is given a higher score than one of the first, ties counting half; null
/// where one of them is absent.
/// </summary>
internal sealed class RocAucMetric() : ClassMetric("rocAuc", "ROC-AUC", higherIsBetter: true, isMain: true)
{
    public override double? Value(ClassCounts counts, RowCounter? own) => counts.Areas.RocAuc;
}
