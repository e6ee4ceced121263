namespace Downhill;

/// <summary>The optimizer's own learning rate at every step.</summary>
[CatalogEntry("1", "constant")]
public sealed record ConstantRate : Schedule
{
    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at) => 1;
}
