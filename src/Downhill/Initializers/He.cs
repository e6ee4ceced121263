namespace Downhill;

/// <summary>
/// Keeps the variance of values through rectifiers, which lose half of it, drawn evenly: variance 2 / fan in. Source: K. He et al., 2015.
/// </summary>
[CatalogEntry("U(−a, a), a = √(3 · 2 / fan in)", "he-uniform")]
public sealed record HeUniform : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) =>
        Symmetric(Math.Sqrt(3 * 2.0 / spec.FanIn), index, random);
}

/// <summary>
/// Keeps the variance of values through rectifiers, which lose half of it, drawn from a normal distribution: variance 2 / fan in. Source:
/// K. He et al., 2015.
/// </summary>
[CatalogEntry("N(0, 2 / fan in)", "he-normal")]
public sealed record HeNormal : Initializer
{
    /// <inheritdoc/>
    public override double At(int index, ParameterSpec spec, RandomStream random) =>
        Math.Sqrt(2.0 / spec.FanIn) * random.Normal((ulong)index);
}
