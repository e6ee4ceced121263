using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>The prediction of a model for a row.</summary>
/// <param name="Class">
/// The class: the most probable one, or what the model's threshold makes of the probabilities; null if the model predicts numbers.
/// </param>
/// <param name="Outputs">
/// The probability of each class, in the order of <see cref="Predictor.Classes"/>; or the numbers that are predicted.
/// </param>
/// <param name="Unseen">The columns whose value the training had not seen: it was taken as "other".</param>
public sealed record Prediction(string? Class, ImmutableArray<double> Outputs, ImmutableArray<string> Unseen)
{
    /// <summary>The predicted number in the target's unit, or the probability of the most probable class.</summary>
    public double Number => Class is null ? Outputs[0] : Outputs.Max();
}
