namespace Downhill;

/// <summary>Every value the same number.</summary>
/// <param name="Value">The number.</param>
[CatalogEntry("value", "constant 0.1")]
public sealed record Constant(double Value) : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) => Value;
}
