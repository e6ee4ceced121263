namespace Downhill;

/// <summary>
/// Lets the learning rate fall along half a cosine: slowly at first and in the end, fast between.
/// Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
/// </summary>
/// <param name="Last">The last value, as a share of the learning rate.</param>
[CatalogEntry("last + (1 − last) ½ (1 + cos(π e / E))", "cosine", "cosine 0.1")]
public sealed record CosineDecay(double Last = 0) : Schedule
{
    /// <inheritdoc/>
    public override void Validate() => RequireShare("last", Last);

    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at) => HalfCosine(at.Share, Last);
}
