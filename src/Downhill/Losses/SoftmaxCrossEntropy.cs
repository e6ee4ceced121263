using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The cross-entropy of one choice out of several, from logits: −Σ t ln softmax(z).</summary>
/// <param name="Reduction">How the rows' losses become one number.</param>
[CatalogEntry("Σ tⱼ (ln Σ eᶻ − zⱼ)", "softmax-cross-entropy", "softmax-cross-entropy sum")]
public sealed record SoftmaxCrossEntropy(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Layer? Link => new Softmax();

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => new Bound<T>(at, Reduction);

    // z, t: [rows, classes]   l = Σⱼ tⱼ (ln Σ eᶻ − zⱼ)     ∂l/∂zⱼ = softmax(z)ⱼ Σ t − tⱼ
    private sealed class Bound<T>(LossBinding<T> at, Reduction reduction) : LossOperation<T>(at, reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Kernels<T> kernels = at.Kernels;
        private readonly int classes = at.Prediction.Shape.Size;
        private readonly Address<T> probabilities = at.NewScratch(at.Prediction.Shape.Size);

        protected override void ComputeRows(int rows) =>
            kernels.CrossEntropy(Prediction.Data, Targets, probabilities, RowLosses, rows, classes);

        protected override void ComputeGradient(int rows, T scale) =>
            kernels.CrossEntropyGradient(probabilities, Targets, Prediction.Gradient, rows, classes, scale);

        protected override ImmutableArray<Term> ExplainRow(int row, int index)
        {
            double p = double.CreateTruncating(probabilities.Span[(row * classes) + index]);
            double t = double.CreateTruncating(Targets.Span[(row * classes) + index]);
            double total = double.CreateTruncating(kernels.Sum(Targets.Slice(row * classes, classes)));
            return [new Term(row, [new Factor(new EntrySymbol("softmax", [index]), p), new Factor("Σ t", total)]), new Term(row, [new Factor(new NegativeSymbol(new EntrySymbol("t", [index])), -t)])];
        }
    }
}
