using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The divergence of the prediction from a target distribution over the classes, on logits; 0 if they are equal. Source: S. Kullback, R.
/// Leibler, "On Information and Sufficiency", 1951.
/// </summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("Σ tⱼ (ln tⱼ − zⱼ + ln Σ eᶻ)", "kullback-leibler", "kullback-leibler sum")]
public sealed record KullbackLeibler(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Layer? Link => new Softmax();

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => new Bound<T>(at, Reduction);

    // z, t: [rows, classes]   l = Σⱼ tⱼ ln tⱼ − Σⱼ tⱼ ln softmax(z)ⱼ, the cross-entropy less what no answer can undercut
    // ∂l/∂zⱼ = softmax(z)ⱼ Σ t − tⱼ, the cross-entropy's
    private sealed class Bound<T>(LossBinding<T> at, Reduction reduction) : SoftmaxCrossEntropyOperation<T>(at, reduction, 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ElementwiseLossKernel<T> kernel = at.Kernels.Comparison(default(Certainty<T>));
        private readonly Buffer<T> values = at.NewScratch(at.Prediction.Shape.Size), sums = at.NewScratch(1);

        protected override void ComputeRows(int rows)
        {
            base.ComputeRows(rows);
            kernel.Forward(Prediction.Data, Targets, values, rows * Classes);
            Kernels.SumColumns(values, sums, rows, Classes, T.One);
            Kernels.Add(RowLosses, sums, RowLosses, rows);
        }
    }

    // t ln t, 0 at t = 0, where it tends to; targets below 0 are no distribution and count nothing.
    private readonly struct Certainty<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0);
            return V.WhereLess(zero, t, t * Functions.Log<V, T>(t), zero);
        }

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.Create(0.0);
    }
}
