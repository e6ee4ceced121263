using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Represents each category by trained numbers. An input is the index of a category, from 0; every input of a row becomes <see
/// cref="Outputs"/> numbers, from one table. An index outside of the table becomes zeros. It is what a linear layer without bias makes of
/// one-hot inputs, without their zeros. Source: Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin, "A Neural Probabilistic Language Model",
/// 2003, section 2.
/// </summary>
/// <param name="Categories">The number of categories, at least 1.</param>
/// <param name="Outputs">The number of outputs for a category, at least 1.</param>
/// <param name="Weight">
/// The first values, <c>[categories, outputs]</c>; from a normal distribution of deviation 1 where none are given.
/// </param>
[CatalogEntry("y = W[x]", "embedding 3 2", "embedding 2 3 weight=(normal deviation=0.5)")]
public sealed record Embedding(int Categories, int Outputs, Initializer? Weight = null) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Categories < 1 || Outputs < 1)
            throw new DownhillException($"needs at least one category and one output, not {Categories} and {Outputs}");
        if (input.Rank != 1)
            throw new DownhillException("expects rows of one axis; put 'flatten' before it");
        return input.Size <= Array.MaxLength / Outputs
            ? [input.Size * Outputs]
            : throw new DownhillException($"makes {Outputs:N0} numbers of each of {input.Size:N0} inputs, which is too many");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input) =>
        [new ParameterSpec("weight", [Categories, Outputs], Weight ?? new Normal(Deviation: 1), 1, Outputs)];

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, Categories, Outputs);

    // x: [rows, inputs]   W: [categories, outputs]   y: [rows, inputs · outputs]   y[i] = W[c] with c = x[i] rounded
    // ∂C/∂W[c] = Σ ∂C/∂y[i] over all rows and inputs with c = x[i]     ∂C/∂x = 0: between two places nothing changes
    private sealed class Bound<T>(Binding<T> at, int categories, int outputs) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int inputs = at.Input.Shape.Size;
        private readonly Buffer<T> weight = at.Parameter("weight").Data;
        private readonly Buffer<T> weightGradient = at.IsTraining ? at.Parameter("weight").Gradient : default;

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) =>
            kernels.Embed(Input.Data, weight, Output.Data, pass.Rows * inputs, categories, outputs);

        public override void Backward(in Pass pass)
        {
            kernels.EmbedGradient(Input.Data, Output.Gradient, weightGradient, pass.Rows * inputs, categories, outputs);
            if (Input.NeedsGradient && !Input.AddGradient)
                kernels.Fill(Input.Gradient, pass.Rows * inputs, T.Zero);
        }

        // W[c, j] moved by h moves y[i, j] by h wherever x[i] is c.
        public override bool MoveOutput(string parameter, int index, T by, int firstRow, int rows)
        {
            (int category, int output) = Math.DivRem(index, outputs);
            for (int i = firstRow * inputs; i < (firstRow + rows) * inputs; i++)
            {
                if (Category(i) == category)
                    Output.Data.Set((i * outputs) + output, Output.Data[(i * outputs) + output] + by);
            }

            return true;
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
        {
            if (parameter != "weight")
                return base.ExplainParameter(pass, parameter, index);
            (int category, int output) = Math.DivRem(index, outputs);
            var terms = ImmutableArray.CreateBuilder<Term>();
            for (int i = 0; i < pass.Rows * inputs; i++)
            {
                if (Category(i) == category)
                    terms.Add(new Term(i / inputs, [OutputGradient(i / inputs, (i % inputs * outputs) + output)]));
            }

            return new Derivation(
                new GradientEntry($"{Name}.weight", index),
                Equation(CostBy("W", "c", "j"), SumOver("rows", Indicator("x", "c") * CostBy("y", "j"))),
                terms.Count > 0 ? terms.ToImmutable() : NoTerms,
                double.CreateTruncating(weightGradient[index]));
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index) =>
            OfInput(row, index, Equation(CostBy("x", "i"),
                SumOver("outputs", CostBy("y", "j") * Derivative(Letter("y", "j"), Letter("x", "i")))), NoTerms);

        private int Category(int i) => Backend<T>.Category(Input.Data[i], categories);
    }
}
