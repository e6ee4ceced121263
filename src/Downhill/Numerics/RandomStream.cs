namespace Downhill;

/// <summary>The purpose of random numbers; each purpose has its own numbers for one seed.</summary>
public enum RandomPurpose
{
    /// <summary>Start values of parameters.</summary>
    Initialization = 1,

    /// <summary>The order of rows in an epoch.</summary>
    Shuffling = 2,

    /// <summary>The numbers a dropout layer leaves out.</summary>
    Dropout = 3,

    /// <summary>The parts of a data set.</summary>
    Splitting = 4,

    /// <summary>The rows of a generated data set.</summary>
    Generation = 5,

    /// <summary>Random rows and directions for checks.</summary>
    Checking = 6,

    /// <summary>What a noise layer adds.</summary>
    Noise = 11,

    /// <summary>The rows of a bootstrap sample.</summary>
    Bootstrap = 12,

    /// <summary>The seeds of an ensemble's members.</summary>
    Members = 13,

    /// <summary>How the images of an epoch are moved.</summary>
    Augmentation = 14,

    /// <summary>The permutation of a column's values among the rows.</summary>
    Permutation = 15,

    /// <summary>The values a search tries.</summary>
    Search = 16,
}

/// <summary>
/// One sequence of random numbers, read by index: number i is a pure function of (seed, purpose, stream, i).
/// </summary>
public readonly struct RandomStream
{
    private readonly ulong seed;
    private readonly ulong stream;
    private readonly ulong first;

    private RandomStream(ulong seed, ulong stream, ulong first) => (this.seed, this.stream, this.first) = (seed, stream, first);

    /// <summary>The sequence number <paramref name="stream"/> (a layer, an epoch, a column) of a purpose under a seed.</summary>
    public RandomStream(ulong seed, RandomPurpose purpose, ulong stream = 0)
    {
        this.seed = seed;
        this.stream = ((ulong)purpose << 56) ^ stream;
    }

    /// <summary>A separate sequence for one of several users; there are 65,535, from 1.</summary>
    public RandomStream Part(int part) => new(seed, stream ^ ((ulong)part << 40), first);

    /// <summary>The same sequence from a number on: number i is number <paramref name="start"/> + i of this one.</summary>
    public RandomStream From(long start) => new(seed, stream, first + (ulong)start);

    /// <summary>32 random bits.</summary>
    public uint Bits(ulong index)
    {
        index += first;
        (uint a, uint b, uint c, uint d) = Philox.Block(seed, index >> 2, stream);
        return (index & 3) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>Four times 32 random bits: numbers 4 i to 4 i + 3 of <see cref="Bits"/>.</summary>
    public (uint A, uint B, uint C, uint D) FourBits(ulong block)
    {
        (uint a, uint b, uint c, uint d) = Philox.Block(seed, block + (first >> 2), stream);
        if ((first & 3) == 0)
            return (a, b, c, d);
        (uint e, uint f, uint g, _) = Philox.Block(seed, block + (first >> 2) + 1, stream);
        return (first & 3) switch { 1 => (b, c, d, e), 2 => (c, d, e, f), _ => (d, e, f, g) };
    }

    /// <summary>Whether number <paramref name="index"/>, with 32 bits, is below a probability; always true for 1.</summary>
    public bool IsKept(int index, double probability) => Bits((ulong)index) < Threshold(probability);

    /// <summary>The bits below which a number falls below a probability.</summary>
    internal static ulong Threshold(double probability) => (ulong)(probability * 4294967296.0);

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Uniform(ulong index)
    {
        index += first;
        (uint a, uint b, uint c, uint d) = Philox.Block(seed, index >> 1, stream);
        return (index & 1) == 0 ? Fraction(a, b) : Fraction(c, d);
    }

    /// <summary>A whole number in [0, <paramref name="bound"/>): the high half of bits × bound (bias below bound / 2⁶⁴).</summary>
    public int Below(ulong index, int bound)
    {
        index += first;
        (uint a, uint b, uint c, uint d) = Philox.Block(seed, index >> 1, stream);
        ulong bits = (index & 1) == 0 ? ((ulong)a << 32) | b : ((ulong)c << 32) | d;
        return (int)Math.BigMul(bits, (ulong)bound, out _);
    }

    /// <summary>
    /// A number from the standard normal distribution: √(−2 ln u₁) cos(2π u₂).
    /// Source: G. Box, M. Muller, "A Note on the Generation of Random Normal Deviates", 1958.
    /// </summary>
    public double Normal(ulong index)
    {
        (uint a, uint b, uint c, uint d) = Philox.Block(seed, index + first, stream);
        double u1 = 1 - Fraction(a, b); // (0, 1]: the logarithm is finite
        return Math.Sqrt(-2 * Scalar.Log(u1)) * Scalar.CosPi(2 * Fraction(c, d));
    }

    private static double Fraction(uint high, uint low) => (((ulong)high << 21) ^ (low >> 11)) * (1.0 / (1UL << 53));
}
