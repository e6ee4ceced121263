namespace Downhill;

/// <summary>Every value 0: the usual start of a bias.</summary>
[CatalogEntry("0", "zeros")]
public sealed record Zeros : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) => 0;
}
