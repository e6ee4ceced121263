namespace Downhill;

/// <summary>
/// One rise to the learning rate and one long fall far below the start, both along half a cosine. Source: L. Smith, N. Topin,
/// "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2018, in PyTorch's form.
/// </summary>
/// <param name="Rise">The share of the training that the rise takes, above 0 and below 1.</param>
/// <param name="First">The first value, as a share of the learning rate.</param>
/// <param name="Last">The last value, as a share of the learning rate.</param>
[CatalogEntry("first → 1 → last along half cosines", "one-cycle", "one-cycle 0.5 first=0.1 last=0.01")]
public sealed record OneCycle(double Rise = 0.3, double First = 0.04, double Last = 0.000004) : Schedule
{
    /// <inheritdoc/>
    public override void Validate()
    {
        Require(Rise is > 0 and < 1, "rise", Rise, "above 0 and below 1");
        RequireShare("first", First);
        RequireShare("last", Last);
    }

    // Step number rise · steps − 1, counted from 0, is the peak, and the last one is the end.
    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at)
    {
        double peak = (Rise * at.Steps) - 1, end = at.Steps - 1;
        if (at.Step < peak)
            return HalfCosine(1 - (at.Step / peak), First);
        return end <= peak ? 1 : HalfCosine(Math.Min(1, (at.Step - peak) / (end - peak)), Last);
    }
}
