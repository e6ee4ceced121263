using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>Turns each row into probabilities: positive numbers that sum to 1.</summary>
/// <remarks>For training a classifier leave it out: softmax-cross-entropy takes the logits themselves.</remarks>
[CatalogEntry("eˣⁱ / Σ eˣʲ", "softmax")]
public sealed record Softmax : Layer
{
    /// <inheritdoc/>
    public override OutputKind OutputKind => OutputKind.Distribution;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at);

    // x, y: [rows, columns]   yᵢ = e^xᵢ / Σ e^xⱼ     ∂C/∂xᵢ = yᵢ (∂C/∂yᵢ − Σⱼ ∂C/∂yⱼ yⱼ)
    private sealed class Bound<T>(Binding<T> at) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int columns = at.Input.Shape.Size;

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) => kernels.Softmax(Input.Data, Output.Data, pass.Rows, columns);

        public override void Backward(in Pass pass)
        {
            if (Input.NeedsGradient)
                kernels.SoftmaxGradient(Output.Data, Output.Gradient, Input.Gradient, pass.Rows, columns, Input.AddGradient);
        }

        // ∂yⱼ/∂xᵢ = yⱼ (1 − yᵢ) for i = j, else −yⱼ yᵢ
        public override Derivation ExplainInput(in Pass pass, int row, int index) => OfInput(
            row,
            index,
            Equation(
                CostBy("x", "i"),
                SumOver("outputs", CostBy("y", "j") * Beside(Letter("y", "j"), Bracketed(Indicator("i", "j") - Letter("y", "i"))))),
            [.. Enumerable.Range(0, columns)
                .Select(j => new Term(row, [OutputGradient(row, j), OutputFactor(row, j), Rest(row, index, j)]))]);

        private Factor Rest(int row, int i, int j)
        {
            Factor y = OutputFactor(row, i);
            return i == j ? new Factor(new ComplementSymbol(y.Symbol), 1 - y.Value) : new Factor(new NegativeSymbol(y.Symbol), -y.Value);
        }
    }
}
