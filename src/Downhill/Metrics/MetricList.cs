using System.Collections.Immutable;

namespace Downhill;

/// <summary>The list of metrics: JSON, reports, intervals, cross-validation, curves and comparisons walk it.</summary>
public static class MetricList
{
    /// <summary>Every metric, in the order in which they are reported.</summary>
    public static ImmutableArray<Metric> All { get; } =
    [
        new AccuracyMetric(),
        new LogLossMetric(),
        new RocAucMetric(),
        new PrAucMetric(),
        new BalancedAccuracyMetric(),
        new MatthewsCorrelationMetric(),
        new Top5AccuracyMetric(),
        new CalibrationErrorMetric(),
        new BrierScoreMetric(),
        new RootMeanSquaredErrorMetric(),
        new MeanAbsoluteErrorMetric(),
        new R2Metric(),
        new MeanAbsolutePercentageErrorMetric(),
        new ExplainedVarianceMetric(),
    ];

    /// <summary>The metric with a name, as in JSON; null if there is none.</summary>
    public static Metric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);
}
