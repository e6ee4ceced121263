using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// x times the hard sigmoid of slope 1/6: silu made of straight lines and a parabola. Source: A. Howard et al., "Searching for
/// MobileNetV3", 2019.
/// </summary>
[CatalogEntry("x min(max(x + 3, 0), 6) / 6", "hard-swish")]
public sealed record HardSwish : Activation
{
    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = x min(max(x / 6 + ½, 0), 1)     dy/dx = 0 for x ≤ −3, x / 3 + ½ for −3 < x ≤ 3, 1 for x > 3
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> =>
            x * Functions.Clamp<V, T>(V.MultiplyAdd(V.Create(1.0 / 6), x, V.Create(0.5)), 0, 1);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V three = V.Create(3.0), inside = V.MultiplyAdd(V.Create(1.0 / 3), x, V.Create(0.5));
            return V.WhereLess(-three, x, V.WhereLess(three, x, V.Create(1.0), inside), V.Create(0.0));
        }
    }
}
