using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The cross-entropy of yes-or-no answers, from logits, averaged over the outputs: −t ln σ(z) − (1 − t) ln(1 − σ(z)).</summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
/// <param name="LabelSmoothing">ε: the share of each target that is spread evenly over yes and no, from 0 to below 1.</param>
[CatalogEntry("1/outputs Σ ln(1 + eᶻ) − t z", "binary-cross-entropy", "binary-cross-entropy sum",
    "binary-cross-entropy labelSmoothing=0.1")]
public sealed record BinaryCrossEntropy(Reduction Reduction = Reduction.Mean, double LabelSmoothing = 0) : ElementwiseLoss(Reduction)
{
    /// <inheritdoc/>
    public override Layer? Link => new Sigmoid();

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(
        at,
        new Function<T>(T.CreateTruncating(1 - RequiredSmoothing(LabelSmoothing)), T.CreateTruncating(LabelSmoothing / 2)),
        mean: true);

    // f = ln(1 + eᶻ) − t z, which is −t ln σ(z) − (1 − t) ln(1 − σ(z)) without its overflow     ∂f/∂z = σ(z) − t
    // with t′ = (1 − ε) t + ε / 2 for t.
    // Computed as max(z, 0) − t z + ln(1 + e^(−|z|)): nothing cancels where the answer is confident and right.
    private readonly struct Function<T>(T keep, T share) : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0);
            V rest = V.WhereLess(y, zero, zero, y) - (Smooth<V>(t) * y);
            return rest + Functions.LogOnePlus<V, T>(Functions.Exp<V, T>(-V.Abs(y)));
        }

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => Functions.Sigmoid<V, T>(y) - Smooth<V>(t);

        private V Smooth<V>(V t)
            where V : struct, ISimd<V, T> => V.MultiplyAdd(V.Create(keep), t, V.Create(share));
    }
}
