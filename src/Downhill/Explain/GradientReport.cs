using System.Text.Json.Nodes;

namespace Downhill;

/// <summary>The tolerances of a gradient check: |analytic − numeric| ≤ relative · |analytic| + absolute · max(1, loss).</summary>
/// <param name="RelativeTolerance">The part of the bound that grows with the derivative.</param>
/// <param name="AbsoluteTolerance">The part that does not; it grows with a loss above 1, as differences of it lose digits.</param>
/// <param name="IsTraining">Whether dropout draws, from one fixed key, or passes.</param>
/// <param name="Seed">The key, and what a sample is drawn by.</param>
/// <param name="Sample">How many entries to check: as many in each layer and in the inputs, drawn at random; null checks all.</param>
public sealed record GradientCheckOptions(
    double RelativeTolerance = 1e-7, double AbsoluteTolerance = 1e-9, bool IsTraining = true, ulong Seed = 0, int? Sample = null);

/// <summary>One entry of a gradient and its numeric value.</summary>
/// <param name="Index">Its place in the parameter, row-major.</param>
/// <param name="Analytic">The derivative from backpropagation.</param>
/// <param name="Numeric">The derivative from central differences.</param>
/// <param name="Excess">Their distance as a multiple of the tolerance: above 1 the check fails.</param>
public readonly record struct CheckedEntry(int Index, double Analytic, double Numeric, double Excess);

/// <summary>The compared entries of one parameter or of the inputs: all, or a sample.</summary>
/// <param name="Name">The parameter, or <c>input</c>.</param>
/// <param name="Shape">Its shape; of the inputs, with the rows first.</param>
/// <param name="Count">The number of compared entries.</param>
/// <param name="Failed">The number of entries that differ by more than the tolerance.</param>
/// <param name="Worst">The one that is off the most.</param>
public sealed record GradientComparison(string Name, Shape Shape, int Count, int Failed, CheckedEntry Worst)
{
    /// <summary>
    /// The entries at which the loss has a kink: its two sides have different derivatives, and the analytic one is either or between them.
    /// </summary>
    public IReadOnlyList<int> Kinks { get; init; } = [];
}

/// <summary>The result of a gradient check.</summary>
/// <param name="Loss">The loss at the point checked.</param>
/// <param name="Parts">Each parameter in layer order, then the inputs.</param>
/// <param name="FirstNonFinite">
/// What first held a number that is not finite, so that nothing could be compared; null if all are finite.
/// </param>
public sealed record GradientReport(double Loss, IReadOnlyList<GradientComparison> Parts, string? FirstNonFinite = null)
{
    /// <summary>The factor of the absolute tolerance: the loss, but at least 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether every entry is within the tolerance.</summary>
    public bool Passed => Parts.All(part => part.Failed == 0);

    /// <summary>The report as JSON; a number that is not finite is its name.</summary>
    public JsonObject ToJson() => new()
    {
        ["passed"] = Passed,
        ["loss"] = JsonNumber.OrName(Loss),
        ["scale"] = JsonNumber.OrName(Scale),
        ["firstNonFinite"] = FirstNonFinite,
        ["parts"] = new JsonArray([.. Parts.Select(part => (JsonNode)new JsonObject
        {
            ["name"] = part.Name,
            ["shape"] = new JsonArray([.. part.Shape.Select(extent => (JsonNode)extent)]),
            ["entries"] = part.Count,
            ["of"] = part.Shape.Size,
            ["failed"] = part.Failed,
            ["kinks"] = new JsonArray([.. part.Kinks.Select(place => (JsonNode)part.Shape.Place(place))]),
            ["worst"] = new JsonObject
            {
                ["entry"] = part.Shape.Place(part.Worst.Index),
                ["analytic"] = JsonNumber.OrName(part.Worst.Analytic),
                ["numeric"] = JsonNumber.OrName(part.Worst.Numeric),
                ["ofTolerance"] = JsonNumber.OrName(part.Worst.Excess),
            },
        })]),
    };
}
