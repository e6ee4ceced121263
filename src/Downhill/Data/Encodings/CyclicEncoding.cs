namespace Downhill;

/// <summary>
/// A number that starts again after a period, such as an hour of the day, a month or an angle in degrees, as the sine and cosine of
/// 2π · number / period: values at the two ends of the period are neighbours. A missing one is 0 in both, the center of the circle.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Period">The length of the period: 24 for hours, 12 for months, 360 for degrees.</param>
/// <param name="HasIndicator">Whether a third input shows that the number is missing.</param>
[CatalogEntry("sin, cos of 2π x / period", "cyclic 24", "cyclic 0.5 hasIndicator=true")]
public sealed record CyclicEncoding(string Name, double Period, bool HasIndicator = false) : ColumnEncoding(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Features =>
        HasIndicator ? [$"{Name} sin", $"{Name} cos", Missing(Name)] : [$"{Name} sin", $"{Name} cos"];

    /// <inheritdoc/>
    public override bool KnowsMissing => HasIndicator;

    /// <inheritdoc/>
    public override ColumnEncoding Fitted(ReadOnlySpan<double> training) =>
        this with { HasIndicator = HasIndicator || HasMissingValue(training) };

    /// <inheritdoc/>
    public override void Write(double raw, Span<double> features)
    {
        bool missing = double.IsNaN(raw);
        double turns = raw / Period, part = turns - Math.Floor(turns);
        features[0] = missing ? 0 : Scalar.SinPi(2 * part);
        features[1] = missing ? 0 : Scalar.CosPi(2 * part);
        if (HasIndicator)
            features[2] = missing ? 1 : 0;
    }

    internal override void Require(string source)
    {
        if (!(Period is > 0 and < double.PositiveInfinity))
            throw new DownhillException($"{source}: the period of '{Name}' is {Period}; it must be a number above 0.");
    }
}
