using System.Globalization;

namespace Downhill;

/// <summary>
/// A date: the trend as a number, and the position in the year, the week and the day as sine and cosine, so that the end is next to the
/// beginning. The raw number is the days since the start of 1970.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Format">The format of the dates in .NET's notation: yyyy-MM-dd.</param>
/// <param name="Center">The day that becomes 0 in the trend.</param>
/// <param name="Scale">The days that become 1 in it.</param>
/// <param name="HasYear">Whether the day of the year is encoded.</param>
/// <param name="HasWeek">Whether the day of the week is encoded.</param>
/// <param name="HasDay">Whether the time of day is encoded.</param>
/// <param name="HasIndicator">Whether an input shows that the date is missing.</param>
[CatalogEntry("trend; sin, cos of the turn of the year, the week, the day", "date yyyy-MM-dd 19000 365 true true false")]
public sealed record DateEncoding(
    string Name, string Format, double Center, double Scale, bool HasYear, bool HasWeek, bool HasDay, bool HasIndicator = false)
        : ColumnEncoding(Name)
{
    // The mean year of the calendar; and the first day of 1970 was a Thursday.
    internal const double DaysPerYear = 365.2425, DaysPerWeek = 7, Thursday = 3;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Features
    {
        get
        {
            List<string> names = [$"{Name} trend"];
            if (HasYear)
                names.AddRange([$"{Name} year sin", $"{Name} year cos"]);
            if (HasWeek)
                names.AddRange([$"{Name} week sin", $"{Name} week cos"]);
            if (HasDay)
                names.AddRange([$"{Name} day sin", $"{Name} day cos"]);
            if (HasIndicator)
                names.Add(Missing(Name));
            return names;
        }
    }

    /// <inheritdoc/>
    public override bool KnowsMissing => HasIndicator;

    /// <inheritdoc/>
    public override bool TakesNumbers => false;

    /// <inheritdoc/>
    public override string Expected => $"a date written as {Format}";

    /// <inheritdoc/>
    public override string Unit => "days since 1970";

    /// <inheritdoc/>
    public override double Typical => Center;

    /// <inheritdoc/>
    public override int Width => 1 + (HasYear ? 2 : 0) + (HasWeek ? 2 : 0) + (HasDay ? 2 : 0) + (HasIndicator ? 1 : 0);

    /// <summary>Fits on the training part; NaN is a missing date. A period is encoded if the dates cover at least half of it.</summary>
    public static DateEncoding Fit(string name, string format, ReadOnlySpan<double> training, Scaling scaling = Scaling.Robust)
    {
        var trend = NumberEncoding.Fit(name, training, scaling);
        double first = double.PositiveInfinity, last = double.NegativeInfinity;
        bool hasTimes = false;
        foreach (double day in training)
        {
            if (double.IsNaN(day))
                continue;
            (first, last) = (Math.Min(first, day), Math.Max(last, day));
            hasTimes |= day != Math.Floor(day);
        }

        double span = last - first;
        return new DateEncoding(
            name, format, trend.Center, trend.Scale, span >= DaysPerYear / 2, span >= DaysPerWeek / 2, hasTimes && span >= 0.5,
            trend.HasIndicator);
    }

    /// <inheritdoc/>
    public override ColumnEncoding Fitted(ReadOnlySpan<double> training) =>
        this with { HasIndicator = HasIndicator || HasMissingValue(training) };

    /// <inheritdoc/>
    public override double Read(string text) => Days(text, Format);

    /// <inheritdoc/>
    public override string Text(double raw) => DateTime.UnixEpoch.AddDays(raw).ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The days since the start of 1970 with fractions; NaN if the text is not a date in this format.</summary>
    /// <param name="text">The date; a time alone is one of the first day of all, whatever day it is today.</param>
    /// <param name="format">The format in .NET's notation: yyyy-MM-dd.</param>
    public static double Days(string text, string format) => DateTime.TryParseExact(
        text, format, CultureInfo.InvariantCulture,
        DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal | DateTimeStyles.NoCurrentDateDefault, out DateTime time)
        ? (time - DateTime.UnixEpoch).TotalDays
        : double.NaN;

    /// <inheritdoc/>
    public override void Write(double raw, Span<double> features)
    {
        features.Clear();
        if (double.IsNaN(raw))
        {
            if (HasIndicator)
                features[^1] = 1;
            return;
        }

        features[0] = new NumberEncoding(Name, Center, Scale).Scaled(raw);
        int at = 1;
        if (HasYear)
            Turn(raw / DaysPerYear, features, ref at);
        if (HasWeek)
            Turn((raw + Thursday) / DaysPerWeek, features, ref at);
        if (HasDay)
            Turn(raw, features, ref at);
    }

    internal override void Require(string source)
    {
        if (!double.IsFinite(Center) || !(Scale is >= 0 and < double.PositiveInfinity))
            throw new DownhillException($"{source}: the encoding of '{Name}' holds a center or a scale that cannot be used.");
    }

    private static void Turn(double turns, Span<double> features, ref int at)
    {
        double part = turns - Math.Floor(turns);
        features[at++] = Scalar.SinPi(2 * part);
        features[at++] = Scalar.CosPi(2 * part);
    }
}
