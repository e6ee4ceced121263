using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// A sigmoid of three straight lines, between 0 and 1. Source: M. Courbariaux, Y. Bengio, J.-P. David, "BinaryConnect", 2015; with the
/// slope 1/6, A. Howard et al., "Searching for MobileNetV3", 2019.
/// </summary>
/// <param name="Slope">The slope at 0; above 0.</param>
[CatalogEntry("min(max(slope x + ½, 0), 1)", "hard-sigmoid", "hard-sigmoid 0.2")]
public sealed record HardSigmoid(double Slope = 1.0 / 6) : Activation
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Slope > 0 && double.IsFinite(Slope)
        ? input
        : throw new DownhillException($"needs a slope above 0, not {Slope}");

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>(T.CreateTruncating(Slope)));

    // y = min(max(a x + ½, 0), 1)     dy/dx = a for 0 < y < 1, else 0 (0 at both kinks, by convention)
    private readonly struct Function<T>(T slope) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Clamp<V, T>(V.MultiplyAdd(V.Create(slope), x, V.Create(0.5)), 0, 1);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0);
            return V.WhereLess(zero, y, V.WhereLess(y, V.Create(1.0), V.Create(slope), zero), zero);
        }
    }
}
