using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The absolute differences, averaged over the outputs.</summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("1/outputs Σ |y − t|", "mean-absolute-error", "mean-absolute-error sum")]
public sealed record MeanAbsoluteError(Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    /// <inheritdoc/>
    public override bool IsForNumbers => true;

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(at, default(Function<T>), mean: true);

    // f = |y − t|     ∂f/∂y = the sign of y − t, 0 where they are equal
    private readonly struct Function<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.Abs(y - t);

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0), one = V.Create(1.0);
            return V.WhereLess(zero, y - t, one, V.WhereLess(y - t, zero, -one, y - t));
        }
    }
}
