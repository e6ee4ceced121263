using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>A layer that applies one function to every number; an activation's file holds that function and its derivative.</summary>
public abstract record Activation : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <summary>An operation that applies a function to every number of its input.</summary>
    protected static Operation<T> Elementwise<T, TFunction>(Binding<T> at, TFunction function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IElementwise<T> => new Bound<T>(at, at.Kernels.Elementwise(function));

    // y = f(x)     ∂C/∂x = ∂C/∂y f′(x)
    private sealed class Bound<T>(Binding<T> at, ElementwiseKernel<T> kernel) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int size = at.Input.Shape.Size;

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) => kernel.Forward(Input.Data, Output.Data, pass.Rows * size);

        public override void Backward(in Pass pass)
        {
            if (Input.NeedsGradient)
                kernel.Backward(Input.Data, Output.Data, Output.Gradient, Input.Gradient, pass.Rows * size, Input.AddGradient);
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            int place = (row * size) + index;
            var slope = new Factor(
                new DerivativeSymbol(new EntrySymbol(Output.Name, [index]), new EntrySymbol(Input.Name, [index])),
                double.CreateTruncating(kernel.Derivative(Input.Data[place], Output.Data[place])));
            return OfInput(row, index, Equation(CostBy("x"), CostBy("y") * PrimeOf("f", "x")),
                [new Term(row, [OutputGradient(row, index), slope])]);
        }
    }
}
