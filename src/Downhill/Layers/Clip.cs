using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Clips numbers to two bounds: 0 and 6 is ReLU6, −1 and 1 is hardtanh. Source: A. Krizhevsky, "Convolutional Deep Belief Networks on
/// CIFAR-10", 2010.
/// </summary>
/// <param name="Min">The smallest result.</param>
/// <param name="Max">The largest result, above <paramref name="Min"/>.</param>
[CatalogEntry("min(max(x, min), max)", "clip", "clip -1 1")]
public sealed record Clip(double Min = 0, double Max = 6) : Activation
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => double.IsFinite(Min) && double.IsFinite(Max) && Min < Max
        ? input
        : throw new DownhillException($"needs min below max, not {Min} and {Max}");

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) =>
        Elementwise(at, new Function<T>(T.CreateTruncating(Min), T.CreateTruncating(Max)));

    // y = min(max(x, a), b)     dy/dx = 1 for a < x < b, else 0 (0 at both kinks, by convention)
    // NaN stays NaN, and a diverging run is seen.
    private readonly struct Function<T>(T min, T max) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Clamp<V, T>(x, V.Create(min), V.Create(max));

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0);
            return V.WhereLess(V.Create(min), x, V.WhereLess(x, V.Create(max), V.Create(1.0), zero), zero);
        }
    }
}
