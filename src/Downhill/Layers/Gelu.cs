using System.Numerics;
using System.Text.Json.Serialization;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The Gaussian error linear unit: x times the probability that a standard normal number is below x. Source: D. Hendrycks, K. Gimpel, 2016.
/// </summary>
/// <param name="Form">The exact formula, or the approximation by a hyperbolic tangent.</param>
[CatalogEntry("x Φ(x)", "gelu", "gelu tanh")]
public sealed record Gelu(GeluForm Form = GeluForm.Exact) : Activation
{
    // √½, 1/√(2π), √(2/π), and the cubic's coefficient of the tanh form (the source's section 2).
    private const double RootHalf = 0.7071067811865476, BellHeight = 0.3989422804014327, RootTwoOverPi = 0.7978845608028654,
        Cubic = 0.044715;

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) =>
        Form == GeluForm.Exact ? Elementwise(at, default(Exact<T>)) : Elementwise(at, default(ByTanh<T>));

    // y = x Φ(x)     dy/dx = Φ(x) + x φ(x)
    // Φ(x) = ½ erfc(−x/√2), accurate in the left tail too;  φ(x) = e^(−x²/2) / √(2π)
    private readonly struct Exact<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => x * Normal<V>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V bell = V.Create(BellHeight) * Functions.Exp<V, T>(V.Create(-0.5) * x * x);
            return V.MultiplyAdd(x, bell, Normal<V>(x));
        }

        private static V Normal<V>(V x)
            where V : struct, ISimd<V, T> => V.Create(0.5) * Functions.Erfc<V, T>(V.Create(-RootHalf) * x);
    }

    // u = √(2/π) (x + c x³)     y = ½ x (1 + tanh u) = x σ(2u)     dy/dx = s + x s (1 − s) 2 u′ with s = σ(2u), u′ = √(2/π)(1 + 3 c x²)
    private readonly struct ByTanh<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => x * Gate<V>(x, out _);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V s = Gate<V>(x, out V near);
            V slope = V.MultiplyAdd(V.Create(6 * RootTwoOverPi * Cubic) * near, near, V.Create(2 * RootTwoOverPi));
            return V.MultiplyAdd(near * s * (V.Create(1.0) - s), slope, s);
        }

        // Beyond ±50 the gate is 0 or 1 to the last bit, and x³ could overflow.
        private static V Gate<V>(V x, out V near)
            where V : struct, ISimd<V, T>
        {
            near = Functions.Clamp<V, T>(x, -50, 50);
            V u = V.MultiplyAdd(V.Create(RootTwoOverPi * Cubic) * near * near, near, V.Create(RootTwoOverPi) * near);
            return Functions.Sigmoid<V, T>(u + u);
        }
    }
}

/// <summary>How <see cref="Gelu"/> is computed.</summary>
public enum GeluForm
{
    /// <summary>With the error function.</summary>
    [JsonStringEnumMemberName("exact")]
    Exact,

    /// <summary>½ x (1 + tanh(√(2/π)(x + 0.044715 x³))).</summary>
    [JsonStringEnumMemberName("tanh")]
    Tanh,
}
