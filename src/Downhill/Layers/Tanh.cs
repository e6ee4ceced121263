using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The hyperbolic tangent, between −1 and 1.</summary>
[CatalogEntry("tanh x", "tanh")]
public sealed record Tanh : Activation
{
    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = tanh x     dy/dx = 1 − y² = (1 − y)(1 + y)
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Tanh<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => (V.Create(1.0) - y) * (V.Create(1.0) + y);
    }
}
