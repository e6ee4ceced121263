namespace Downhill;

/// <summary>
/// The result of a cross-validation: metrics of networks with the same settings, each on the rows that it was not trained on.
/// </summary>
/// <param name="Folds">The metrics of each fold.</param>
/// <param name="Mean">The mean over the folds; its rows are those of all folds.</param>
/// <param name="Deviation">The standard deviation over the folds, √(Σ(x − mean)² / (n − 1)).</param>
public sealed record CrossValidation(IReadOnlyList<Metrics> Folds, Metrics Mean, Metrics Deviation)
{
    /// <summary>Summarizes the folds; at least two are needed.</summary>
    public static CrossValidation Of(IReadOnlyList<Metrics> folds)
    {
        int rows = folds.Sum(fold => fold.Rows);
        Metrics[] summaries = [.. folds.Select(fold => fold.Summary())];
        Metrics mean = Each(summaries, values => MeanAndDeviation.Of(values).Mean);
        Metrics deviation = Each(summaries, values => MeanAndDeviation.Of(values).SampleDeviation);
        return new CrossValidation(summaries, mean with { Rows = rows }, deviation with { Rows = rows });
    }

    // What does not apply to one of the folds does not apply to their mean.
    private static Metrics Each(Metrics[] folds, Func<double[], double> of) => new(
        0,
        of([.. folds.Select(fold => fold.Loss)]),
        MetricValues.Of(folds[0].Values.Select(entry => (entry.Name, folds.All(fold => fold.Values[entry.Name] is not null)
            ? of([.. folds.Select(fold => fold.Values[entry.Name]!.Value)])
            : (double?)null))));
}
