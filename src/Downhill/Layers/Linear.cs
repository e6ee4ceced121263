using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>The fully connected layer z = x W + b; every output is a weighted sum of all inputs.</summary>
/// <param name="Outputs">The number of outputs, at least 1; the number of inputs follows from the layer before.</param>
/// <param name="HasBias">Whether b is added.</param>
/// <param name="Weight">The first values of W, <c>[inputs, outputs]</c>; Xavier's uniform ones where none are given.</param>
/// <param name="Bias">The first values of b, <c>[outputs]</c>; zeros where none are given.</param>
[CatalogEntry("z = x W + b", "linear 3", "linear 2 hasBias=false")]
public sealed record Linear(int Outputs, bool HasBias = true, Initializer? Weight = null, Initializer? Bias = null) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Outputs < 1)
            throw new DownhillException($"needs at least one output, not {Outputs}");
        if (!HasBias && Bias is not null)
            throw new DownhillException("has values for a bias and hasBias false; leave one of them out");
        if (input.Rank != 1)
            throw new DownhillException("expects rows of one axis; put 'flatten' before it");
        return [Outputs];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input)
    {
        var weight = new ParameterSpec("weight", [input.Size, Outputs], Weight ?? new XavierUniform(), input.Size, Outputs);
        return HasBias
            ? [weight, new ParameterSpec("bias", [Outputs], Bias ?? new Zeros(), input.Size, Outputs)]
            : [weight];
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, HasBias);

    // x: [rows, inputs]   W: [inputs, outputs]   b: [outputs]   z = x W + b
    // ∂C/∂W = xᵀ ∂C/∂z     ∂C/∂b = Σ rows of ∂C/∂z     ∂C/∂x = ∂C/∂z Wᵀ
    private sealed class Bound<T>(Binding<T> at, bool hasBias) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int inputs = at.Input.Shape.Size, outputs = at.OutputShape.Size;
        private readonly Buffer<T> weight = at.Parameter("weight").Data;
        private readonly Buffer<T> bias = hasBias ? at.Parameter("bias").Data : default;
        private readonly Buffer<T> weightGradient = at.IsTraining ? at.Parameter("weight").Gradient : default;
        private readonly Buffer<T> biasGradient = at.IsTraining && hasBias ? at.Parameter("bias").Gradient : default;

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) =>
            kernels.Multiply(Input.Data, weight, bias, Output.Data, pass.Rows, inputs, outputs);

        public override void Backward(in Pass pass)
        {
            kernels.MultiplyTransposedLeft(Input.Data, Output.Gradient, weightGradient, pass.Rows, inputs, outputs, add: false);
            if (!biasGradient.IsEmpty)
                kernels.SumRows(Output.Gradient, biasGradient, pass.Rows, outputs, add: false);
            if (Input.NeedsGradient)
                kernels.MultiplyTransposedRight(Output.Gradient, weight, Input.Gradient, pass.Rows, inputs, outputs, Input.AddGradient);
        }

        // z is linear in W and b: W[i, j] moved by h moves z[j] by x[i] h, and b[j] moves it by h.
        public override bool MoveOutput(string parameter, int index, T by, int firstRow, int rows)
        {
            (int i, int j) = parameter == "bias" ? (-1, index) : Math.DivRem(index, outputs);
            for (int row = firstRow; row < firstRow + rows; row++)
            {
                int place = (row * outputs) + j;
                Output.Data.Set(place, Output.Data[place] + (i < 0 ? by : Input.Data[(row * inputs) + i] * by));
            }

            return true;
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
        {
            bool isBias = parameter == "bias" && !biasGradient.IsEmpty;
            if (!isBias && parameter != "weight")
                return base.ExplainParameter(pass, parameter, index);
            (int i, int j) = isBias ? (0, index) : Math.DivRem(index, outputs);
            return new Derivation(
                new GradientEntry($"{Name}.{parameter}", index),
                isBias
                    ? Equation(CostBy("b", "j"), SumOver("rows", CostBy("z", "j")))
                    : Equation(CostBy("W", "i", "j"), SumOver("rows", CostBy("z", "j") * Letter("x", "i"))),
                [.. Enumerable.Range(0, pass.Rows).Select(row => new Term(
                    row, isBias ? [OutputGradient(row, j)] : [OutputGradient(row, j), InputFactor(row, i)]))],
                double.CreateTruncating((isBias ? biasGradient : weightGradient)[index]));
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index) => OfInput(
            row,
            index,
            Equation(CostBy("x", "i"), SumOver("outputs", CostBy("z", "j") * Letter("W", "i", "j"))),
            [.. Enumerable.Range(0, outputs).Select(j => new Term(row, [OutputGradient(row, j), Weight(index, j)]))]);

        private Factor Weight(int i, int j) =>
            new(new EntrySymbol($"{Name}.weight", [i, j]), double.CreateTruncating(weight[(i * outputs) + j]));
    }
}
