using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The hinge loss: 0 if the score is on the correct side of 0 with a margin of 1; averaged over the outputs. Source: C. Cortes, V. Vapnik,
/// "Support-Vector Networks", 1995.
/// </summary>
/// <remarks>Its link, the sigmoid, puts a score on the right side of ½; the answer is no calibrated probability.</remarks>
/// <param name="Squared">Whether the shortfall is squared, which makes it smooth.</param>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("1/outputs Σ max(0, 1 − s z); s = 2 t − 1", "hinge", "hinge squared=true", "hinge reduction=sum")]
public sealed record Hinge(bool Squared = false, Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    /// <inheritdoc/>
    public override Layer? Link => new Sigmoid();

    /// <inheritdoc/>
    public override bool AnswersAreProbabilities => false;

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(at, new Function<T>(Squared), mean: true);

    // s = 2 t − 1, −1 or 1     h = max(0, 1 − s z)     f = h or h²     ∂f/∂z = −s or −2 h s where h > 0, else 0
    private readonly struct Function<T>(bool squared) : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V h = Shortfall<V>(y, t, out _);
            return squared ? h * h : h;
        }

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0), h = Shortfall<V>(y, t, out V side);
            return squared ? V.Create(-2.0) * h * side : V.WhereLess(zero, h, -side, h);
        }

        private static V Shortfall<V>(V y, V t, out V side)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0), one = V.Create(1.0);
            side = t + t - one;
            V h = one - (side * y);
            return V.WhereLess(h, zero, zero, h);
        }
    }
}
