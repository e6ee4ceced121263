namespace Downhill;

/// <summary>The observed coverage of intervals or sets with one promised coverage.</summary>
/// <param name="Promised">The coverage that they were made for, such as 0.9.</param>
/// <param name="Held">The share of the rows whose truth they held.</param>
/// <param name="Width">Their mean width in the target's unit, or the mean number of classes in a set.</param>
public sealed record CoverageLevel(double Promised, double Held, double Width);

/// <summary>The observed coverage of the intervals or sets of a run.</summary>
/// <param name="OutOfFold">
/// For a blend: the coverage on the training rows, each measured with the out-of-fold errors of other rows; null for other runs.
/// </param>
/// <param name="Test">On the rows kept for the end; null if there are none.</param>
public sealed record RunCoverage(IReadOnlyList<CoverageLevel>? OutOfFold, IReadOnlyList<CoverageLevel>? Test);

/// <summary>Measures intervals and sets at several coverages.</summary>
internal static class Coverage
{
    private const int Parts = 10;

    private static readonly double[] Levels = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

    /// <summary>Measures on rows that were not used for the uncertainty.</summary>
    public static IReadOnlyList<CoverageLevel> Of(Predictions rows, Uncertainty uncertainty) => Of(rows, _ => uncertainty);

    /// <summary>
    /// Measures on the rows of an uncertainty by cross-validation: each tenth by the errors of the other nine; null if there is no
    /// uncertainty.
    /// </summary>
    public static IReadOnlyList<CoverageLevel>? Crossed(Predictions rows)
    {
        if (rows.Rows < Parts || rows.Uncertainty() is null)
            return null;
        Uncertainty[] without =
            [.. Enumerable.Range(0, Parts)
                .Select(part => rows.Pick([.. Enumerable.Range(0, rows.Rows).Where(row => row % Parts != part)]).Uncertainty()!)];
        return Of(rows, row => without[row % Parts]);
    }

    private static CoverageLevel[] Of(Predictions rows, Func<int, Uncertainty> uncertainty) => [.. Levels.Select(level =>
    {
        double held = 0, width = 0, total = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            (bool isHeld, double size) = Measure(rows, row, uncertainty(row), level);
            held += isHeld ? rows.Weight(row) : 0;
            width += rows.Weight(row) * size;
            total += rows.Weight(row);
        }

        return new CoverageLevel(level, held / total, width / total);
    })];

    private static (bool IsHeld, double Size) Measure(Predictions rows, int row, Uncertainty uncertainty, double level)
    {
        if (rows.Labels is int[] labels)
        {
            int[] set = uncertainty.Set(rows.Row(row), level);
            return (set.Contains(labels[row]), set.Length);
        }

        (double lower, double upper) = uncertainty.Interval(rows.Values[row], level);
        return (rows.Targets![row] >= lower && rows.Targets[row] <= upper, upper - lower);
    }
}
