using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The output whose target is 1; the other targets are 0. Its gradient is that of this output. It is not a loss for training.
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
