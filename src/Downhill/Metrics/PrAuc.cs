namespace Downhill;

/// <summary>Two classes: the average precision, the area under precision over recall; null if the second class is absent.</summary>
internal sealed class PrAucMetric() : ClassMetric("prAuc", "PR-AUC", higherIsBetter: true)
{
    public override double? Value(ClassCounts counts, RowCounter? own) => counts.Areas.PrAuc;
}
