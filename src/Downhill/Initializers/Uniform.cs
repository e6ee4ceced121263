namespace Downhill;

/// <summary>Numbers drawn evenly from an interval.</summary>
/// <param name="Low">The lowest number.</param>
/// <param name="High">The end of the interval, itself left out.</param>
[CatalogEntry("U[low, high)", "uniform -0.05 0.05")]
public sealed record Uniform(double Low = -0.05, double High = 0.05) : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) => Low + ((High - Low) * random.Uniform((ulong)index));
}
