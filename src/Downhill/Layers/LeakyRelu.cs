using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The rectifier with a small slope for negative numbers. Source: A. Maas, A. Hannun, A. Ng, 2013.</summary>
/// <param name="Slope">The slope left of zero.</param>
[CatalogEntry("x for x > 0, else slope x", "leaky-relu", "leaky-relu 0.2")]
public sealed record LeakyRelu(double Slope = 0.01) : Activation
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => double.IsFinite(Slope)
        ? input
        : throw new DownhillException($"needs slope to be a finite number, not {Slope}");

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>(T.CreateTruncating(Slope)));

    // y = x for x > 0, else a x     dy/dx = 1 for x > 0, else a
    private readonly struct Function<T>(T slope) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => V.WhereLess(V.Create(0.0), x, x, V.Create(slope) * x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.WhereLess(V.Create(0.0), x, V.Create(1.0), V.Create(slope));
    }
}
