namespace Downhill;

/// <summary>Lets the learning rate fall by the same factor from epoch to epoch, evenly at every step.</summary>
/// <param name="Gamma">γ, the factor of an epoch, above 0 and at most 1.</param>
[CatalogEntry("γ^e", "exponential", "exponential 0.5")]
public sealed record ExponentialDecay(double Gamma = 0.95) : Schedule
{
    /// <inheritdoc/>
    public override void Validate() => Require(Gamma is > 0 and <= 1, "gamma", Gamma, "above 0 and at most 1");

    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at) => Scalar.Power(Gamma, at.Epoch);
}
