using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The sigmoid linear unit, also called swish. Source: S. Elfwing, E. Uchibe, K. Doya, 2018.</summary>
[CatalogEntry("x σ(x)", "silu")]
public sealed record Silu : Activation
{
    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = x σ(x)     dy/dx = σ(x) + x σ(x)(1 − σ(x)) = σ + y (1 − σ)
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => x * Functions.Sigmoid<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V s = Functions.Sigmoid<V, T>(x);
            return V.MultiplyAdd(y, V.Create(1.0) - s, s);
        }
    }
}
