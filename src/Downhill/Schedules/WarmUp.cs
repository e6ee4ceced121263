namespace Downhill;

/// <summary>
/// Lets the learning rate grow evenly from nearly nothing, then follows another schedule over the steps that remain.
/// Source: P. Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017.
/// </summary>
/// <param name="Epochs">The number of epochs of growth, which can be a fraction.</param>
/// <param name="Then">The schedule after the warm-up; by default the full rate.</param>
[CatalogEntry("(step + 1) / steps of the warm-up, then as it says", "warm-up", "warm-up 0.5 (cosine 0.1)", "warm-up 2 then=step")]
public sealed record WarmUp(double Epochs = 1, Schedule? Then = null) : Schedule
{
    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive("epochs", Epochs);
        Then?.Validate();
    }

    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at)
    {
        long steps = (long)Math.Ceiling(Math.Min(Epochs * at.StepsPerEpoch, long.MaxValue / 2));
        if (at.Step < steps)
            return (at.Step + 1) / (double)steps;
        return Then?.Factor(at with { Step = at.Step - steps, Steps = at.Steps - steps }) ?? 1;
    }

    /// <inheritdoc/>
    public override PlateauState Note(PlateauState seen, double loss) => Then?.Note(seen, loss) ?? seen;
}
