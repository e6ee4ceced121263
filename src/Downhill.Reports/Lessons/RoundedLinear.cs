using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Reports;

/// <summary>
/// A linear layer that rounds after each product and each sum, like a calculation by hand; the library's own layer rounds once for both and
/// may differ in the last digit. It is for the lessons that reproduce printed digits, and it is not in the catalogue.
/// </summary>
/// <param name="Of">The layer that it replaces.</param>
internal sealed record RoundedLinear(Linear Of) : Layer
{
    internal override string Kind => CatalogName.Of(Of);

    public override Shape OutputShape(Shape input) => Of.OutputShape(input);

    public override IReadOnlyList<ParameterSpec> Parameters(Shape input) => Of.Parameters(input);

    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, Of.Bind(at), Of.HasBias);

    // Derivations are those of the layer it stands for, over the numbers made here.
    private sealed class Bound<T>(Binding<T> at, Operation<T> linear, bool hasBias) : Operation<T>(linear.Name, linear.Input, linear.Output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int inputs = at.Input.Shape.Size, outputs = at.OutputShape.Size;
        private readonly Parameter<T> weight = at.Parameter("weight");
        private readonly Parameter<T>? bias = hasBias ? at.Parameter("bias") : null;

        public override void Forward(in Pass pass)
        {
            Multiply(Output.Data, (pass.Rows, inputs, outputs), Input.Data, (inputs, 1), weight.Data, (outputs, 1));
            for (int i = 0; bias is not null && i < pass.Rows * outputs; i++)
                Output.Data.Span[i] += bias.Data.Span[i % outputs];
        }

        public override void Backward(in Pass pass)
        {
            Multiply(weight.Gradient, (inputs, pass.Rows, outputs), Input.Data, (1, inputs), Output.Gradient, (outputs, 1));
            bias?.Gradient.Span.Clear();
            for (int i = 0; bias is not null && i < pass.Rows * outputs; i++)
                bias.Gradient.Span[i % outputs] += Output.Gradient.Span[i];
            if (Input.NeedsGradient)
                Multiply(Input.Gradient, (pass.Rows, outputs, inputs), Output.Gradient, (outputs, 1), weight.Data, (1, outputs));
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index) =>
            linear.ExplainParameter(pass, parameter, index);

        public override Derivation ExplainInput(in Pass pass, int row, int index) => linear.ExplainInput(pass, row, index);

        // c = a b, where an element of a or b is found by the steps from one place to the next along its two axes.
        private static void Multiply(
            Buffer<T> c, (int Rows, int Inner, int Columns) size, Buffer<T> a, (int Row, int Inner) stepA, Buffer<T> b,
            (int Inner, int Column) stepB)
        {
            for (int row = 0; row < size.Rows; row++)
            {
                for (int column = 0; column < size.Columns; column++)
                {
                    T sum = T.Zero;
                    for (int k = 0; k < size.Inner; k++)
                        sum += a.Span[(row * stepA.Row) + (k * stepA.Inner)] * b.Span[(k * stepB.Inner) + (column * stepB.Column)];
                    c.Span[(row * size.Columns) + column] = sum;
                }
            }
        }
    }
}
