using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

internal static class RowNormalization
{
    public static Shape Require(Shape input, double epsilon) => epsilon > 0 && double.IsFinite(epsilon)
        ? input
        : throw new DownhillException($"needs epsilon above 0, not {epsilon}");
}

/// <summary>What <see cref="LayerNorm"/> and <see cref="RmsNorm"/> share: the one is centred and has a shift.</summary>
// x, y: [rows, n]   x̂ = (x − μ) / d   y = γ x̂ + β   with each row's own mean μ, or 0, and d = √(mean of (x − μ)² + ε)
// ∂C/∂γ = Σ rows ∂C/∂y x̂     ∂C/∂β = Σ rows ∂C/∂y     with g = ∂C/∂y γ:  ∂C/∂x = (g − mean of g − x̂ · mean of g x̂) / d,
// where the mean of g comes from μ and is left out without it. Of an image each place is such a row, n its channels.
internal sealed class RowNormalization<T>(Binding<T> at, double epsilon, bool isCentered) : Operation<T>(at.Name, at.Input, at.NewOutput())
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Backend<T> kernels = at.Kernels;
    private readonly int places = ImageShape.Split(at.Input.Shape).Places, size = ImageShape.Split(at.Input.Shape).Channels;
    private readonly Buffer<T> scale = at.Parameter("scale").Data, shift = isCentered ? at.Parameter("shift").Data : default;
    private readonly Buffer<T> scaleGradient = at.IsTraining ? at.Parameter("scale").Gradient : default;
    private readonly Buffer<T> shiftGradient = at.IsTraining && isCentered ? at.Parameter("shift").Gradient : default;
    private readonly Buffer<T> normalized = at.NewScratch(at.Input.Shape.Size),
        deviations = at.NewScratch(ImageShape.Split(at.Input.Shape).Places);

    public override bool KeepsRowsApart => true;

    public override void Forward(in Pass pass) => kernels.NormalizeRows(
        Input.Data, scale, shift, normalized, deviations, Output.Data, pass.Rows * places, size, T.CreateTruncating(epsilon));

    public override void Backward(in Pass pass)
    {
        var gradient = new NormalizationGradient<T>(Output.Gradient, Input.Gradient, scaleGradient, shiftGradient);
        kernels.NormalizeParametersGradient(normalized, gradient, pass.Rows * places, size, places == 1 ? int.MaxValue : places);
        if (Input.NeedsGradient)
            kernels.NormalizeRowsGradient(normalized, deviations, scale, gradient, pass.Rows * places, size, Input.AddGradient);
    }

    public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
    {
        bool isScale = parameter == "scale";
        if (!isScale && !(isCentered && parameter == "shift"))
            return base.ExplainParameter(pass, parameter, index);
        return new Derivation(
            new GradientEntry($"{Name}.{parameter}", index),
            isScale
                ? Equation(CostBy("γ", "j"), SumOver("rows", CostBy("y", "j") * Letter("u", "j")))
                : Equation(CostBy("β", "j"), SumOver("rows", CostBy("y", "j"))),
            [.. Enumerable.Range(0, pass.Rows * places).Select(i => (Row: i / places, At: (i % places * size) + index))
                .Select(i => new Term(
                i.Row, isScale ? [OutputGradient(i.Row, i.At), Normalized(i.Row, i.At)] : [OutputGradient(i.Row, i.At)]))],
            double.CreateTruncating((isScale ? scaleGradient : shiftGradient)[index]));
    }

    // Every number of the row moves its mean and its deviation, and so what this one becomes.
    public override Derivation ExplainInput(in Pass pass, int row, int index)
    {
        (int place, int column) = Math.DivRem(index, size);
        int first = place * size;
        var inverse = new Factor(OneOver($"{Name}.deviation"), 1 / double.CreateTruncating(deviations[(row * places) + place]));
        var share = new Factor(-(new FormulaNumber("1") / Letter("n")), -1.0 / size);
        Factor here = Normalized(row, index);
        ImmutableArray<Term>.Builder terms = ImmutableArray.CreateBuilder<Term>();
        terms.Add(new Term(row, [OutputGradient(row, index), Scale(column), inverse]));
        for (int j = 0; j < size; j++)
        {
            if (isCentered)
                terms.Add(new Term(row, [OutputGradient(row, first + j), Scale(j), inverse, share]));
            terms.Add(new Term(row, [OutputGradient(row, first + j), Scale(j), inverse, share, Normalized(row, first + j), here]));
        }

        Formula others = isCentered
            ? Bracketed(new FormulaNumber("1") + Beside(Letter("u", "j"), Letter("u", "i"))) / Letter("n")
            : Beside(Letter("u", "j"), Letter("u", "i") / Letter("n"));
        return OfInput(
            row,
            index,
            Equation(CostBy("x", "i"),
                SumOver("outputs", CostBy("y", "j") * Beside(Letter("γ", "j") / Letter("d"), Bracketed(Indicator("i", "j") - others)))),
            terms.ToImmutable());
    }

    private Factor Scale(int index) => new(new EntrySymbol($"{Name}.scale", [index]), double.CreateTruncating(scale[index]));

    private Factor Normalized(int row, int index) =>
        new(new EntrySymbol($"{Name}.normalized", [index]), double.CreateTruncating(normalized[(row * size * places) + index]));
}
