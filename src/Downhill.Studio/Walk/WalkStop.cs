using System.Collections.Immutable;

namespace Downhill.Studio;

/// <summary>A part of a training step.</summary>
public enum WalkPhase
{
    /// <summary>From the inputs to the outputs.</summary>
    Forward,

    /// <summary>How far the outputs are from the targets.</summary>
    Loss,

    /// <summary>From the loss back to every parameter.</summary>
    Backward,

    /// <summary>Every parameter moves.</summary>
    Update,
}

/// <summary>One number of a training step.</summary>
/// <param name="Phase">The part of the step.</param>
/// <param name="Name">What it is called: <c>linear1[0]</c>, <c>∂C/∂linear1.bias[0]</c>.</param>
/// <param name="Rule">The formula that makes it.</param>
/// <param name="Numbers">The same with numbers.</param>
/// <param name="Value">The number.</param>
/// <param name="Lit">The parameters it is made with, by their place among all.</param>
public sealed record WalkStop(WalkPhase Phase, string Name, string Rule, string Numbers, double Value, ImmutableArray<int> Lit);
