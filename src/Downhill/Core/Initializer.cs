namespace Downhill;

/// <summary>The initial values of a parameter: each is a pure function of the seed, the parameter and its index.</summary>
public abstract partial record Initializer
{
    /// <summary>The value at a place of the parameter.</summary>
    public abstract double At(int index, ParameterSpec spec, RandomStream random);

    /// <summary>Throws if the initializer cannot fill a parameter of this shape; by default it can fill every shape.</summary>
    public virtual void Require(string parameter, Shape shape)
    {
    }

    // A number in [−limit, limit).
    private protected static double Symmetric(double limit, int index, RandomStream random) =>
        limit * ((2 * random.Uniform((ulong)index)) - 1);
}
