using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Multiplies every number of a row by a factor and adds a shift, both trained. After the last layer, with one factor for all outputs, it
/// carries the temperature that calibrates probabilities. Source: C. Guo et al., "On Calibration of Modern Neural Networks", 2017.
/// </summary>
/// <param name="IsShared">Whether one factor and one shift serve all numbers of a row; otherwise each place of the row has its own.</param>
[CatalogEntry("γ x + β", "scale", "scale isShared=true")]
public sealed record Scale(bool IsShared = false) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input)
    {
        Shape shape = IsShared ? [1] : input;
        return [new ParameterSpec("scale", shape, new Constant(1), 1, 1), new ParameterSpec("shift", shape, new Zeros(), 1, 1)];
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, IsShared);

    // x, y: [rows, n]   y = γ x + β   ∂C/∂γ = Σ rows ∂C/∂y x     ∂C/∂β = Σ rows ∂C/∂y     ∂C/∂x = ∂C/∂y γ
    // One factor for all is the same over [rows n, 1]: each number is a row of its own.
    private sealed class Bound<T>(Binding<T> at, bool isShared) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int size = at.Input.Shape.Size, columns = isShared ? 1 : at.Input.Shape.Size;
        private readonly Buffer<T> scale = at.Parameter("scale").Data, shift = at.Parameter("shift").Data;
        private readonly Buffer<T> scaleGradient = at.IsTraining ? at.Parameter("scale").Gradient : default;
        private readonly Buffer<T> shiftGradient = at.IsTraining ? at.Parameter("shift").Gradient : default;

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) =>
            kernels.ScaleColumns(Input.Data, scale, shift, Output.Data, pass.Rows * size / columns, columns, add: false);

        public override void Backward(in Pass pass)
        {
            int rows = pass.Rows * size / columns;
            kernels.NormalizeParametersGradient(Input.Data,
                new NormalizationGradient<T>(Output.Gradient, default, scaleGradient, shiftGradient), rows, columns);
            if (Input.NeedsGradient)
                kernels.ScaleColumns(Output.Gradient, scale, default, Input.Gradient, rows, columns, Input.AddGradient);
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
        {
            bool isScale = parameter == "scale";
            if (!isScale && parameter != "shift")
                return base.ExplainParameter(pass, parameter, index);
            int[] places = isShared ? [.. Enumerable.Range(0, size)] : [index];
            return new Derivation(
                new GradientEntry($"{Name}.{parameter}", index),
                (isScale, isShared) switch
                {
                    (true, true) => Equation(CostBy("γ"), SumOver("rows", SumOver("outputs", CostBy("y", "j") * Letter("x", "j")))),
                    (true, false) => Equation(CostBy("γ", "j"), SumOver("rows", CostBy("y", "j") * Letter("x", "j"))),
                    (false, true) => Equation(CostBy("β"), SumOver("rows", SumOver("outputs", CostBy("y", "j")))),
                    (false, false) => Equation(CostBy("β", "j"), SumOver("rows", CostBy("y", "j"))),
                },
                [.. Enumerable.Range(0, pass.Rows).SelectMany(row => places.Select(place => new Term(
                    row, isScale ? [OutputGradient(row, place), InputFactor(row, place)] : [OutputGradient(row, place)])))],
                double.CreateTruncating((isScale ? scaleGradient : shiftGradient)[index]));
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index) => OfInput(
            row,
            index,
            Equation(CostBy("x", "i"), CostBy("y", "i") * (isShared ? Letter("γ") : Letter("γ", "i"))),
            [new Term(row, [OutputGradient(row, index), new Factor(
                new EntrySymbol($"{Name}.scale", [index % columns]), double.CreateTruncating(scale[index % columns]))])]);
    }
}
