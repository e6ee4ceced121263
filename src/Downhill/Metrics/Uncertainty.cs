using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// The uncertainty of predictions, measured on rows that were not used for training; it gives intervals of numbers and sets of classes with
/// a given coverage. Source: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a Random World", 2005; scaled by the spread as in
/// H. Papadopoulos et al., "Normalized Nonconformity Measures for Regression Conformal Prediction", 2008; with weighted rows as in
/// R. J. Tibshirani et al., "Conformal Prediction Under Covariate Shift", 2019, where the row to come has the mean weight.
/// </summary>
/// <param name="Scores">In ascending order: of numbers |error| / spread, of classes 1 − the probability of the right one.</param>
/// <param name="Knots">
/// Numbers whose errors depend on the prediction: the predictions between which the spread runs straight; otherwise null.
/// </param>
/// <param name="Spreads">The spread at each knot.</param>
/// <param name="Shares">
/// Weighted rows: for each score the share of all weights that it and the scores before it have; null if all rows count the same.
/// </param>
public sealed record Uncertainty(ImmutableArray<double> Scores, ImmutableArray<double>? Knots = null,
    ImmutableArray<double>? Spreads = null, ImmutableArray<double>? Shares = null)
{
    // So many rows give each knot its spread, half of which are as good as the mean of all.
    private const int RowsAKnot = 50, MaxKnots = 8, Prior = 15;

    // A spread that depends on the prediction must make intervals narrower by this share to be used.
    private const double MinGain = 0.02;

    /// <inheritdoc/>
    public bool Equals(Uncertainty? other) => other is not null && Scores.SequenceEqual(other.Scores) && Same(Knots, other.Knots)
        && Same(Spreads, other.Spreads) && Same(Shares, other.Shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scores.Length);

    /// <summary>Measures the uncertainty from predicted and actual numbers.</summary>
    /// <param name="predicted">The predictions.</param>
    /// <param name="actual">What was right.</param>
    /// <param name="weights">The weight of each row, of which only ratios matter; empty if all rows count the same.</param>
    public static Uncertainty OfNumbers(
        ReadOnlySpan<double> predicted, ReadOnlySpan<double> actual, ReadOnlySpan<double> weights = default)
    {
        double[] errors = new double[predicted.Length];
        for (int row = 0; row < errors.Length; row++)
            errors[row] = Math.Abs(predicted[row] - actual[row]);
        Measured[] rows = Weighted(predicted, errors, weights);
        Uncertainty plain = Of(rows);
        if (rows.Length < 2 * RowsAKnot)
            return plain;

        // Fitted on every second row and tried on the others, so that it has to serve rows that it has not seen.
        Measured[] even = [.. rows.Where((_, row) => row % 2 == 0)], odd = [.. rows.Where((_, row) => row % 2 == 1)];
        Uncertainty trial = Scaled(odd, Fit(even)), same = Of(odd);
        double width = odd.Sum(row => row.Weight * trial.HalfWidth(row.Predicted, 0.9)) / odd.Sum(row => row.Weight);
        return width < (1 - MinGain) * same.HalfWidth(0, 0.9) ? Scaled(rows, Fit(rows)) : plain;
    }

    /// <summary>Measures the uncertainty from 1 − the probability of each row's actual class.</summary>
    /// <param name="scores">1 − the probability, for each row.</param>
    /// <param name="weights">The weight of each row, of which only ratios matter; empty if all rows count the same.</param>
    public static Uncertainty OfClasses(IEnumerable<double> scores, ReadOnlySpan<double> weights = default)
    {
        double[] errors = [.. scores];
        return Of(Weighted(new double[errors.Length], errors, weights));
    }

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

    // The k-th smallest score, k = ⌈(n + 1) coverage⌉; of too few rows the largest. With weights the first score at which the weights up to
    // it are this share of all weights and a mean one for the row to come.
    private double Quantile(double coverage)
    {
        if (coverage is not (> 0 and < 1))
            throw new DownhillException($"The coverage is {coverage}; it must be above 0 and below 1, such as 0.9.");
        int place = Shares is { } shares
            ? First(shares, coverage * (Scores.Length + 1) / Scores.Length)
            : (int)Math.Ceiling((Scores.Length + 1) * coverage) - 1;
        return Scores[Math.Clamp(place, 0, Scores.Length - 1)];
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

    // Rows of weight 0 are left out; the others weigh 1 on average.
    private static Measured[] Weighted(ReadOnlySpan<double> predicted, ReadOnlySpan<double> errors, ReadOnlySpan<double> weights)
    {
        var rows = new List<Measured>(errors.Length);
        bool areAlike = !weights.ContainsAnyExcept(0.0);
        for (int row = 0; row < errors.Length; row++)
        {
            double weight = areAlike ? 1 : weights[row];
            if (weight > 0)
                rows.Add(new Measured(predicted[row], errors[row], weight));
        }

        double mean = rows.Sum(row => row.Weight) / rows.Count;
        return [.. rows.Select(row => row with { Weight = row.Weight / mean })];
    }

    private static Uncertainty Of(IEnumerable<Measured> rows)
    {
        Measured[] order = [.. rows.OrderBy(row => row.Error)];
        ImmutableArray<double> scores = [.. order.Select(row => row.Error)];
        if (order.All(row => row.Weight == order[0].Weight))
            return new Uncertainty(scores);
        double total = order.Sum(row => row.Weight), sum = 0;
        return new Uncertainty(scores, Shares: [.. order.Select(row => (sum += row.Weight) / total)]);
    }

    private static Uncertainty Scaled(Measured[] rows, Uncertainty spread) =>
        Of(rows.Select(row => row with { Error = row.Error / spread.Spread(row.Predicted) })) with
        {
            Knots = spread.Knots,
            Spreads = spread.Spreads,
        };

    // The place of the first number that is at least this; the length if there is none.
    private static int First(ImmutableArray<double> ascending, double least)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (ascending[middle] < least)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    // Rows in the order of their predictions, in parts of one size: a knot in the middle of each, with the mean error of its part.
    private static Uncertainty Fit(Measured[] rows)
    {
        Measured[] order = [.. rows.OrderBy(row => row.Predicted)];
        double all = rows.Sum(row => row.Weight * row.Error) / rows.Sum(row => row.Weight);
        int parts = Math.Clamp(rows.Length / RowsAKnot, 1, MaxKnots);
        var knots = new List<(double At, double Spread)>();
        for (int part = 0; part < parts; part++)
        {
            Measured[] own = order[(order.Length * part / parts)..(order.Length * (part + 1) / parts)];
            double at = own[own.Length / 2].Predicted,
                spread = (own.Sum(row => row.Weight * row.Error) + (Prior * all)) / (own.Sum(row => row.Weight) + Prior);
            if (knots.Count == 0 || at > knots[^1].At)
                knots.Add((at, Math.Max(spread, 1e-9 * all) + double.Epsilon));
        }

        return new Uncertainty([0], [.. knots.Select(knot => knot.At)], [.. knots.Select(knot => knot.Spread)]);
    }

    private static bool Same(ImmutableArray<double>? one, ImmutableArray<double>? other) =>
        one is { } a && other is { } b ? a.SequenceEqual(b) : one is null && other is null;

    private readonly record struct Measured(double Predicted, double Error, double Weight);
}
