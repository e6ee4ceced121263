namespace Downhill;

/// <summary>
/// Classes: the mean of −ln p, p being the probability given to the right class; for losses that answer in probabilities.
/// </summary>
internal sealed class LogLossMetric() : ClassMetric("logLoss", "log-loss", higherIsBetter: false, isMain: true)
{
    public override RowCounter NewCounter(int classes) => new RowMean((predictions, row) => predictions.LogLosses?[row]);

    public override double? Value(ClassCounts counts, RowCounter? own) => own!.Value(counts.Total);
}
