using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Gives the channels of each group of an image mean 0 and deviation 1, over the places of the row and the channels of the group, then each
/// channel a trained scale and a trained shift. It does not depend on the batch. Source: Y. Wu, K. He, "Group Normalization", 2018.
/// </summary>
/// <param name="Groups">Into how many groups the channels are split.</param>
/// <param name="Epsilon">ε, added to the variance so that nothing is divided by zero.</param>
[CatalogEntry("γ (x − mean) / √(variance + ε) + β, over a group of channels", "group-norm 2", "group-norm 1 0.01", Input = [3, 2, 4])]
public sealed record GroupNorm(int Groups, double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (!(Epsilon > 0) || !double.IsFinite(Epsilon))
            throw new DownhillException($"needs epsilon above 0, not {Epsilon}");
        int channels = ImageShape.Require(input).Channels;
        return Groups >= 1 && channels % Groups == 0
            ? input
            : throw new DownhillException($"splits {channels} channels into {Groups} groups; the one must be a multiple of the other");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input)
    {
        Shape channels = [ImageShape.Require(input).Channels];
        return [new ParameterSpec("scale", channels, new Constant(1), 1, 1), new ParameterSpec("shift", channels, new Zeros(), 1, 1)];
    }

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, this, ImageShape.Require(at.Input.Shape));

    // x, y: [rows, places, channels]   x̂ = (x − μ) / d with d = √(σ² + ε)   y = γ x̂ + β   μ, σ²: of a row's group of channels
    // ∂C/∂γ = Σ rows, places ∂C/∂y x̂     ∂C/∂β = Σ rows, places ∂C/∂y
    // with g = ∂C/∂y γ:  ∂C/∂x = (g − mean of g − x̂ · mean of g x̂) / d, the means over the row's group
    private sealed class Bound<T>(Binding<T> at, GroupNorm options, ImageShape image) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int groups = options.Groups, channels = image.Channels, places = image.Places;
        private readonly T epsilon = T.CreateTruncating(options.Epsilon);
        private readonly Buffer<T> scale = at.Parameter("scale").Data, shift = at.Parameter("shift").Data;
        private readonly Buffer<T> scaleGradient = at.IsTraining ? at.Parameter("scale").Gradient : default;
        private readonly Buffer<T> shiftGradient = at.IsTraining ? at.Parameter("shift").Gradient : default;
        private readonly Buffer<T> mean = at.NewScratch(image.Channels), variance = at.NewScratch(image.Channels);
        private readonly Buffer<T> normalized = at.NewScratch(at.Input.Shape.Size);

        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass) => kernels.NormalizeGroups(Numbers, pass.Rows, places, channels, groups, epsilon);

        public override void Backward(in Pass pass)
        {
            var gradient = new NormalizationGradient<T>(Output.Gradient, Input.Gradient, scaleGradient, shiftGradient);
            kernels.NormalizeParametersGradient(normalized, gradient, pass.Rows * places, channels, run: places);
            if (Input.NeedsGradient)
                kernels.NormalizeGroupsGradient(Numbers, gradient, pass.Rows, places, channels, groups, epsilon, Input.AddGradient);
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
        {
            if (parameter is not ("scale" or "shift"))
                return base.ExplainParameter(pass, parameter, index);
            bool isScale = parameter == "scale";
            IEnumerable<(int Row, int At)> all = Enumerable.Range(0, pass.Rows * places)
                .Select(i => (i / places, (i % places * channels) + index));
            return new Derivation(
                new GradientEntry($"{Name}.{parameter}", index),
                isScale ? Equation(CostBy("γ", "c"), SumOver("rows, places", CostBy("y", "p", "c") * Letter("u", "p", "c")))
                    : Equation(CostBy("β", "c"), SumOver("rows, places", CostBy("y", "p", "c"))),
                [.. all.Select(i => new Term(i.Row, isScale
                    ? [OutputGradient(i.Row, i.At), Normalized(i.Row, i.At)]
                    : [OutputGradient(i.Row, i.At)]))],
                double.CreateTruncating((isScale ? scaleGradient : shiftGradient)[index]));
        }

        // Every number of the row's group moves its mean and its deviation, and so what this one becomes.
        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            int width = channels / groups, channel = index % channels, first = channel / width * width;
            double spread = Math.Sqrt(double.CreateTruncating(variance[(row * channels) + channel] + epsilon));
            var inverse = new Factor(OneOver($"{Name}.deviation"), 1 / spread);
            var share = new Factor(-(new FormulaNumber("1") / Letter("n")), -1.0 / (places * width));
            Factor here = Normalized(row, index);
            var terms = ImmutableArray.CreateBuilder<Term>();
            terms.Add(new Term(row, [OutputGradient(row, index), Scale(channel), inverse]));
            for (int i = 0; i < places * width; i++)
            {
                int other = first + (i % width), entry = (i / width * channels) + other;
                terms.Add(new Term(row, [OutputGradient(row, entry), Scale(other), inverse, share]));
                terms.Add(new Term(row, [OutputGradient(row, entry), Scale(other), inverse, share, Normalized(row, entry), here]));
            }

            return OfInput(row, index,
                Equation(CostBy("x", "i"),
                SumOver("group", CostBy("y", "j") * Beside(Letter("γ", "j") / Letter("d"),
                Bracketed(Indicator("i", "j") - (
                    Bracketed(new FormulaNumber("1") + Beside(Letter("u", "j"), Letter("u", "i"))) / Letter("n")))))), terms.ToImmutable());
        }

        private ColumnNormalization<T> Numbers => new(Input.Data, mean, variance, scale, shift, normalized, Output.Data);

        private Factor Scale(int channel) => new(new EntrySymbol($"{Name}.scale", [channel]), double.CreateTruncating(scale[channel]));

        private Factor Normalized(int row, int index) => new(
            new EntrySymbol($"{Name}.normalized", [index]), double.CreateTruncating(normalized[(row * Input.Shape.Size) + index]));
    }
}
