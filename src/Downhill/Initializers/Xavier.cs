namespace Downhill;

/// <summary>
/// Keeps the variance of values and of gradients through sigmoid-like layers, drawn evenly: variance 2 / (fan in + fan out). Source: X.
/// Glorot, Y. Bengio, 2010.
/// </summary>
[CatalogEntry("U(−a, a), a = √(3 · 2 / (fan in + fan out))", "xavier-uniform")]
public sealed record XavierUniform : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) =>
        Symmetric(Math.Sqrt(3 * 2.0 / (spec.FanIn + spec.FanOut)), index, random);
}

/// <summary>
/// Keeps the variance of values and of gradients through sigmoid-like layers, drawn from a normal distribution: variance 2 / (fan in + fan
/// out). Source: X. Glorot, Y. Bengio, 2010.
/// </summary>
[CatalogEntry("N(0, 2 / (fan in + fan out))", "xavier-normal")]
public sealed record XavierNormal : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) =>
        Math.Sqrt(2.0 / (spec.FanIn + spec.FanOut)) * random.Normal((ulong)index);
}
