using System.Collections.Immutable;

namespace Downhill.Studio;

/// <summary>A built-in set of points: one of the library's generators, with its default noise.</summary>
/// <param name="Name">Its name, that of <c>downhill train NAME</c>.</param>
/// <param name="Title">The name on the page.</param>
/// <param name="DefaultNoise">The noise where none is chosen.</param>
/// <param name="Make">Makes it, given the number of rows, a seed and the noise.</param>
public sealed record PointSet(string Name, string Title, double DefaultNoise, Func<int, ulong, double, Dataset> Make)
{
    /// <summary>The name that stands for the user's own points.</summary>
    public const string Own = "points";

    /// <summary>All sets, in the order in which they are shown.</summary>
    public static ImmutableArray<PointSet> All { get; } =
    [
        new("circle", "Circle", 0, Generators.Circle),
        new("xor", "Exclusive or", 0, Generators.Xor),
        new("two-gaussians", "Two clouds", 1, Generators.TwoGaussians),
        new("moons", "Moons", 0.1, Generators.Moons),
        new("spiral", "Spiral", 0.02, Generators.Spiral),
        new("plane", "Plane", 0.05, Generators.Plane),
    ];

    /// <summary>Finds a set by its name; null if there is none.</summary>
    public static PointSet? Find(string name) => All.FirstOrDefault(set => set.Name == name);
}
