namespace Downhill.Tests;

/// <summary>Whole small cases of all metrics, worked by hand.</summary>
public sealed class WholeMetricsTests
{
    // Rows with their class, the class called and the weight: aa 2, ab 1, bb 4, bc 1, cc 1, cb 1; together 10, right 7.
    // Weights of classes 3, 5, 2; of calls 2, 6, 2. Recall: 2/3, 4/5, 1/2; precision: 1, 2/3, 1/2.
    private static readonly int[] Labels = [0, 0, 1, 1, 2, 2], Called = [0, 1, 1, 2, 2, 1];

    private static readonly double[] Weights = [2, 1, 4, 1, 1, 1];

    [Fact]
    public void Three_weighted_classes()
    {
        // A called class has 0.6, the other two 0.3 and 0.1 in their order.
        double[] answers = [.. Called.SelectMany(called => Enumerable.Range(0, 3).Select(i =>
            i == called ? 0.6 : i == (called == 0 ? 1 : 0) ? 0.3 : 0.1))];
        var rows = new Predictions([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], answers, answers, null, Labels, 3, Weights);

        var metrics = ClassificationMetrics.Compute(rows, ["a", "b", "c"]);

        Assert.Equal((6, 0.7), (metrics.Rows, metrics.Accuracy));
        Assert.Equal((2 + 2 + 12 + 4 + 5 + 6) / 10.0, metrics.Loss, 1e-15);
        Assert.Equal(metrics.Loss, metrics.LogLoss!.Value, 1e-15);
        Assert.Equal(((2 / 3.0) + 0.8 + 0.5) / 3, metrics.BalancedAccuracy!.Value, 1e-15);

        // MCC: (7 · 10 − (3 · 2 + 5 · 6 + 2 · 2)) / √((100 − 9 − 25 − 4) (100 − 4 − 36 − 4)).
        Assert.Equal(30 / Math.Sqrt(62 * 56), metrics.Mcc!.Value, 1e-15);

        // All are called with 0.6, and 0.7 are right.
        Assert.Equal(0.1, metrics.CalibrationError!.Value, 1e-15);

        // Right: 0.4² + 0.3² + 0.1² = 0.26. Wrong with 0.3 for the right class (ab): 0.6² + 0.7² + 0.1² = 0.86; with 0.1 (bc and cb):
        // 0.6² + 0.3² + 0.9² = 1.26.
        Assert.Equal(((7 * 0.26) + 0.86 + (2 * 1.26)) / 10, metrics.Values["brier"]!.Value, 1e-15);
        // F1: 2 hits / (calls + rows of the class): 4/5, 8/11, 2/4.
        double[] precision = [1, 2 / 3.0, 0.5], recall = [2 / 3.0, 0.8, 0.5], f1 = [0.8, 8 / 11.0, 0.5];
        for (int i = 0; i < 3; i++)
        {
            ClassScore score = metrics.Classes![i];
            Assert.Equal((2, precision[i], recall[i]), (score.Rows, score.Precision, score.Recall));
            Assert.Equal(f1[i], score.F1, 1e-15);
        }

        Assert.Equal([0.3, 0.5, 0.2], metrics.Classes!.Select(score => score.Share));
        Assert.Equal([[1, 1, 0], [0, 1, 1], [0, 1, 1]], metrics.Confusion);
        Assert.Null(metrics.RocAuc);
        Assert.Null(metrics.Top5);
    }

    // Scores from above: yes 1 (weight 2), no 2 (1), yes 3 (1), no 4 (3). Pairs of yes above no: 2 · 4 + 1 · 3 = 11 of 3 · 4.
    // Average precision: 2/3 · 1 + 1/3 · 3/4 = 11/12.
    [Fact]
    public void The_areas_of_weighted_rows()
    {
        double[] answers = [0.2, 0.9, 0.4, 0.6];
        var rows = new Predictions(new double[4], new double[4], answers, [-3, 3, -1, 1], null, [0, 1, 1, 0], 1, [3, 2, 1, 1]);
        var metrics = ClassificationMetrics.Compute(rows, ["no", "yes"]);
        Assert.Equal(11 / 12.0, metrics.RocAuc!.Value, 1e-15);
        Assert.Equal(11 / 12.0, metrics.PrAuc!.Value, 1e-15);

        // One output, two classes: (p − label)², of the second alone: 3 · 0.04 + 2 · 0.01 + 0.36 + 0.36.
        Assert.Equal(0.86 / 7, metrics.Values["brier"]!.Value, 1e-15);

        // Sure of 0.8 (no, right), 0.9 (right), 0.6 (no, wrong), 0.6 (wrong): each in its bin but the last two, which share one.
        Assert.Equal(((3 * 0.2) + (2 * 0.1) + (2 * 0.6)) / 7, metrics.CalibrationError!.Value, 1e-15);
        Assert.Equal(5 / 7.0, metrics.Accuracy!.Value, 1e-15);
    }

    // Two targets of three rows of weights 1, 2, 1. Errors of the first: 1, −1, 3; of the second: 0, 2, 0.
    // First targets 2, 4, 6 have the mean 4 and the spread 8; second 1, 1, 5 the mean 2 and the spread 1 + 2 + 9 = 12.
    [Fact]
    public void Two_weighted_targets()
    {
        double[] targets = [2, 1, 4, 1, 6, 5], values = [3, 1, 3, 3, 9, 5];
        var metrics = RegressionMetrics.Compute(new Predictions([4, 8, 12], null, values, values, targets, null, 2, [1, 2, 1]));

        Assert.Equal(8, metrics.Loss);
        Assert.Equal(Math.Sqrt((1 + 2 + 9 + 8) / 8.0), metrics.Rmse!.Value, 1e-15);
        Assert.Equal((1 + 2 + 3 + 4) / 8.0, metrics.Mae!.Value, 1e-15);
        Assert.Equal(((1 - (12 / 8.0)) + (1 - (8 / 12.0))) / 2, metrics.R2!.Value, 1e-15);

        // |error| / |target|: 1/2 + 2 · 1/4 + 3/6, and 2 · 2/1.
        Assert.Equal((1.5 + 4) / 8, metrics.Mape!.Value, 1e-15);

        // Mean errors (1 − 2 + 3) / 4 = ½ and 4/4 = 1; spreads ¼ + 2 · 9/4 + 25/4 = 11, and 1 + 2 + 1 = 4.
        Assert.Equal(((1 - (11 / 8.0)) + (1 - (4 / 12.0))) / 2, metrics.ExplainedVariance!.Value, 1e-15);
    }

    [Fact]
    public void A_target_of_0_has_no_share_unless_its_row_weighs_nothing()
    {
        Assert.Null(Of([1, 1]).Mape);
        Assert.Equal(0.5, Of([1, 0]).Mape);

        static Metrics Of(double[] weights) =>
            RegressionMetrics.Compute(new Predictions([0, 0], null, [3, 1], [3, 1], [2, 0], null, 1, weights));
    }
}
