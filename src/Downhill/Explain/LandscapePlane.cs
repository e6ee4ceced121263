namespace Downhill;

/// <summary>
/// Two directions in the space of a network's parameters: converts a point of the picture to parameters, and ∇C to two slopes.
/// </summary>
internal abstract class LandscapePlane(Network<double> network)
{
    private readonly double[] kept = network.Parameters.ToArray();

    /// <summary>The names of the two axes.</summary>
    public abstract (string X, string Y) Names { get; }

    /// <summary>The place of the network's own parameters.</summary>
    public abstract (double X, double Y) Centre { get; }

    /// <summary>The length of a step of 1 along each axis.</summary>
    public abstract (double X, double Y) Lengths { get; }

    /// <summary>The parameters as they were.</summary>
    protected ReadOnlySpan<double> Kept => kept;

    /// <summary>Puts the parameters to a place.</summary>
    public abstract void Move(double x, double y);

    /// <summary>∂C/∂x and ∂C/∂y, from the gradient of a backward pass.</summary>
    public abstract (double X, double Y) Gradient();

    /// <summary>Puts the parameters back.</summary>
    public void Restore() => kept.CopyTo(network.Parameters.Span);
}

/// <summary>The plane of two entries; all other parameters stay.</summary>
internal sealed class EntryPlane : LandscapePlane
{
    private readonly Parameter<double> first, second;
    private readonly int i, j;

    public EntryPlane(Network<double> network, GradientEntry x, GradientEntry y)
        : base(network)
    {
        (first, i) = Find(network, x);
        (second, j) = Find(network, y);
        if (x == y)
            throw new DownhillException($"Both axes are {first.Entry(i)}; a landscape needs two different parameters.");
        Centre = (first.Data.Span[i], second.Data.Span[j]);
    }

    public override (string X, string Y) Names => (first.Entry(i), second.Entry(j));

    public override (double X, double Y) Centre { get; }

    public override (double X, double Y) Lengths => (1, 1);

    public override void Move(double x, double y)
    {
        first.Data.Span[i] = x;
        second.Data.Span[j] = y;
    }

    public override (double X, double Y) Gradient() => (first.Gradient.Span[i], second.Gradient.Span[j]);

    private static (Parameter<double> Parameter, int Index) Find(Network<double> network, GradientEntry entry)
    {
        Parameter<double> parameter = network[entry.Value];
        return (uint)entry.Index < (uint)parameter.Shape.Size
            ? (parameter, entry.Index)
            : throw new DownhillException($"'{entry.Value}' has entries 0 to {parameter.Shape.Size - 1}; {entry.Index} is out of range.");
    }
}

/// <summary>The plane of two random directions around the network's parameters.</summary>
internal sealed class RandomPlane : LandscapePlane
{
    // Streams 0 to 2 of this purpose order and make up rows.
    private const ulong FirstStream = 3;

    private readonly Network<double> network;
    private readonly double[] first, second;

    public RandomPlane(Network<double> network, ulong seed)
        : base(network)
    {
        this.network = network;
        first = Direction(network, new RandomStream(seed, RandomPurpose.Checking, FirstStream));
        second = Direction(network, new RandomStream(seed, RandomPurpose.Checking, FirstStream + 1));
        Lengths = (Norm(first), Norm(second));
        if (Lengths.X == 0 || Lengths.Y == 0)
            throw new DownhillException(
                "Random directions are scaled by the parameters, but all parameters are zero here; name two parameters instead.");
    }

    public override (string X, string Y) Names => ("first random direction", "second random direction");

    public override (double X, double Y) Centre => (0, 0);

    public override (double X, double Y) Lengths { get; }

    public override void Move(double x, double y)
    {
        Span<double> to = network.Parameters.Span;
        for (int k = 0; k < to.Length; k++)
            to[k] = Kept[k] + (x * first[k]) + (y * second[k]);
    }

    public override (double X, double Y) Gradient() => (Dot(network.Gradient.Span, first), Dot(network.Gradient.Span, second));

    private static double[] Direction(Network<double> network, RandomStream random)
    {
        var direction = new double[network.Parameters.Length];
        Span<double> rest = direction;
        ulong index = 0;
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            Span<double> part = rest[..parameter.Shape.Size];
            foreach (ref double value in part)
                value = random.Normal(index++);
            double scale = Norm(parameter.Data.Span) / Norm(part);
            foreach (ref double value in part)
                value *= scale;
            rest = rest[part.Length..];
        }

        return direction;
    }

    private static double Norm(ReadOnlySpan<double> values) => Math.Sqrt(Dot(values, values));

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }
}
