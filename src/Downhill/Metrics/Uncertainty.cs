using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// The uncertainty of predictions, measured on rows that were not used for training; it gives intervals of numbers and sets of classes with
/// a given coverage. Source: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a Random World", 2005; scaled by the spread as in
/// H. Papadopoulos et al., "Normalized Nonconformity Measures for Regression Conformal Prediction", 2008.
/// </summary>
/// <param name="Scores">In ascending order: of numbers |error| / spread, of classes 1 − the probability of the right one.</param>
/// <param name="Knots">
/// Numbers whose errors depend on the prediction: the predictions between which the spread runs straight; otherwise null.
/// </param>
/// <param name="Spreads">The spread at each knot.</param>
public sealed record Uncertainty(ImmutableArray<double> Scores, ImmutableArray<double>? Knots = null,
    ImmutableArray<double>? Spreads = null)
{
    // So many rows give each knot its spread, half of which are as good as the mean of all.
    private const int RowsAKnot = 50, MaxKnots = 8, Prior = 15;

    // A spread that depends on the prediction must make intervals narrower by this share to be used.
    private const double MinGain = 0.02;

    /// <inheritdoc/>
    public bool Equals(Uncertainty? other) => other is not null && Scores.SequenceEqual(other.Scores) && Same(Knots, other.Knots)
        && Same(Spreads, other.Spreads);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scores.Length);

    /// <summary>Measures the uncertainty from predicted and actual numbers.</summary>
    public static Uncertainty OfNumbers(ReadOnlySpan<double> predicted, ReadOnlySpan<double> actual)
    {
        double[] errors = new double[predicted.Length], at = predicted.ToArray();
        for (int row = 0; row < errors.Length; row++)
            errors[row] = Math.Abs(predicted[row] - actual[row]);
        Uncertainty plain = new([.. errors.Order()]);
        if (errors.Length < 2 * RowsAKnot)
            return plain;

        // Fitted on every second row and tried on the others, so that it has to serve rows that it has not seen.
        int[] even = [.. Enumerable.Range(0, errors.Length).Where(row => row % 2 == 0)],
            odd = [.. Enumerable.Range(0, errors.Length).Where(row => row % 2 == 1)];
        (ImmutableArray<double> knots, ImmutableArray<double> spreads) =
            Fit([.. even.Select(row => at[row])], [.. even.Select(row => errors[row])]);
        Uncertainty trial = Scaled([.. odd.Select(row => at[row])], [.. odd.Select(row => errors[row])], knots, spreads),
            same = new([.. odd.Select(row => errors[row]).Order()]);
        if (!(odd.Average(row => trial.HalfWidth(at[row], 0.9)) < (1 - MinGain) * same.HalfWidth(0, 0.9)))
            return plain;
        (knots, spreads) = Fit(at, errors);
        return Scaled(at, errors, knots, spreads);
    }

    /// <summary>Measures the uncertainty from 1 − the probability of each row's actual class.</summary>
    public static Uncertainty OfClasses(IEnumerable<double> scores) => new([.. scores.Order()]);

    /// <summary>The interval that contains the true value for the given share of all rows.</summary>
    /// <param name="predicted">The prediction, in the target's unit.</param>
    /// <param name="coverage">The share, above 0 and below 1.</param>
    public (double Lower, double Upper) Interval(double predicted, double coverage)
    {
        double half = HalfWidth(predicted, coverage);
        return (predicted - half, predicted + half);
    }

    /// <summary>
    /// The set of classes that contains the true class for the given share of all rows; it always contains the most probable class.
    /// </summary>
    /// <param name="answer">The probabilities, or that of the second of two classes.</param>
    /// <param name="coverage">The share, above 0 and below 1.</param>
    public int[] Set(ReadOnlySpan<double> answer, double coverage)
    {
        double[] probabilities = answer.Length == 1 ? [1 - answer[0], answer[0]] : answer.ToArray();
        double bound = 1 - Quantile(coverage), largest = probabilities.Max();
        return [.. Enumerable.Range(0, probabilities.Length)
            .Where(place => probabilities[place] >= bound || probabilities[place] == largest)];
    }

    private double HalfWidth(double predicted, double coverage) => Quantile(coverage) * Spread(predicted);

    // The k-th smallest score, k = ⌈(n + 1) coverage⌉; of too few rows the largest.
    private double Quantile(double coverage)
    {
        if (coverage is not (> 0 and < 1))
            throw new DownhillException($"The coverage is {coverage}; it must be above 0 and below 1, such as 0.9.");
        return Scores[Math.Clamp((int)Math.Ceiling((Scores.Length + 1) * coverage) - 1, 0, Scores.Length - 1)];
    }

    private double Spread(double predicted)
    {
        if (Knots is not { } knots || Spreads is not { } spreads)
            return 1;
        int after = 0;
        while (after < knots.Length && knots[after] < predicted)
            after++;
        if (after == 0 || after == knots.Length)
            return spreads[Math.Min(after, knots.Length - 1)];
        double share = (predicted - knots[after - 1]) / (knots[after] - knots[after - 1]);
        return spreads[after - 1] + (share * (spreads[after] - spreads[after - 1]));
    }

    private static Uncertainty Scaled(double[] predicted, double[] errors, ImmutableArray<double> knots, ImmutableArray<double> spreads)
    {
        var spread = new Uncertainty([0], knots, spreads);
        return spread with { Scores = [.. errors.Select((error, row) => error / spread.Spread(predicted[row])).Order()] };
    }

    // Rows in the order of their predictions, in parts of one size: a knot in the middle of each, with the mean error of its part.
    private static (ImmutableArray<double> Knots, ImmutableArray<double> Spreads) Fit(double[] predicted, double[] errors)
    {
        int[] order = [.. Enumerable.Range(0, predicted.Length).OrderBy(row => predicted[row])];
        double all = errors.Average();
        int parts = Math.Clamp(predicted.Length / RowsAKnot, 1, MaxKnots);
        var knots = new List<(double At, double Spread)>();
        for (int part = 0; part < parts; part++)
        {
            int[] rows = order[(order.Length * part / parts)..(order.Length * (part + 1) / parts)];
            double at = predicted[rows[rows.Length / 2]], spread = (rows.Sum(row => errors[row]) + (Prior * all)) / (rows.Length + Prior);
            if (knots.Count == 0 || at > knots[^1].At)
                knots.Add((at, Math.Max(spread, 1e-9 * all) + double.Epsilon));
        }

        return ([.. knots.Select(knot => knot.At)], [.. knots.Select(knot => knot.Spread)]);
    }

    private static bool Same(ImmutableArray<double>? one, ImmutableArray<double>? other) =>
        one is { } a && other is { } b ? a.SequenceEqual(b) : one is null && other is null;
}
