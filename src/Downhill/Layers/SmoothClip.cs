using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Clips large numbers smoothly to a bound and hardly changes those near 0. Source: D. Holzmüller et al., "Better by Default: Strong
/// Pre-Tuned MLPs and Boosted Trees on Tabular Data", 2024, section 3.
/// </summary>
/// <param name="Bound">c, which no number passes in absolute value; above 0.</param>
[CatalogEntry("x / √(1 + (x/c)²)", "smooth-clip", "smooth-clip 1.5")]
public sealed record SmoothClip(double Bound = 3) : Activation
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Bound > 0 && double.IsFinite(Bound)
        ? input
        : throw new DownhillException($"needs a bound above 0, not {Bound}");

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>(T.CreateTruncating(Bound)));

    // u = x / c, which beyond ±10⁹ changes nothing any more     y = c u / √(1 + u²)     dy/dx = 1 / √(1 + u²)³
    private readonly struct Function<T>(T bound) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T>
        {
            V u = Share(x);
            return V.Create(bound) * u / V.Sqrt(V.MultiplyAdd(u, u, V.Create(1.0)));
        }

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V u = Share(x), square = V.MultiplyAdd(u, u, V.Create(1.0));
            return V.Create(1.0) / (square * V.Sqrt(square));
        }

        private V Share<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Clamp<V, T>(x / V.Create(bound), -1e9, 1e9);
    }
}
