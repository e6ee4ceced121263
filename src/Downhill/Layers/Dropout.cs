using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// In training, leaves out each number with a probability and scales the others up, so that the mean stays; otherwise does nothing.
/// Source: N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
/// </summary>
/// <param name="Rate">The probability of leaving a number out, from 0 to below 1.</param>
[CatalogEntry("x m / (1 − rate), m drawn from {0, 1}", "dropout", "dropout 0.2")]
public sealed record Dropout(double Rate = 0.5) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        Rate is >= 0 and < 1 ? input : throw new DownhillException($"needs a rate from 0 to below 1, not {Rate}");

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, 1 - Rate);

    // y = x m / keep     ∂C/∂x = ∂C/∂y m / keep; the way back draws the same m, a pure function of (seed, step, layer, element)
    private sealed class Bound<T>(Binding<T> at, double keep) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int size = at.Input.Shape.Size;
        private readonly ulong ordinal = (ulong)at.Ordinal;

        public override void Forward(in Pass pass) => Apply(pass, Input.Data, Output.Data, add: false);

        public override void Backward(in Pass pass)
        {
            if (Input.NeedsGradient)
                Apply(pass, Output.Gradient, Input.Gradient, Input.AddGradient);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            double scale = Random(pass).IsKept((row * size) + index, Keep(pass))
                ? double.CreateTruncating(T.One / T.CreateTruncating(Keep(pass)))
                : 0;
            return OfInput(row, index, Equation(CostBy("x"), CostBy("y") * (Letter("m") / Word("keep"))),
                [new Term(row, [OutputGradient(row, index), new Factor(new EntrySymbol($"{Name}.mask", [index]), scale)])]);
        }

        private void Apply(in Pass pass, Buffer<T> from, Buffer<T> to, bool add)
        {
            if (Keep(pass) == 1)
                kernels.CopyColumns(from, size, 0, to, size, 0, pass.Rows, size, add);
            else
                kernels.Dropout(from, to, pass.Rows * size, Keep(pass), Random(pass), add);
        }

        private double Keep(in Pass pass) => pass.IsTraining ? keep : 1;

        private RandomStream Random(in Pass pass) =>
            new RandomStream(pass.Seed, RandomPurpose.Dropout, (ordinal << 40) + (ulong)pass.Step).From((long)pass.FirstRow * size);
    }
}
