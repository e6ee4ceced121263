namespace Downhill;

/// <summary>
/// Cosines one after the other, each starting at the full learning rate again.
/// Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
/// </summary>
/// <param name="Epochs">The number of epochs of the first cycle.</param>
/// <param name="Growth">The factor of the length from one cycle to the next.</param>
/// <param name="Last">The last value of each cycle, as a share of the learning rate.</param>
[CatalogEntry("last + (1 − last) ½ (1 + cos(π e′ / E′))", "warm-restarts", "warm-restarts 2 growth=2 last=0.1")]
public sealed record WarmRestarts(int Epochs = 10, int Growth = 1, double Last = 0) : Schedule
{
    /// <inheritdoc/>
    public override void Validate()
    {
        Require(Epochs >= 1, "epochs", Epochs, "of at least 1");
        Require(Growth >= 1, "growth", Growth, "of at least 1");
        RequireShare("last", Last);
    }

    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at)
    {
        long length = Epochs * (long)at.StepsPerEpoch, into = at.Step;
        if (Growth == 1)
            into %= length;
        for (; into >= length; length *= Growth)
            into -= length;
        return HalfCosine(into / (double)length, Last);
    }
}
