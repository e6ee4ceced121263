namespace Downhill;

/// <summary>Numbers drawn from a normal distribution.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Deviation">Its standard deviation.</param>
[CatalogEntry("N(mean, deviation²)", "normal 0 0.05")]
public sealed record Normal(double Mean = 0, double Deviation = 0.05) : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) => Mean + (Deviation * random.Normal((ulong)index));
}
