namespace Downhill;

/// <summary>Multiplies the learning rate by a factor after a fixed number of epochs.</summary>
/// <param name="Epochs">After how many epochs, each time.</param>
/// <param name="Gamma">γ, the factor, above 0 and at most 1.</param>
[CatalogEntry("γ^⌊e / epochs⌋", "step", "step 2 gamma=0.5")]
public sealed record StepDecay(int Epochs = 10, double Gamma = 0.1) : Schedule
{
    /// <inheritdoc/>
    public override void Validate()
    {
        Require(Epochs >= 1, "epochs", Epochs, "of at least 1");
        Require(Gamma is > 0 and <= 1, "gamma", Gamma, "above 0 and at most 1");
    }

    // Whole steps are counted: the quotient of two whole numbers is never just below the one that is meant.
    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at) => Scalar.Power(Gamma, at.Step / (at.StepsPerEpoch * (long)Epochs));
}
