namespace Downhill;

/// <summary>Multiplies the learning rate by a factor each time the loss has not become smaller for some epochs.</summary>
/// <param name="Patience">The number of epochs without improvement before a reduction.</param>
/// <param name="Gamma">γ, the factor, above 0 and below 1.</param>
/// <param name="Threshold">By what share of the best loss a loss must be smaller to count as an improvement.</param>
/// <param name="Smallest">The rate does not fall below this share of the learning rate.</param>
[CatalogEntry("γ^reductions", "reduce-on-plateau", "reduce-on-plateau 3 gamma=0.5 threshold=0 smallest=0.01")]
public sealed record ReduceOnPlateau(int Patience = 10, double Gamma = 0.1, double Threshold = 0.0001, double Smallest = 0) : Schedule
{
    /// <inheritdoc/>
    public override void Validate()
    {
        Require(Patience >= 0, "patience", Patience, "of at least 0");
        Require(Gamma is > 0 and < 1, "gamma", Gamma, "above 0 and below 1");
        Require(Threshold is >= 0 and < 1, "threshold", Threshold, "from 0 to below 1");
        RequireShare("smallest", Smallest);
    }

    /// <inheritdoc/>
    public override double Factor(in SchedulePoint at) => Math.Max(Smallest, Scalar.Power(Gamma, (long)at.Plateau.Reductions));

    // A loss below zero, as of logarithms of densities, must also fall by a share of its size.
    /// <inheritdoc/>
    public override PlateauState Note(PlateauState seen, double loss)
    {
        int epochs = seen.Epochs + 1;
        if (seen.Epochs == 0 || double.IsNaN(seen.Best) || loss < seen.Best - (Threshold * Math.Abs(seen.Best)))
            return new PlateauState(epochs, loss, 0, seen.Reductions);
        return seen.Waited < Patience
            ? seen with { Epochs = epochs, Waited = seen.Waited + 1 }
            : new PlateauState(epochs, seen.Best, 0, seen.Reductions + 1);
    }
}
