#:project ../src/Downhill/Downhill.csproj
#:property PublishAot=false

// A layer of one's own with parameters: its value, both of its gradients and their derivations; then the check of all derivatives, one
// derivative spelled out, and a training.
using System.Numerics;
using Downhill;
using Downhill.Kernels;
using static Downhill.Formula;

Catalog.Layers.Register<Snake>("snake", OwnLayers.Default);
Model model = Model.Parse("linear 16, snake, linear 16, snake, linear 1", input: [1], outputs: 1);

// Every derivative against central differences, in double.
var proof = new Network<double>(model, seed: 7);
GradientReport report = GradientCheck.Run(proof, new SumSquaredError(), inputs: [0.1, -2, 3], targets: [1, 0, -1]);
foreach (GradientComparison part in report.Parts)
    Console.WriteLine($"{part.Name,-16} {part.Count,3} derivatives, worst at {part.Worst.Excess:F4} of the tolerance");

// One of them as the chain rule makes it.
Plan<double> plan = Plan<double>.ForTraining(proof, 1, new SumSquaredError(), inputGradient: true);
(plan.Inputs[0], plan.Targets[0]) = (0.5, 1);
Derivation step = Explanation.Of(plan, new Pass(1), new GradientEntry("snake2.frequency", 3)).Result;
Console.WriteLine($"{step.Rule}: {string.Join(" · ", step.Terms[0].Factors.Select(factor => factor.Name))} = {step.Sum:G6}");

// It learns a wave, and its frequencies with it.
double[] x = [.. Enumerable.Range(0, 400).Select(i => (i / 100.0) - 2)];
Dataset wave = Dataset.FromArrays([1], x, [.. x.Select(at => Math.Sin(8 * at))]);
var network = new Network<float>(model, seed: 1);
TrainingResult result = new Trainer<float>(network, wave, new TrainingOptions(new MeanSquaredError(), new Adam(0.01), Epochs: 200, Seed: 1))
    .Train();
Console.WriteLine($"a wave: mean squared error {result.Loss:G3}; "
    + $"frequencies {string.Join(", ", network["snake1.frequency"].Data.Span[..4].ToArray().Select(a => $"{a:F2}"))}, …");

/// <summary>
/// x + sin² (a x) / a, with a frequency a for each column that is learnt.
/// Source: L. Ziyin, T. Hartwig, M. Ueda, "Neural Networks Fail to Learn Periodic Functions and How to Fix It", 2020, equation 3.
/// </summary>
/// <param name="Start">The first frequency.</param>
[CatalogEntry("x + sin² (a x) / a", "snake", "snake 2")]
internal sealed record Snake(double Start = 3) : Layer
{
    public override Shape OutputShape(Shape input) =>
        Start != 0 ? input : throw new DownhillException("needs a first frequency other than 0");

    public override IReadOnlyList<ParameterSpec> Parameters(Shape input) =>
        [new ParameterSpec("frequency", input, new Constant(Start), 1, 1)];

    public override Operation<T> Bind<T>(Binding<T> at) => new Bound<T>(at);

    // x, y: [rows, n]   a: [n]   y = x + sin² (a x) / a
    // dy/dx = 1 + sin (2 a x)     dy/da = x sin (2 a x) / a − sin² (a x) / a²     ∂C/∂a = Σ rows ∂C/∂y dy/da
    private sealed class Bound<T>(Binding<T> at) : Operation<T>(at.Name, at.Input, at.NewOutput())
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int columns = at.OutputShape.Size;
        private readonly Buffer<T> frequency = at.Parameter("frequency").Data;
        private readonly Buffer<T> frequencyGradient = at.IsTraining ? at.Parameter("frequency").Gradient : default;

        // A row depends on nothing but its own row, so the gradient check may put many copies into one batch.
        public override bool KeepsRowsApart => true;

        public override void Forward(in Pass pass)
        {
            Span<T> x = Input.Data.Span, y = Output.Data.Span, a = frequency.Span;
            for (int i = 0; i < pass.Rows * columns; i++)
            {
                T sine = T.Sin(a[i % columns] * x[i]);
                y[i] = x[i] + (sine * sine / a[i % columns]);
            }
        }

        // The first contribution to a gradient in a step is written; where the plan says so, it is added to what is there.
        public override void Backward(in Pass pass)
        {
            Span<T> x = Input.Data.Span, dy = Output.Gradient.Span, a = frequency.Span, da = frequencyGradient.Span;
            Span<T> dx = Input.NeedsGradient ? Input.Gradient.Span : [];
            da.Clear();
            for (int i = 0; i < pass.Rows * columns; i++)
            {
                da[i % columns] += dy[i] * ByFrequency(a[i % columns], x[i]);
                if (!dx.IsEmpty)
                    dx[i] = (Input.AddGradient ? dx[i] : T.Zero) + (dy[i] * ByInput(a[i % columns], x[i]));
            }
        }

        public override Derivation ExplainParameter(in Pass pass, string parameter, int index)
        {
            Term[] terms = [.. Enumerable.Range(0, pass.Rows).Select(row => new Term(row, [
                OutputGradient(row, index),
                new Factor($"∂{Output.Name}/∂{Name}.frequency[{index}]",
                    double.CreateTruncating(ByFrequency(frequency.Span[index], X(row, index))))]))];
            return new Derivation(
                new GradientEntry($"{Name}.{parameter}", index),
                Equation(CostBy("a"), SumOver("rows", CostBy("y") * Derivative(Letter("y"), Letter("a")))),
                [.. terms],
                double.CreateTruncating(frequencyGradient.Span[index]));
        }

        public override Derivation ExplainInput(in Pass pass, int row, int index) => OfInput(
            row,
            index,
            Equation(CostBy("x"), CostBy("y") * Derivative(Letter("y"), Letter("x"))),
            [new Term(row, [
                OutputGradient(row, index),
                new Factor($"∂{Output.Name}[{index}]/∂{Input.Name}[{index}]",
                    double.CreateTruncating(ByInput(frequency.Span[index], X(row, index))))])]);

        private static T ByInput(T a, T x) => T.One + T.Sin((a + a) * x);

        private static T ByFrequency(T a, T x)
        {
            T sine = T.Sin(a * x) / a;
            return (x * T.Sin((a + a) * x) / a) - (sine * sine);
        }

        private T X(int row, int index) => Input.Data.Span[(row * columns) + index];
    }
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Snake))]
internal sealed partial class OwnLayers : System.Text.Json.Serialization.JsonSerializerContext;
