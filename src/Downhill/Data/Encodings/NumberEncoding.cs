using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The scaling of numbers.</summary>
public enum Scaling
{
    /// <summary>By the median and the interquartile range, which a few extreme values do not change.</summary>
    [JsonStringEnumMemberName("robust")]
    Robust,

    /// <summary>By the mean and the standard deviation.</summary>
    [JsonStringEnumMemberName("standard")]
    Standard,
}

/// <summary>
/// A number as z = (x − center) / scale, smoothly clipped to z / √(1 + (z/3)²), which hardly changes values near 0 and stays within ±3. A
/// missing value is 0, with an indicator input if the training part had any. Source: D. Holzmüller et al., "Better by Default: Strong
/// Pre-Tuned MLPs and Boosted Trees on Tabular Data", 2024, section 3.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Center">The number that becomes 0.</param>
/// <param name="Scale">
/// The distance above the center that becomes 1; 0 if the training part has only one number, and then every number becomes 0.
/// </param>
/// <param name="IsClipped">Whether large numbers are bent towards ±3.</param>
/// <param name="HasIndicator">Whether a second input shows that the number is missing.</param>
/// <param name="Knots">
/// Where the range is cut in pieces, in ascending order: each interval is an input more, 1 for numbers above it, 0 for numbers below it and
/// missing ones, and straight between. Nothing is cut where they are left out.
/// </param>
[CatalogEntry("z = (x − center) / scale; z / √(1 + (z/3)²) where clipped", "number 50 10", "number 50 10 isClipped=false")]
public sealed record NumberEncoding(
    string Name, double Center, double Scale, bool IsClipped = true, bool HasIndicator = false, ImmutableArray<double>? Knots = null)
        : ColumnEncoding(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Features
    {
        get
        {
            List<string> names = HasIndicator ? [Name, Missing(Name)] : [Name];
            for (int i = 0; i < Intervals; i++)
                names.Add(string.Create(CultureInfo.InvariantCulture, $"{Name} from {Knots!.Value[i]} to {Knots.Value[i + 1]}"));
            return names;
        }
    }

    /// <inheritdoc/>
    public override bool KnowsMissing => HasIndicator;

    /// <inheritdoc/>
    public override double Typical => Center;

    /// <inheritdoc/>
    public override int Width => First + Intervals;

    private int First => HasIndicator ? 2 : 1;

    private int Intervals => Knots is { } knots ? knots.Length - 1 : 0;

    /// <summary>
    /// Fits on the training part; NaN is a missing value. Center and scale are the median and the interquartile range, or half the range if
    /// that is 0; or the mean and the standard deviation.
    /// </summary>
    /// <param name="name">The column's name.</param>
    /// <param name="training">The training part's numbers.</param>
    /// <param name="scaling">The scaling.</param>
    /// <param name="clip">Whether large numbers are bent towards ±3.</param>
    /// <param name="pieces">In how many pieces the range is cut at most; below 2 it is not cut.</param>
    public static NumberEncoding Fit(string name, ReadOnlySpan<double> training, Scaling scaling = Scaling.Robust, bool clip = true,
        int pieces = 0)
    {
        double[] known = [.. training];
        known = Array.FindAll(known, double.IsFinite);
        (double center, double scale) = known.Length == 0 ? (0, 0) : scaling == Scaling.Robust ? Robust(known) : Standard(known);
        if (!double.IsFinite(center) || !double.IsFinite(scale))
            throw new DownhillException(
                $"Column '{name}': its numbers are too large to be scaled; "
                    + $"correct them or leave the column out{new Hint(Setting.Drop, name)}.");
        ImmutableArray<double> knots = Pieces.Fit(known, pieces);
        return new NumberEncoding(name, center, scale, clip, known.Length < training.Length, knots.IsEmpty ? null : knots);
    }

    /// <inheritdoc/>
    public override ColumnEncoding Fitted(ReadOnlySpan<double> training) =>
        this with { HasIndicator = HasIndicator || HasMissingValue(training) };

    /// <inheritdoc/>
    public override void Write(double raw, Span<double> features)
    {
        bool missing = double.IsNaN(raw);
        features[0] = missing ? 0 : Scaled(raw);
        if (HasIndicator)
            features[1] = missing ? 1 : 0;
        if (Knots is not { } knots)
            return;
        double place = Pieces.Place(knots, raw);
        for (int i = First; i < Width; i++)
            features[i] = Pieces.Value(place, i - First);
    }

    /// <inheritdoc/>
    public bool Equals(NumberEncoding? other) =>
        other is not null && Name == other.Name && Center == other.Center && Scale == other.Scale && IsClipped == other.IsClipped
            && HasIndicator == other.HasIndicator
        && (Knots is { } one && other.Knots is { } two ? one.SequenceEqual(two) : Knots is null && other.Knots is null);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Center, Scale, IsClipped, HasIndicator, Intervals);

    internal override EncodedColumn Encode(Samples raw, int column)
    {
        if (Knots is not { } knots)
            return base.Encode(raw, column);
        double[] scaled = new double[raw.Rows], places = new double[raw.Rows];
        for (int row = 0; row < raw.Rows; row++)
        {
            double number = raw[row, column];
            scaled[row] = double.IsNaN(number) ? number : Scaled(number);
            places[row] = Pieces.Place(knots, number);
        }

        return new PiecedColumn(scaled, places, HasIndicator, Width);
    }

    internal double Scaled(double raw)
    {
        double z = Scale > 0 ? (raw - Center) / Scale : 0;
        return IsClipped ? Clip(z) : z;
    }

    internal override void Require(string source)
    {
        if (!double.IsFinite(Center) || !(Scale is >= 0 and < double.PositiveInfinity))
            throw new DownhillException($"{source}: the encoding of '{Name}' holds a center or a scale that cannot be used.");
        if (Knots is { } knots && (knots.Length < 2 || !knots.All(double.IsFinite)
            || Enumerable.Range(1, knots.Length - 1).Any(i => knots[i] <= knots[i - 1])))
            throw new DownhillException($"{source}: the encoding of '{Name}' needs at least two knots in ascending order.");
    }

    // Written so that nothing overflows: for large z it is 3 z / |z| = ±3.
    private static double Clip(double z) => Math.Abs(z) < 1e6 ? z / Math.Sqrt(1 + (z / 3 * (z / 3))) : 3 * Math.Sign(z);

    private static (double Center, double Scale) Robust(double[] known)
    {
        Array.Sort(known);
        double range = SortedNumbers.Quantile(known, 0.75) - SortedNumbers.Quantile(known, 0.25);
        return (SortedNumbers.Quantile(known, 0.5), range > 0 ? range : (known[^1] - known[0]) / 2);
    }

    private static (double Center, double Scale) Standard(double[] known)
    {
        var moments = MeanAndDeviation.Of(known);
        return (moments.Mean, moments.Scale);
    }
}
