using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The squared error near zero and the absolute error beyond, averaged over the outputs. Source: P. Huber, 1964.</summary>
/// <param name="Delta">The difference where the parabola becomes a line, above 0.</param>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("1/outputs Σ ½ d² for |d| ≤ δ, else δ (|d| − ½ δ); d = y − t", "huber", "huber 0.5", "huber reduction=sum")]
public sealed record Huber(double Delta = 1, Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    private static double Required(double delta) => delta > 0 && double.IsFinite(delta)
        ? delta
        : throw new DownhillException($"The loss 'huber' needs a delta above 0, not {delta}.");

    /// <inheritdoc/>
    public override bool IsForNumbers => true;

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) =>
        OverOutputs(at, new Function<T>(T.CreateTruncating(Required(Delta))), mean: true);

    // d = y − t     f = ½ d² for |d| ≤ δ, else δ (|d| − ½ δ)     ∂f/∂y = d for |d| ≤ δ, else δ times the sign of d
    private readonly struct Function<T>(T delta) : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V d = V.Abs(y - t), bound = V.Create(delta);
            return V.WhereLess(bound, d, bound * (d - (V.Create(0.5) * bound)), V.Create(0.5) * d * d);
        }

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V bound = V.Create(delta);
            return Functions.Clamp<V, T>(y - t, -bound, bound);
        }
    }
}
