using System.Collections.Immutable;
using System.Numerics;
using Downhill.Kernels;
using static Downhill.Formula;

namespace Downhill;

/// <summary>
/// Gives every number of a row mean 0 and deviation 1 over the rows of the batch, then a trained scale and a trained shift; at inference
/// over running means of training. For images it works on every channel, over the rows and positions. Source: S. Ioffe, C. Szegedy, "Batch
/// Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", 2015.
/// </summary>
/// <param name="Momentum">The share that the newest batch has in the running mean and variance, above 0 and at most 1.</param>
/// <param name="Epsilon">ε, added to the variance so that nothing is divided by zero.</param>
[CatalogEntry("γ (x − mean) / √(variance + ε) + β, over the batch", "batch-norm", "batch-norm 0.3 epsilon=0.01")]
public sealed record BatchNorm(double Momentum = 0.1, double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Momentum is not (> 0 and <= 1))
            throw new DownhillException($"needs momentum above 0 and at most 1, not {Momentum}");
        if (!(Epsilon > 0) || !double.IsFinite(Epsilon))
            throw new DownhillException($"needs epsilon above 0, not {Epsilon}");
        return input.Rank is 1 or 3
            ? input
            : throw new DownhillException("expects rows of one axis or images [height, width, channels]; put 'flatten' before it");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(Shape input)
    {
        Shape columns = [ImageShape.Split(input).Channels];
        return [new ParameterSpec("scale", columns, new Constant(1), 1, 1), new ParameterSpec("shift", columns, new Zeros(), 1, 1)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StatisticSpec> Statistics(Shape input) =>
        [new StatisticSpec("mean", [ImageShape.Split(input).Channels], 0),
            new StatisticSpec("variance", [ImageShape.Split(input).Channels], 1)];

    /// <inheritdoc/>
    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at, this);

    // x, y: [rows, n]   x̂ = (x − μ) / d with d = √(σ² + ε)   y = γ x̂ + β   μ, σ²: mean and variance of each column over the batch
    // ∂C/∂γ = Σ rows ∂C/∂y x̂     ∂C/∂β = Σ rows ∂C/∂y     ∂C/∂x = γ / d (∂C/∂y − mean of ∂C/∂y − x̂ · mean of ∂C/∂y x̂)
    // Of images the columns are the channels and the rows the places of all images, x: [rows · places, channels]; sums go image by image.
    // The running statistics move on the way back, once a step; with one row there is no variance to learn from.
    private sealed class Bound<T>(Binding<T> at, BatchNorm options) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Backend<T> kernels = at.Kernels;
        private readonly int places = ImageShape.Split(at.Input.Shape).Places, size = ImageShape.Split(at.Input.Shape).Channels;
        private readonly T epsilon = T.CreateTruncating(options.Epsilon);
        private readonly Buffer<T> scale = at.Parameter("scale").Data, shift = at.Parameter("shift").Data;
        private readonly Buffer<T> scaleGradient = at.IsTraining ? at.Parameter("scale").Gradient : default;
        private readonly Buffer<T> shiftGradient = at.IsTraining ? at.Parameter("shift").Gradient : default;
        private readonly Buffer<T> runningMean = at.Statistic("mean").Data, runningVariance = at.Statistic("variance").Data;
        private readonly Buffer<T> mean = at.NewRoom(ImageShape.Split(at.Input.Shape).Channels),
            variance = at.NewRoom(ImageShape.Split(at.Input.Shape).Channels);
        private readonly Buffer<T> normalized = at.NewScratch(at.Input.Shape.Size);

        public override void Forward(in Pass pass)
        {
            if (pass.IsTraining)
                kernels.ColumnMoments(Input.Data, mean, variance, pass.Rows * places, size, Run);
            kernels.NormalizeColumns(Columns(pass), pass.Rows * places, size, epsilon);
        }

        public override void Backward(in Pass pass)
        {
            var gradient = new NormalizationGradient<T>(Output.Gradient, Input.Gradient, scaleGradient, shiftGradient);
            int samples = pass.Rows * places;
            kernels.NormalizeColumnsGradient(Columns(pass), gradient, samples, size, epsilon, areGiven: !pass.IsTraining, Input.AddGradient,
                Run);
            if (!pass.IsTraining || samples == 1)
                return;
            T keep = T.CreateTruncating(1 - options.Momentum);
            kernels.Lerp(runningMean, mean, size, keep, T.One);
            kernels.Lerp(runningVariance, variance, size, keep, T.CreateTruncating(samples / (samples - 1.0)));
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
        {
            if (parameter is not ("scale" or "shift"))
                return base.ExplainParameter(pass, parameter, index);
            bool isScale = parameter == "scale";
            return new Derivation(
                new GradientEntry($"{Name}.{parameter}", index),
                isScale
                    ? Equation(CostBy("γ", "j"), SumOver("rows", CostBy("y", "j") * Letter("u", "j")))
                    : Equation(CostBy("β", "j"), SumOver("rows", CostBy("y", "j"))),
                [.. Samples(pass, index).Select(sample => new Term(
                    sample.Row, isScale
                        ? [OutputGradient(sample.Row, sample.At), Normalized(sample.Row, sample.At)]
                        : [OutputGradient(sample.Row, sample.At)]))],
                double.CreateTruncating((isScale ? scaleGradient : shiftGradient)[index]));
        }

        // Every row of the batch moves the mean and the variance, and so what this row becomes.
        public override Derivation ExplainInput(in Pass pass, int row, int index)
        {
            double spread = Math.Sqrt(double.CreateTruncating((pass.IsTraining ? variance : runningVariance)[index % size] + epsilon));
            var factor = new Factor(new EntrySymbol($"{Name}.scale", [index % size]), double.CreateTruncating(scale[index % size]));
            var inverse = new Factor(OneOver($"{Name}.deviation[{index % size}]"), 1 / spread);
            ImmutableArray<Term> terms = [new Term(row, [OutputGradient(row, index), factor, inverse])];
            if (!pass.IsTraining)
                return OfInput(row, index, Equation(CostBy("x"), CostBy("y") * (Letter("γ") / Letter("d"))), terms);
            var share = new Factor(-OneOver(places == 1 ? "rows" : "places"), -1.0 / (pass.Rows * places));
            Factor here = Normalized(row, index);
            terms = [.. terms, .. Samples(pass, index % size).SelectMany(other => new[]
            {
                new Term(other.Row, [OutputGradient(other.Row, other.At), factor, inverse, share]),
                new Term(other.Row, [OutputGradient(other.Row, other.At), factor, inverse, share, Normalized(other.Row, other.At), here]),
            })];
            Formula others = Bracketed(new FormulaNumber("1") + Beside(Letter("u", "s"), Letter("u", "r"))) / Letter("R");
            Formula sum = SumOver("rows", CostBy("y", "s") * Beside(Letter("γ") / Letter("d"), Bracketed(Indicator("r", "s") - others)));
            return OfInput(row, index, Equation(CostBy("x", "r"), sum), terms);
        }

        private Factor Normalized(int row, int index) =>
            new(new EntrySymbol($"{Name}.normalized", [index]), double.CreateTruncating(normalized[(row * size * places) + index]));

        private int Run => places == 1 ? int.MaxValue : places;

        // All numbers of a column: the row and the place in it.
        private IEnumerable<(int Row, int At)> Samples(Pass pass, int column) =>
            Enumerable.Range(0, pass.Rows * places).Select(i => (i / places, (i % places * size) + column));

        private ColumnNormalization<T> Columns(in Pass pass) => new(
            Input.Data, pass.IsTraining ? mean : runningMean, pass.IsTraining ? variance : runningVariance, scale, shift, normalized,
            Output.Data);
    }
}
