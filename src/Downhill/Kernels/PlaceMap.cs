using System.Numerics;

namespace Downhill.Kernels;

/// <summary>
/// A fixed linear map between the places of two images, the same for every row and channel: y[p] = Σ weight · x[place]. Averages and
/// enlargements are such maps.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class PlaceMap<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private PlaceMap(int from, int[] starts, int[] places, T[] weights) =>
        (FromPlaces, Starts, Places, Weights) = (from, starts, places, weights);

    /// <summary>The number of positions that are read.</summary>
    public int FromPlaces { get; }

    /// <summary>The number of positions that are written.</summary>
    public int ToPlaces => Starts.Length - 1;

    internal int[] Starts { get; }

    internal int[] Places { get; }

    internal T[] Weights { get; }

    /// <summary>Creates a map from the terms of each position of the output.</summary>
    /// <param name="fromPlaces">The number of places that are read.</param>
    /// <param name="parts">For each place of the output the places read, in ascending order, and their weights.</param>
    public static PlaceMap<T> Create(int fromPlaces, IReadOnlyList<IReadOnlyList<(int Place, double Weight)>> parts)
    {
        var starts = new int[parts.Count + 1];
        for (int to = 0; to < parts.Count; to++)
            starts[to + 1] = starts[to] + parts[to].Count;
        return new PlaceMap<T>(
            fromPlaces,
            starts,
            [.. parts.SelectMany(part => part.Select(item => item.Place))],
            [.. parts.SelectMany(part => part.Select(item => T.CreateTruncating(item.Weight)))]);
    }

    /// <summary>The map of the way back: the same weights, from the places written to the places read.</summary>
    public PlaceMap<T> Transposed()
    {
        var parts = new List<(int Place, double Weight)>[FromPlaces];
        for (int from = 0; from < FromPlaces; from++)
            parts[from] = [];
        for (int to = 0; to < ToPlaces; to++)
        {
            foreach ((int place, T weight) in Parts(to))
                parts[place].Add((to, double.CreateTruncating(weight)));
        }

        return Create(ToPlaces, parts);
    }

    /// <summary>The terms of one position of the output.</summary>
    public IEnumerable<(int Place, T Weight)> Parts(int to)
    {
        for (int i = Starts[to]; i < Starts[to + 1]; i++)
            yield return (Places[i], Weights[i]);
    }
}
