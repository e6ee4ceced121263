namespace Downhill;

/// <summary>How well networks of one recipe do, each on the rows that it did not learn from.</summary>
/// <param name="Folds">What was measured on each fold.</param>
/// <param name="Mean">The mean over the folds; its rows are those of all folds.</param>
/// <param name="Deviation">The standard deviation over the folds, √(Σ(x − mean)² / (n − 1)).</param>
public sealed record CrossValidation(IReadOnlyList<Metrics> Folds, Metrics Mean, Metrics Deviation)
{
    /// <summary>Sums the folds up, which must be two at least.</summary>
    public static CrossValidation Of(IReadOnlyList<Metrics> folds)
    {
        int rows = folds.Sum(fold => fold.Rows);
        Metrics[] summaries = [.. folds.Select(fold => fold.Summary())];
        return new CrossValidation(summaries, Each(summaries, Average) with { Rows = rows }, Each(summaries, Spread) with { Rows = rows });
    }

    private static Metrics Each(Metrics[] folds, Func<double[], double> of)
    {
        return new Metrics(
            0,
            of([.. folds.Select(fold => fold.Loss)]),
            Accuracy: Of(fold => fold.Accuracy),
            LogLoss: Of(fold => fold.LogLoss),
            RocAuc: Of(fold => fold.RocAuc),
            Rmse: Of(fold => fold.Rmse),
            Mae: Of(fold => fold.Mae),
            R2: Of(fold => fold.R2),
            PrAuc: Of(fold => fold.PrAuc),
            BalancedAccuracy: Of(fold => fold.BalancedAccuracy),
            Mcc: Of(fold => fold.Mcc),
            Top5: Of(fold => fold.Top5),
            CalibrationError: Of(fold => fold.CalibrationError),
            Mape: Of(fold => fold.Mape),
            ExplainedVariance: Of(fold => fold.ExplainedVariance));

        // What does not apply to one of the folds does not apply to their mean.
        double? Of(Func<Metrics, double?> number)
        {
            double?[] numbers = [.. folds.Select(number)];
            return numbers.Contains(null) ? null : of([.. numbers.Select(value => value!.Value)]);
        }
    }

    private static double Average(double[] values) => values.Sum() / values.Length;

    private static double Spread(double[] values)
    {
        double mean = Average(values), squares = 0;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }
}
