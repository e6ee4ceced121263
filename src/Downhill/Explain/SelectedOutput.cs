using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The output whose target is 1, where the others are 0: its gradient is that of the output. It is no loss to train with.
/// </summary>
internal sealed record SelectedOutput() : ElementwiseLoss(Reduction.Sum)
{
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(at, default(Function<T>), mean: false);

    // f = y t     ∂f/∂y = t
    private readonly struct Function<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => y * t;

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => t;
    }
}
