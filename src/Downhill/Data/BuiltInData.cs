using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Downhill;

/// <summary>A built-in data set: it is part of the library, or generated from random numbers.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">A description in one line.</param>
/// <param name="Rows">The number of rows; for a generated set, the default number.</param>
/// <param name="InputDescription">The content of a row.</param>
/// <param name="Columns">The name of each input; empty for images.</param>
/// <param name="Target">The name of the target.</param>
/// <param name="Classes">The number of classes; 0 if the target is a number.</param>
/// <param name="Make">Makes it, given how many rows and a seed.</param>
public sealed record BuiltInData(
    string Name,
    string Description,
    int Rows,
    string InputDescription,
    ImmutableArray<string> Columns,
    string Target,
    int Classes,
    Func<int, ulong, Dataset> Make)
{
    /// <summary>All sets, in the order in which they are shown.</summary>
    public static ImmutableArray<BuiltInData> All { get; } =
    [
        new(
            "digits",
            "handwritten digits, small and grey",
            1797,
            "8 × 8 grey values, 0 to 16",
            [],
            "digit",
            10,
            (rows, seed) => Choose(BundledFiles.Digits(), rows, seed)),
        new(
            "iris",
            "three kinds of iris flowers",
            150,
            "4 lengths in cm",
            ["sepal length", "sepal width", "petal length", "petal width"],
            "species",
            3,
            (rows, seed) => Choose(BundledFiles.Iris(), rows, seed)),
        Generated("xor", "do x and y have the same sign?", (rows, seed) => Generators.Xor(rows, seed)),
        Generated("two-gaussians", "two round clouds of points", (rows, seed) => Generators.TwoGaussians(rows, seed)),
        Generated("circle", "a disc inside a ring", (rows, seed) => Generators.Circle(rows, seed)),
        Generated("spiral", "two arms wound around each other", (rows, seed) => Generators.Spiral(rows, seed)),
        Generated("moons", "two half circles that reach into each other", (rows, seed) => Generators.Moons(rows, seed)),
        Generated("plane", "z = 2 x − 3 y + 1 with a little noise", (rows, seed) => Generators.Plane(rows, seed)) with { Target = "z",
            Classes = 0 },
    ];

    /// <summary>The kind of the target: "10 classes" or "number".</summary>
    public string TargetDescription => Classes == 0 ? "number" : $"{Classes} classes";

    /// <summary>Finds a data set by its name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out BuiltInData? found)
    {
        found = All.FirstOrDefault(data => data.Name == name);
        return found is not null;
    }

    /// <summary>Creates the data set named <paramref name="name"/>.</summary>
    /// <param name="name">One of the names in <see cref="All"/>.</param>
    /// <param name="rows">
    /// How many rows; as many as <see cref="Rows"/> says where it is null. Fewer than a bundled set has are drawn from it at random.
    /// </param>
    /// <param name="seed">Names the random numbers.</param>
    /// <exception cref="DownhillException">There is no such data set, or it cannot have that many rows.</exception>
    public static NamedDataset Load(string name, int? rows = null, ulong seed = 0)
    {
        if (TryFind(name, out BuiltInData? found))
            return found.Load(rows, seed);
        string help = Nearest.Of(name, All.Select(data => data.Name)) is { } near
            ? $"did you mean '{near}'?"
            : $"there are {string.Join(", ", All.Select(data => data.Name))}.";
        throw new DownhillException($"There is no built-in data set '{name}'; {help}");
    }

    /// <summary>Makes this data set.</summary>
    /// <inheritdoc cref="Load(string, int?, ulong)"/>
    public NamedDataset Load(int? rows = null, ulong seed = 0) => new(Make(rows ?? Rows, seed), Columns, Target);

    private static BuiltInData Generated(string name, string description, Func<int, ulong, Dataset> make) =>
        new(name, description, 1000, "2 numbers", ["x", "y"], "class", 2, make);

    private static Dataset Choose(Dataset all, int rows, ulong seed)
    {
        if (rows == all.Rows)
            return all;
        if (rows < 1 || rows > all.Rows)
            throw new DownhillException(
                $"The data set '{all.Name}' has {all.Rows:N0} rows; {rows:N0} cannot be taken from it{new Hint(Setting.Rows)}.");
        var order = new int[all.Rows];
        Shuffle.Fill(order, seed, RandomPurpose.Generation, 0);
        return all.Subset(order.AsSpan(0, rows));
    }
}
