using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The smooth rectifier. Source: C. Dugas et al., 2001.</summary>
[CatalogEntry("ln(1 + eˣ)", "softplus")]
public sealed record Softplus : Activation
{
    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = ln(1 + eˣ)     dy/dx = σ(x)
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Softplus<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => Functions.Sigmoid<V, T>(x);
    }
}
