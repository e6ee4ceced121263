namespace Downhill;

/// <summary>The probability from which the positive one of two classes, the second, is predicted.</summary>
/// <param name="Value">The probability, above 0 and below 1.</param>
/// <param name="Aim">The aim for which it was chosen.</param>
public sealed record DecisionThreshold(double Value, ThresholdAim Aim)
{
    /// <summary>The class that is predicted: 1 from the threshold on, otherwise 0.</summary>
    /// <param name="answer">The probabilities of both classes, or that of the second alone.</param>
    public int ClassOf(ReadOnlySpan<double> answer) => answer[^1] >= Value ? 1 : 0;
}
