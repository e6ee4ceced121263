using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The self-normalizing exponential unit: keeps mean 0 and deviation 1 through deep networks. Source: G. Klambauer et al., 2017.
/// </summary>
[CatalogEntry("λ x for x > 0, else λ α (eˣ − 1)", "selu")]
public sealed record Selu : Activation
{
    private const double Lambda = 1.0507009873554805, Alpha = 1.6732632423543772;

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = λ x for x > 0, else λ α (eˣ − 1)     dy/dx = λ for x > 0, else λ α eˣ = y + λ α
    // λ and α make mean 0 and variance 1 a fixed point.
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> =>
                V.WhereLess(V.Create(0.0), x, V.Create(Lambda) * x,
                V.Create(Lambda * Alpha) * Functions.ExpMinusOne<V, T>(x));

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.WhereLess(V.Create(0.0), x, V.Create(Lambda), y + V.Create(Lambda * Alpha));
    }
}
