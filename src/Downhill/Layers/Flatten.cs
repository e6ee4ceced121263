using System.Numerics;
using static Downhill.Formula;

namespace Downhill;

/// <summary>Makes one axis of all: an image <c>[28, 28]</c> becomes a row of 784 numbers. Nothing moves.</summary>
[CatalogEntry("[a, b, …] → [a b …]", "flatten")]
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [input.Size];

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at);

    // The output is the input under another shape, its gradient too.
    private sealed class Bound<T>(Binding<T> at) : Operation<T>(at.Name, at.Input, at.Input with { Name = at.Name, Shape = at.OutputShape })
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass)
        {
        }

        public override void Backward(in Pass pass)
        {
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index) =>
            OfInput(row, index, Equation(CostBy("x"), CostBy("y")), [new Term(row, [OutputGradient(row, index)])]);
    }
}
