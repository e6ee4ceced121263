using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The logistic sigmoid, between 0 and 1.</summary>
[CatalogEntry("1 / (1 + e⁻ˣ)", "sigmoid")]
public sealed record Sigmoid : Activation
{
    /// <inheritdoc/>
    public override OutputKind OutputKind => OutputKind.Probabilities;

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = σ(x) = 1 / (1 + e⁻ˣ)     dy/dx = y (1 − y)
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Sigmoid<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => y * (V.Create(1.0) - y);
    }
}
