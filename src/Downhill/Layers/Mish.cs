using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// A smooth, self-gated activation. Source: D. Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019.
/// </summary>
[CatalogEntry("x tanh(ln(1 + eˣ))", "mish")]
public sealed record Mish : Activation
{
    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = x t with t = tanh(ln(1 + eˣ))     dy/dx = t + x (1 − t²) σ(x)
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => x * Gate(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V t = Gate(x);
            return V.MultiplyAdd(x * (V.Create(1.0) - (t * t)), Functions.Sigmoid<V, T>(x), t);
        }

        private static V Gate<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Tanh<V, T>(Functions.Softplus<V, T>(x));
    }
}
