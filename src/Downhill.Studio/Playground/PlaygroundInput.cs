using System.Collections.Immutable;

namespace Downhill.Studio;

/// <summary>One input that the playground can feed to the network: a function of the point's place.</summary>
/// <param name="Key">Its name in the address and as a column of an exported table.</param>
/// <param name="Title">The text on the page.</param>
/// <param name="Of">The function.</param>
public sealed record PlaygroundInput(string Key, string Title, Func<double, double, double> Of)
{
    /// <summary>All inputs, in the order in which the network reads the chosen ones.</summary>
    public static ImmutableArray<PlaygroundInput> All { get; } =
    [
        new("x", "x", static (x, _) => x),
        new("y", "y", static (_, y) => y),
        new("xx", "x²", static (x, _) => x * x),
        new("yy", "y²", static (_, y) => y * y),
        new("xy", "x · y", static (x, y) => x * y),
        new("sinx", "sin πx", static (x, _) => Scalar.SinPi(x)),
        new("siny", "sin πy", static (_, y) => Scalar.SinPi(y)),
    ];
}
