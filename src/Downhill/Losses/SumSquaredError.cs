using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The squared differences, summed over the outputs.</summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("Σ (y − t)²", "sum-squared-error", "sum-squared-error sum")]
public sealed record SumSquaredError(Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(at, default(Function<T>), mean: false);

    // f = (y − t)²     ∂f/∂y = 2 (y − t)
    internal readonly struct Function<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => (y - t) * (y - t);

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.Create(2.0) * (y - t);
    }
}
