using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Downhill;

/// <summary>
/// The cost around a network's parameters, on a grid of two directions, with a descent in that plane. It is data; pictures and JSON are
/// views of it. Dropout is not applied.
/// </summary>
/// <param name="X">The axis across.</param>
/// <param name="Y">The axis upwards.</param>
/// <param name="Costs">The cost at each point: <c>Costs[j][i]</c> is the one at <c>X.Values[i]</c>, <c>Y.Values[j]</c>.</param>
/// <param name="Path">
/// Where gradient descent goes from the centre when it may move along the two directions only, so that every point of it lies in
/// the picture's plane and has the cost shown there; it ends early where the cost stops being finite.
/// </param>
/// <param name="Centre">The network's own parameters.</param>
/// <param name="Minimum">The lowest point of the grid.</param>
public sealed record Landscape(
    LandscapeAxis X,
    LandscapeAxis Y,
    ImmutableArray<ImmutableArray<double>> Costs,
    ImmutableArray<LandscapePoint> Path,
    LandscapePoint Centre,
    LandscapePoint Minimum)
{
    /// <summary>The cost over two entries of the parameters; the axes show their values.</summary>
    /// <param name="network">The network; its parameters are changed and restored, and its gradient is overwritten.</param>
    /// <param name="loss">The cost.</param>
    /// <param name="inputs">The rows, <c>[rows, input]</c>.</param>
    /// <param name="targets">Their targets, <c>[rows, outputs]</c>.</param>
    /// <param name="x">The entry that grows to the right.</param>
    /// <param name="y">The entry that grows upwards.</param>
    /// <param name="options">The grid and the descent.</param>
    /// <param name="cancellation">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DownhillException">An entry does not exist, both are the same, or an option is out of its range.</exception>
    public static Landscape Along(
        Network<double> network,
        Loss loss,
        ReadOnlySpan<double> inputs,
        ReadOnlySpan<double> targets,
        GradientEntry x,
        GradientEntry y,
        LandscapeOptions? options = null,
        CancellationToken cancellation = default) =>
        new LandscapeSurvey(network, loss, options ?? new LandscapeOptions(), inputs, targets, cancellation)
            .Run(new EntryPlane(network, x, y));

    /// <summary>
    /// The cost over two random directions, drawn from the normal distribution and scaled parameter by parameter to the
    /// parameter's own norm; the axes show multiples of them.
    /// Source: H. Li et al., "Visualizing the Loss Landscape of Neural Nets", 2018 (there filter by filter).
    /// </summary>
    /// <inheritdoc cref="Along"/>
    public static Landscape Random(
        Network<double> network,
        Loss loss,
        ReadOnlySpan<double> inputs,
        ReadOnlySpan<double> targets,
        LandscapeOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= new LandscapeOptions();
        return new LandscapeSurvey(network, loss, options, inputs, targets, cancellation).Run(new RandomPlane(network, options.Seed));
    }

    /// <summary>All the numbers as JSON, in full precision; null stands where a cost is not finite.</summary>
    public JsonObject ToJson() => new()
    {
        ["x"] = Node(X),
        ["y"] = Node(Y),
        ["costs"] = new JsonArray([.. Costs.Select(Numbers)]),
        ["path"] = new JsonArray([.. Path.Select(Node)]),
        ["centre"] = Node(Centre),
        ["minimum"] = Node(Minimum),
    };

    private static JsonNode Node(LandscapeAxis axis) => new JsonObject { ["name"] = axis.Name, ["values"] = Numbers(axis.Values) };

    private static JsonNode Node(LandscapePoint point) => new JsonObject { ["x"] = point.X, ["y"] = point.Y, ["cost"] = point.Cost };

    private static JsonNode Numbers(ImmutableArray<double> values) =>
        new JsonArray([.. values.Select(JsonNumber.Of)]);
}

/// <summary>One axis of a landscape.</summary>
/// <param name="Name">The parameter's entry, or which random direction.</param>
/// <param name="Values">The values of the grid lines, in ascending order.</param>
public sealed record LandscapeAxis(string Name, ImmutableArray<double> Values);

/// <summary>One point of a landscape.</summary>
/// <param name="X">Its place across.</param>
/// <param name="Y">Its place upwards.</param>
/// <param name="Cost">The cost there.</param>
public readonly record struct LandscapePoint(double X, double Y, double Cost);

/// <summary>Options of a landscape.</summary>
/// <param name="Grid">The number of points of each axis.</param>
/// <param name="Span">The extent of each axis on either side of the centre; by default 1, or the length of the descent.</param>
/// <param name="Steps">The number of steps of the descent; 0 for none.</param>
/// <param name="Optimizer">
/// What makes the steps; plain gradient descent without it. It moves two numbers: the two entries, or how far along each random
/// direction the parameters have gone, as a length.
/// </param>
/// <param name="Seed">Fixes the random directions.</param>
public sealed record LandscapeOptions(int Grid = 41, double? Span = null, int Steps = 0, Optimizer? Optimizer = null, ulong Seed = 0)
{
    /// <summary>The largest number of points of an axis.</summary>
    public const int MaxPoints = 1001;

    /// <summary>Throws if an option is out of its range.</summary>
    public void Validate()
    {
        if (Grid is < 2 or > MaxPoints)
            throw new DownhillException($"The grid has {Grid} points a side; it needs from 2 to {MaxPoints}.");
        if (Span is double span && !(span > 0 && double.IsFinite(span)))
            throw new DownhillException($"The span is {span}; it is how far the picture reaches to either side and must be above 0.");
        if (Steps < 0)
            throw new DownhillException($"The number of steps is {Steps}; it must be at least 0.");
        Optimizer?.Validate();
    }
}
