namespace Downhill;

/// <summary>The entries of a gradient check.</summary>
internal static class GradientSample
{
    /// <summary>For each part its places in ascending order.</summary>
    /// <param name="parts">Each parameter's full name and number of entries, and the inputs.</param>
    /// <param name="options">The size of the sample, and the seed.</param>
    public static int[][] Of(IReadOnlyList<(string Name, int Size)> parts, GradientCheckOptions options)
    {
        if (options.Sample is not int sample)
            return [.. parts.Select(part => Enumerable.Range(0, part.Size).ToArray())];
        int[][] layers = [.. Enumerable.Range(0, parts.Count).GroupBy(i => Owner(parts[i].Name)).Select(group => group.ToArray())];
        int[] layerShares = Shares(sample, [.. layers.Select(layer => layer.Sum(i => (long)parts[i].Size))]);
        var places = new int[parts.Count][];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            int[] shares = Shares(layerShares[layer], [.. layers[layer].Select(i => (long)parts[i].Size)]);
            for (int k = 0; k < shares.Length; k++)
            {
                int part = layers[layer][k];
                places[part] = Draw(parts[part].Size, shares[k], options.Seed, part);
            }
        }

        return places;
    }

    private static string Owner(string name) => name.LastIndexOf('.') is int dot and >= 0 ? name[..dot] : name;

    // As even as the sizes allow: the smallest first, and what it leaves goes to the others.
    private static int[] Shares(int total, long[] sizes)
    {
        var shares = new int[sizes.Length];
        int[] order = [.. Enumerable.Range(0, sizes.Length).OrderBy(i => sizes[i])];
        for (int k = 0; k < order.Length; k++)
        {
            int left = order.Length - k;
            shares[order[k]] = (int)Math.Min(sizes[order[k]], (total + left - 1) / left);
            total -= shares[order[k]];
        }

        return shares;
    }

    private static int[] Draw(int size, int count, ulong seed, int part)
    {
        int[] order = new int[size];
        Shuffle.Fill(order, seed, RandomPurpose.Checking, (ulong)part + 16);
        return [.. order[..count].Order()];
    }
}
