namespace Downhill;

/// <summary>Where the first values of a parameter come from: each a pure function of the seed, the parameter and its place in it.</summary>
public abstract partial record Initializer
{
    /// <summary>The value at a place of the parameter.</summary>
    public abstract double At(int index, ParameterSpec spec, RandomStream random);

    /// <summary>Throws where the initializer cannot fill a parameter of this shape; by default it can fill any.</summary>
    public virtual void Require(string parameter, Shape shape)
    {
    }

    // A number in [−limit, limit).
    private protected static double Symmetric(double limit, int index, RandomStream random) =>
        limit * ((2 * random.Uniform((ulong)index)) - 1);
}
