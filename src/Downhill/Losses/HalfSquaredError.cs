using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Half the squared differences, summed over the outputs, so that the derivative is the difference itself.</summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("½ Σ (y − t)²", "half-squared-error", "half-squared-error sum")]
public sealed record HalfSquaredError(Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(at, default(Function<T>), mean: false);

    // f = ½ (y − t)²     ∂f/∂y = y − t
    private readonly struct Function<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.Create(0.5) * (y - t) * (y - t);

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => y - t;
    }
}
