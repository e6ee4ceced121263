using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>Selects a range of its input along the first axis.</summary>
/// <param name="Start">The start of the part, counted from 0.</param>
/// <param name="Count">The length, at least 1; by default up to the end of the input.</param>
[CatalogEntry("[x[start], …, x[start + count − 1]]", "slice 0 1", "slice 1 3", "slice 2")]
public sealed record Slice(int Start, int? Count = null) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        int count = Count ?? Math.Max(1, input[0] - Start);
        if (Start < 0 || count < 1)
            throw new DownhillException($"needs a start of at least 0 and a count of at least 1, not {Start} and {count}");
        return Start <= input[0] - count
            ? [count, .. input.Skip(1)]
            : throw new DownhillException(
                $"takes {count} from place {Start} on, but its input {input} has only {input[0]} along the first axis");
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, Start * (at.Input.Shape.Size / at.Input.Shape[0]));

    // y[i] = x[start + i]     ∂C/∂x[start + i] = ∂C/∂y[i], and 0 outside of the part
    private sealed class Bound<T>(Binding<T> at, int start) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int columns = at.Input.Shape.Size, width = at.OutputShape.Size;

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) =>
            kernels.CopyColumns(Input.Data, columns, start, Output.Data, width, 0, pass.Rows, width, add: false);

        public override void Backward(in Pass pass)
        {
            if (!Input.NeedsGradient)
                return;
            if (!Input.AddGradient)
                kernels.Fill(Input.Gradient, pass.Rows * columns, T.Zero);
            kernels.CopyColumns(Output.Gradient, width, 0, Input.Gradient, columns, start, pass.Rows, width, Input.AddGradient);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index) => index >= start && index < start + width
            ? OfInput(row, index, Equation(CostBy("x", "start + i"), CostBy("y", "i")),
                [new Term(row, [OutputGradient(row, index - start)])])
            : OfInput(row, index, Equation(CostBy("x", "i"),
                SumOver("outputs", CostBy("y", "j") * Derivative(Letter("y", "j"), Letter("x", "i")))), NoTerms);
    }
}
