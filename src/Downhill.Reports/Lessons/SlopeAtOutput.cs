using System.Numerics;
using static Downhill.Formula;

namespace Downhill.Reports;

/// <summary>
/// The sigmoid with the mistake of two articles in its derivative: the slope is computed at the output instead of the input. It is for the
/// lessons that show this mistake, and it is not in the catalogue.
/// </summary>
internal sealed record SlopeAtOutput : Layer
{
    internal override string Kind => CatalogName.Of(new Sigmoid());

    public override Shape OutputShape(Shape input) => input;

    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at);

    // The exponential of the platform, as the articles took it: no lesson trains anyone's network.
    internal static T Sigmoid<T>(T x)
        where T : IBinaryFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));

    // y = σ(x)     and for dy/dx, wrongly, σ(y) (1 − σ(y))
    private sealed class Bound<T>(Binding<T> at) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int size = at.Input.Shape.Size;

        public override void Forward(in Pass pass)
        {
            for (int i = 0; i < pass.Rows * size; i++)
                Output.Data.Span[i] = Sigmoid(Input.Data.Span[i]);
        }

        public override void Backward(in Pass pass)
        {
            for (int i = 0; i < pass.Rows * size; i++)
                Input.Gradient.Span[i] = Output.Gradient.Span[i] * Slope(Output.Data.Span[i]);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            var slope = new Factor(
                new DerivativeSymbol(new EntrySymbol(Output.Name, [index]), new EntrySymbol(Input.Name, [index])),
                double.CreateTruncating(Slope(Output.Data.Span[(row * size) + index])));
            return OfInput(row, index, Equation(CostBy("x"), CostBy("y") * PrimeOf("f", "x")),
                [new Term(row, [OutputGradient(row, index), slope])]);
        }

        private static T Slope(T y) => Sigmoid(y) * (T.One - Sigmoid(y));
    }
}
