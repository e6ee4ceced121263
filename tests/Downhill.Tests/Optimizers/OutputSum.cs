using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>The outputs themselves, added up: a loss without targets, as the golden numbers use it.</summary>
internal sealed record OutputSum(Reduction Reduction = Reduction.Sum) : ElementwiseLoss(Reduction)
{
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(at, default(Function<T>), mean: false);

    private readonly struct Function<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => y;

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.Create(1.0);
    }
}
