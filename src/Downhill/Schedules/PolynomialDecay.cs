namespace Downhill;

/// <summary>Decreases the learning rate to its final value by a power of the remaining training; linear if the power is 1.</summary>
/// <param name="Power">p, above 0.</param>
/// <param name="Last">The last value, as a share of the learning rate.</param>
[CatalogEntry("last + (1 − last) (1 − e / E)^p", "polynomial", "polynomial 2 last=0.1", "polynomial 0.5")]
public sealed record PolynomialDecay(double Power = 1, double Last = 0) : Schedule
{
    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive("power", Power);
        RequireShare("last", Last);
    }

    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at) =>
        Last + ((1 - Last) * Scalar.Power(1 - at.Share, Power));
}
