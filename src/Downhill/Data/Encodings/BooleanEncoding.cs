namespace Downhill;

/// <summary>One of two values as −1 or 1, and as 0 if it is missing or another value.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="First">The value that becomes −1; raw 0.</param>
/// <param name="Second">The value that becomes 1; raw 1.</param>
/// <param name="HasIndicator">Whether a second input shows that the value is missing.</param>
[CatalogEntry("−1 or 1", "boolean no yes")]
public sealed record BooleanEncoding(string Name, string First, string Second, bool HasIndicator = false) : ColumnEncoding(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Features =>
        HasIndicator ? [$"{Name} is {Second}", Missing(Name)] : [$"{Name} is {Second}"];

    /// <inheritdoc/>
    public override bool KnowsMissing => HasIndicator;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => [First, Second];

    /// <inheritdoc/>
    public override string Halfway => $"{First} or {Second}";

    /// <inheritdoc/>
    public override int Width => HasIndicator ? 2 : 1;

    /// <inheritdoc/>
    public override ColumnEncoding Fitted(ReadOnlySpan<double> training) =>
        this with { HasIndicator = HasIndicator || HasMissingValue(training) };

    /// <inheritdoc/>
    public override void Write(double raw, Span<double> features)
    {
        features[0] = raw switch { 0 => -1, 1 => 1, _ => 0 };
        if (HasIndicator)
            features[1] = double.IsNaN(raw) ? 1 : 0;
    }
}
