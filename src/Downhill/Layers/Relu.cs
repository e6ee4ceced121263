using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The rectifier: negative numbers become zero. Source: V. Nair, G. Hinton, 2010.</summary>
[CatalogEntry("max(0, x)", "relu")]
public sealed record Relu : Activation
{
    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = max(0, x)     dy/dx = 1 for x > 0, else 0 (0 at the kink, by convention)
    // Written so that NaN stays NaN, and a diverging run is seen.
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => V.WhereLess(x, V.Create(0.0), V.Create(0.0), x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.WhereLess(V.Create(0.0), x, V.Create(1.0), V.Create(0.0));
    }
}
