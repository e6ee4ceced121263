namespace Downhill;

/// <summary>
/// Divides the learning rate by a number that grows with the epochs. Source: H. Robbins, S. Monro, "A Stochastic Approximation
/// Method", 1951, whose conditions for convergence it meets.
/// </summary>
/// <param name="Decay">κ: after 1/κ epochs the rate is half of what it was.</param>
[CatalogEntry("1 / (1 + κ e)", "inverse-time", "inverse-time 0.5")]
public sealed record InverseTimeDecay(double Decay = 0.1) : Schedule
{
    /// <inheritdoc/>
    public override void Validate() => Require(Decay >= 0 && double.IsFinite(Decay), "decay", Decay, "of at least 0");

    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at) => 1 / (1 + (Decay * at.Epoch));
}
