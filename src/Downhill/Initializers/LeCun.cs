namespace Downhill;

/// <summary>
/// Keeps the variance of values through layers without a kink, and selu, drawn evenly: variance 1 / fan in. Source: Y. LeCun et al.,
/// "Efficient BackProp", 1998.
/// </summary>
[CatalogEntry("U(−a, a), a = √(3 · 1 / fan in)", "lecun-uniform")]
public sealed record LeCunUniform : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) =>
        Symmetric(Math.Sqrt(3 * 1.0 / spec.FanIn), index, random);
}

/// <summary>
/// Keeps the variance of values through layers without a kink, and selu, drawn from a normal distribution: variance 1 / fan in. Source: Y.
/// LeCun et al., "Efficient BackProp", 1998.
/// </summary>
[CatalogEntry("N(0, 1 / fan in)", "lecun-normal")]
public sealed record LeCunNormal : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) =>
        Math.Sqrt(1.0 / spec.FanIn) * random.Normal((ulong)index);
}
