using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// A loss that adds up, or averages, one function of prediction and target over a row's outputs; a loss's file holds that
/// function and its derivative.
/// </summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
public abstract record ElementwiseLoss(Reduction Reduction) : Loss(Reduction)
{
    /// <summary>An operation that adds f up over the outputs of a row, or takes the mean.</summary>
    protected LossOperation<T> OverOutputs<T, TFunction>(LossBinding<T> at, TFunction function, bool mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IElementwiseLoss<T> =>
        new Bound<T>(at, Reduction, at.Kernels.Comparison(function), mean ? T.One / T.CreateTruncating(at.Prediction.Shape.Size) : T.One);

    // y, t: [rows, outputs]   l = s Σⱼ f(yⱼ, tⱼ)     ∂l/∂yⱼ = s ∂f/∂y     s = 1, or 1 / outputs for a mean
    private sealed class Bound<T>(LossBinding<T> at, Reduction reduction, ElementwiseLossKernel<T> kernel, T share)
        : LossOperation<T>(at, reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int outputs = at.Prediction.Shape.Size;
        private readonly Buffer<T> values = at.NewScratch(at.Prediction.Shape.Size);

        protected override void ComputeRows(int rows)
        {
            kernel.Forward(Prediction.Data, Targets, values, rows * outputs);
            kernels.SumColumns(values, RowLosses, rows, outputs, share);
        }

        protected override void ComputeGradient(int rows, T scale) =>
            kernel.Backward(Prediction.Data, Targets, Prediction.Gradient, rows * outputs, scale * share);

        protected override ImmutableArray<Term> ExplainRow(int row, int index)
        {
            int place = (row * outputs) + index;
            var slope = new Factor(
                new DerivativeSymbol(new TextSymbol("l"), new EntrySymbol(Prediction.Name, [index])),
                double.CreateTruncating(kernel.Derivative(Prediction.Data[place], Targets[place])));
            return [new Term(row, share == T.One ? [slope] : [new Factor(OneOver("outputs"), double.CreateTruncating(share)), slope])];
        }
    }
}
