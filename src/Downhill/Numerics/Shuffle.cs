namespace Downhill;

/// <summary>Random orders: a pure function of a seed, a purpose and a stream number.</summary>
public static class Shuffle
{
    /// <summary>
    /// Fills <paramref name="order"/> with the numbers 0 to length − 1 in random order, every order equally likely; allocates nothing.
    /// Source: R. Fisher, F. Yates, "Statistical Tables", 1938, in the form that fills while it shuffles.
    /// </summary>
    public static void Fill(Span<int> order, ulong seed, RandomPurpose purpose, ulong stream)
    {
        var random = new RandomStream(seed, purpose, stream);
        for (int i = 0; i < order.Length; i++)
        {
            int j = random.Below((ulong)i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
