using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The exponential linear unit, smooth left of zero. Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, 2016.</summary>
/// <param name="Alpha">The largest negative value is minus this number.</param>
[CatalogEntry("x for x > 0, else α (eˣ − 1)", "elu", "elu 0.5")]
public sealed record Elu(double Alpha = 1) : Activation
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => double.IsFinite(Alpha)
        ? input
        : throw new DownhillException($"needs alpha to be a finite number, not {Alpha}");

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>(T.CreateTruncating(Alpha)));

    // y = x for x > 0, else α (eˣ − 1)     dy/dx = 1 for x > 0, else α eˣ = y + α
    // eˣ − 1 is accurate near zero, where the difference of the two would not be.
    private readonly struct Function<T>(T alpha) : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> =>
                V.WhereLess(V.Create(0.0), x, x,
                V.Create(alpha) * Functions.ExpMinusOne<V, T>(x));

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T> => V.WhereLess(V.Create(0.0), x, V.Create(1.0), y + V.Create(alpha));
    }
}
