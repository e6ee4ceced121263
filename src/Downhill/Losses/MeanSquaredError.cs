using System.Numerics;

namespace Downhill;

/// <summary>The squared differences, averaged over the outputs.</summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("1/outputs Σ (y − t)²", "mean-squared-error", "mean-squared-error sum")]
public sealed record MeanSquaredError(Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) =>
        OverOutputs(at, default(SumSquaredError.Function<T>), mean: true); // the same f, divided by the number of outputs
}
