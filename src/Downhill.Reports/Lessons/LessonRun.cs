using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Downhill.Reports;

/// <summary>A worked example after its first forward and backward pass, with the values that lessons show.</summary>
internal sealed class LessonRun
{
    private readonly Pass pass;
    private readonly Plan<double> plan;

    public LessonRun(WorkedExample example)
    {
        Example = example;
        After = example.Run(1);
        plan = Plan<double>.ForTraining(example.NewNetwork(), example.Samples.Length, example.Loss, inputGradient: true);
        example.Fill(plan);
        pass = new Pass(example.Samples.Length, IsTraining: true, Step: 1);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        Before = plan.Network.Parameters.ToArray();
    }

    public WorkedExample Example { get; }

    public WorkedResult After { get; }

    public double[] Before { get; }

    /// <summary>One of the examples the library carries.</summary>
    public static WorkedExample Load(string name)
    {
        using Stream file = typeof(LessonRun).Assembly.GetManifestResourceStream($"worked/{name}.json")
            ?? throw new InvalidOperationException($"The library was built without the example '{name}'.");
        using var reader = new StreamReader(file);
        return WorkedExample.FromJson(reader.ReadToEnd(), name);
    }

    /// <summary>The numbers under a key of what the source prints, in their own digits; nested arrays one after the other.</summary>
    public static IEnumerable<Cell> Printed(WorkedExample example, string key) =>
        Flat(example.Published!.Value.GetProperty("printed").GetProperty(key)).Select(number => Printed(number.GetRawText()));

    /// <summary>A number as a source prints it.</summary>
    public static Cell Printed(string digits) => new(digits, double.Parse(digits, CultureInfo.InvariantCulture));

    /// <summary>A number written with a format.</summary>
    public static Cell Number(double value, string format) => new(value.ToString(format, CultureInfo.InvariantCulture), value);

    /// <summary>The output of an operation.</summary>
    public double Value(string operation, int index = 0, int row = 0)
    {
        Operation<double> found = plan.Operations.First(known => known.Name == operation);
        return found.Output.Data.Span[(row * found.Output.Shape.Size) + index];
    }

    /// <summary>A derivative by the chain rule.</summary>
    public Derivation Explain(string value, int index = 0, int row = -1) => plan.Explain(pass, new GradientEntry(value, index, row));

    /// <summary>The costs after some numbers of updates.</summary>
    public ImmutableArray<ChartPoint> Costs(IEnumerable<int> steps) =>
        [.. steps.Select(step => new ChartPoint(step, step == 0 ? After.LossBefore : Example.Run(step).LossAfter))];

    /// <summary>The derivative of each parameter from differences, in layer order.</summary>
    public double[] Differences()
    {
        var entries = plan.Network.AllParameters.SelectMany(parameter =>
            Enumerable.Range(0, parameter.Shape.Size).Select(i => new GradientEntry(parameter.Name, i)));
        return [.. entries.Select(entry => GradientCheck.Numeric(plan, pass, entry))];
    }

    /// <summary>The number of parameters that fail the gradient check.</summary>
    public int FailedChecks()
    {
        GradientReport report = GradientCheck.Run(Example.NewNetwork(), Example.Loss, plan.Inputs, plan.Targets);
        return report.Parts.Where(part => part.Name != "input").Sum(part => part.Failed);
    }

    private static IEnumerable<JsonElement> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element];
}
