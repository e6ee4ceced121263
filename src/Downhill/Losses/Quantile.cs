using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The quantile (pinball) loss: absolute differences, weighted by their sign, averaged over the outputs. The best prediction is a quantile
/// of the target. Source: R. Koenker, G. Bassett, "Regression Quantiles", 1978.
/// </summary>
/// <param name="Level">q: the share of targets that should lie below the answer, between 0 and 1.</param>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("1/outputs Σ max(q d, (q − 1) d); d = t − y", "quantile", "quantile 0.9", "quantile 0.1 sum")]
public sealed record Quantile(double Level = 0.5, Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    private static double Required(double level) => level is > 0 and < 1
        ? level
        : throw new DownhillException($"The loss 'quantile' needs a level above 0 and below 1, not {level}.");

    /// <inheritdoc/>
    public override bool IsForNumbers => true;

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) =>
        OverOutputs(at, new Function<T>(T.CreateTruncating(Required(Level)), T.CreateTruncating(1 - Level)), mean: true);

    // f = q (t − y) for y < t, else (1 − q)(y − t)     ∂f/∂y = −q for y < t, 1 − q for y > t, 0 where they are equal
    private readonly struct Function<T>(T level, T rest) : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.WhereLess(y, t, V.Create(level) * (t - y), V.Create(rest) * (y - t));

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.WhereLess(y, t, V.Create(-level), V.WhereLess(t, y, V.Create(rest), y - t));
    }
}
