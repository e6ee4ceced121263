using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>The cross-entropy from logits, with optional label smoothing.</summary>
// z, t: [rows, classes]   t′ = (1 − ε) t + ε / classes   l = Σⱼ t′ⱼ (ln Σ eᶻ − zⱼ)     ∂l/∂zⱼ = softmax(z)ⱼ Σ t′ − t′ⱼ
internal class SoftmaxCrossEntropyOperation<T>(LossBinding<T> at, Reduction reduction, double smoothing) : LossOperation<T>(at, reduction)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Buffer<T> probabilities = at.NewScratch(at.Prediction.Shape.Size);
    private readonly Buffer<T> smoothed = smoothing > 0 ? at.NewScratch(at.Prediction.Shape.Size) : default;
    private readonly ElementwiseLossKernel<T>? smooth = smoothing > 0
        ? at.Kernels.Comparison(new Smooth(T.CreateTruncating(1 - smoothing), T.CreateTruncating(smoothing / at.Prediction.Shape.Size)))
        : null;

    protected Backend<T> Kernels { get; } = at.Kernels;

    protected int Classes { get; } = at.Prediction.Shape.Size;

    private Buffer<T> Goals => smooth is null ? Targets : smoothed;

    protected override void ComputeRows(int rows)
    {
        smooth?.Forward(Prediction.Data, Targets, smoothed, rows * Classes);
        Kernels.CrossEntropy(Prediction.Data, Goals, probabilities, RowLosses, rows, Classes);
    }

    protected override void ComputeGradient(int rows, T scale) =>
        Kernels.CrossEntropyGradient(probabilities, Goals, Prediction.Gradient, rows, Classes, scale);

    protected override ImmutableArray<Term> ExplainRow(int row, int index)
    {
        double p = double.CreateTruncating(probabilities[(row * Classes) + index]);
        double t = double.CreateTruncating(Goals[(row * Classes) + index]);
        double total = double.CreateTruncating(Kernels.Sum(Goals.Slice(row * Classes, Classes)));
        return
        [
            new Term(row, [new Factor(new EntrySymbol("softmax", [index]), p), new Factor(SumOver(string.Empty, Letter("t")), total)]),
            new Term(row, [new Factor(new NegativeSymbol(new EntrySymbol("t", [index])), -t)]),
        ];
    }

    private readonly struct Smooth(T keep, T share) : IElementwiseLoss<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.MultiplyAdd(V.Create(keep), t, V.Create(share));

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => V.Create(0.0);
    }
}
