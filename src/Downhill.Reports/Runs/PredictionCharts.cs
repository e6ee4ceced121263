using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>Charts of predictions and actual values.</summary>
public static class PredictionCharts
{
    /// <summary>The charts that apply: ROC, precision and recall, calibration, predictions and errors.</summary>
    /// <param name="analysis">The errors.</param>
    /// <param name="part">The part of the data: <c>test</c>.</param>
    /// <param name="positive">Two classes: the positive one.</param>
    public static IEnumerable<Block> Of(ErrorAnalysis analysis, string part, string? positive = null)
    {
        string isPositive = positive is null ? "the second class is positive" : $"'{positive}' is the positive class";
        if (analysis.Roc is { } roc)
        {
            yield return new LineChart(
                "ROC curve",
                $"The true positive rate by the false positive rate at every threshold; {isPositive}.",
                "false positive rate",
                "true positive rate",
                [Line("model", roc), new ChartLine("chance", [new(0, 0), new(1, 1)])]);
        }

        if (analysis.PrecisionRecall is { } precision)
        {
            yield return new LineChart(
                "Precision-recall curve", $"Precision by recall at every threshold; {isPositive}.", "recall", "precision",
                [Line("model", precision)]);
        }

        if (analysis.Calibration is { Count: > 1 } bins)
        {
            yield return new LineChart(
                "Calibration",
                "The accuracy by the confidence of the predictions; on the dashed line both are equal.",
                "confidence",
                "accuracy",
                [
                    new ChartLine("model", [.. bins.Select(bin => new ChartPoint(bin.Confidence, bin.Accuracy))], Marked: true),
                    new ChartLine("perfect", [new(bins[0].Confidence, bins[0].Confidence), new(1, 1)]),
                ]);
        }

        if (analysis.Answered is { Count: > 1 } predicted)
        {
            double low = predicted.Min(point => point.X), high = predicted.Max(point => point.X);
            yield return new LineChart(
                "Predictions",
                "The predicted value by the actual value; on the dashed line both are equal.",
                "actual",
                "predicted",
                [Line("rows", predicted) with { Marked = true, Joined = false }, new ChartLine("equal", [new(low, low), new(high, high)])]);
            yield return BarChart.Histogram("Errors", "The distribution of the errors, prediction − target.", "error",
                predicted.Select(point => point.Y - point.X));
        }

        if (ErrorTables.Residuals(analysis, part) is DataTable residuals)
            yield return residuals;
    }

    private static ChartLine Line(string name, IReadOnlyList<CurvePoint> points) =>
        new(name, [.. points.Select(point => new ChartPoint(point.X, point.Y))]);
}
