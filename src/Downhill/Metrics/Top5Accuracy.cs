namespace Downhill;

/// <summary>
/// From ten classes on: the share of rows whose right class is among the five most probable; of equal ones the first count as more
/// probable.
/// </summary>
internal sealed class Top5AccuracyMetric() : ClassMetric("top5", "top-5 accuracy", higherIsBetter: true)
{
    // Among fewer classes than these, to be among the first five says little.
    private const int Top = 5, MinClasses = 10;

    public override RowCounter? NewCounter(int classes) => classes < MinClasses
        ? null
        : new RowMean((predictions, row) => IsAmongTop(predictions.Row(row), predictions.Labels![row]) ? 1 : 0);

    public override double? Value(ClassCounts counts, RowCounter? own) => own?.Value(counts.Total);

    private static bool IsAmongTop(ReadOnlySpan<double> answer, int label)
    {
        int before = 0;
        for (int i = 0; i < answer.Length; i++)
            before += answer[i] > answer[label] || (i < label && answer[i].Equals(answer[label])) ? 1 : 0;
        return before < Top;
    }
}
