using System.Collections.Immutable;
using Downhill.Reports;

namespace Downhill.Studio;

/// <summary>The example of a lesson with the reader's numbers, after any number of steps.</summary>
public sealed class LessonSession
{
    /// <summary>The largest number of steps.</summary>
    public const int MaxSteps = 1000;

    private const int CurvePoints = 40, CurveLeast = 20;

    /// <summary>Opens a lesson's example as its source gives it.</summary>
    /// <exception cref="DownhillException">There is no lesson of that name, or it has no example.</exception>
    public LessonSession(string name)
        : this(Reports.Lessons.Example(name) ?? throw new DownhillException($"The lesson '{name}' has no example to change."))
    {
    }

    /// <summary>Opens any example as its file gives it.</summary>
    public LessonSession(LessonExample lesson)
    {
        (Lesson, Example) = (lesson, lesson.Example);
        Update();
    }

    /// <summary>The lesson's example.</summary>
    public LessonExample Lesson { get; }

    /// <summary>The example with the reader's numbers.</summary>
    public WorkedExample Example { get; private set; }

    /// <summary>Whether the parameters at the start can be changed: all are those of linear layers.</summary>
    public bool HasOwnStart => Example.Network.Places()
        .All(place => place.Layer is Linear || place.Layer.Parameters(place.Input).Count == 0);

    /// <summary>The number of steps made.</summary>
    public int Steps { get; private set; }

    /// <summary>The parameters at the start.</summary>
    public ImmutableArray<double> Start => [.. Example.NewNetwork().Parameters.ToArray()];

    /// <summary>The derivative of the cost by each parameter at the start.</summary>
    public ImmutableArray<double> Gradient { get; private set; }

    /// <summary>The parameters after the steps.</summary>
    public ImmutableArray<double> Now { get; private set; }

    /// <summary>The parameters in the arithmetic of the source; empty if the source prints no numbers.</summary>
    public ImmutableArray<double> Reproduced { get; private set; }

    /// <summary>The cost after the steps.</summary>
    public double Cost { get; private set; }

    /// <summary>Whether the source prints these numbers: its own example after one step.</summary>
    public bool HasPrinted => Steps == 1 && Lesson.Printed.Length > 0 && ReferenceEquals(Example, Lesson.Example);

    /// <summary>The next step, number by number.</summary>
    public ImmutableArray<WalkStop> Walk
    {
        get
        {
            Network<double> network = Example.NewNetwork();
            network.Parameters.Write([.. Now]);
            var plan = Plan<double>.ForTraining(network, Example.Samples.Length, Example.Loss, inputGradient: true);
            Example.Fill(plan);
            var pass = new Pass(Example.Samples.Length, IsTraining: true, Step: Steps + 1);
            plan.Forward(pass);
            plan.Loss(pass);
            plan.Backward(pass);
            return StepWalk.Of(plan, pass, Example.Loss, Example.Run(Steps + 1).Updated, Example.Optimizer, Example.Samples.Length);
        }
    }

    /// <summary>Goes to a number of steps.</summary>
    public void GoTo(int steps)
    {
        Steps = Math.Clamp(steps, 0, MaxSteps);
        Update();
    }

    /// <summary>Changes the example to one with the reader's numbers.</summary>
    /// <exception cref="DownhillException">A number is not finite.</exception>
    public void Change(WorkedExample example)
    {
        if (example.Samples.SelectMany(sample => sample.Input.Concat(sample.Target)).Append(example.Optimizer.LearningRate)
            .Any(number => !double.IsFinite(number))
            || example.NewNetwork().Parameters.ToArray().Any(number => !double.IsFinite(number)))
            throw new DownhillException("A number must be finite.");
        Example = example;
        Update();
    }

    /// <summary>Goes back to the numbers of the source, at the start.</summary>
    public void Reset()
    {
        (Example, Steps) = (Lesson.Example, 0);
        Update();
    }

    /// <summary>The cost by step, with the current step marked.</summary>
    public LineChart Curve()
    {
        int most = Math.Max(CurveLeast, Steps), stride = Math.Max(1, most / CurvePoints);
        IEnumerable<ChartPoint> points = Enumerable.Range(0, (most / stride) + 1)
            .Select(i => new ChartPoint(i * stride, i == 0 ? Example.Run(1).LossBefore : Example.Run(i * stride).LossAfter));
        ImmutableArray<ChartPoint> finite = [.. points.TakeWhile(point => double.IsFinite(point.Y))];
        return new LineChart(
            "The cost over the steps",
            $"The cost is {finite[0].Y:G4} at the start and {Cost:G4} after {Steps} {(Steps == 1 ? "step" : "steps")}.",
            "steps",
            "cost",
            [new ChartLine("cost", finite),
                new ChartLine("now", double.IsFinite(Cost) ? [new ChartPoint(Steps, Cost)] : [], Marked: true)]);
    }

    /// <summary>For an example with one parameter: the cost as a function of it, and the descent.</summary>
    public LineChart? Valley()
    {
        if (Start is not [double start])
            return null;
        const int Points = 60, MaxPath = 12;
        double[] path = [.. Enumerable.Range(0, Math.Min(Steps, MaxPath) + 1)
            .Select(step => step == 0 ? start : Example.Run(step).Updated[0]).Where(double.IsFinite)];
        double low = Math.Min(0.25, path.Min()), high = Math.Max(2.75, path.Max());
        return new LineChart(
            "The cost over the weight",
            $"{(path.Length == 1 ? "The start is marked" : $"The first {path.Length - 1} steps are marked")}; "
                + $"the weight is {Now[0]:G5}.",
            Lesson.Names[0],
            "cost",
            [
                new ChartLine("cost", [.. Enumerable.Range(0, Points + 1).Select(i => low + (i * (high - low) / Points)).Select(Point)]),
                new ChartLine("steps", [.. path.Select(Point)], Marked: true),
            ]);

        ChartPoint Point(double weight) => new(weight, Example.WithParameters([weight]).Run(1).LossBefore);
    }

    private void Update()
    {
        WorkedResult first = Example.Run(1), last = Steps <= 1 ? first : Example.Run(Steps);
        Gradient = [.. first.Gradient];
        Now = Steps == 0 ? Start : [.. last.Updated];
        Cost = Steps == 0 ? first.LossBefore : last.LossAfter;
        Reproduced = Lesson.Printed.IsEmpty ? [] : Steps == 0 ? Start : [.. LessonExample.InSourceArithmetic(Example).Run(Steps).Updated];
    }
}

/// <summary>Worked examples with other numbers.</summary>
public static class WorkedNumbers
{
    /// <summary>The example with other parameters at the start.</summary>
    /// <param name="example">An example whose parameters are those of linear layers.</param>
    /// <param name="values">All parameters, in layer order.</param>
    public static WorkedExample WithParameters(this WorkedExample example, ImmutableArray<double> values)
    {
        int at = 0;
        Shape shape = example.Network.Input;
        var layers = ImmutableArray.CreateBuilder<Layer>();
        foreach (Layer layer in example.Network.Layers)
        {
            if (layer is Linear linear)
            {
                int inputs = shape.Size, outputs = linear.Outputs;
                var weight = new Explicit([inputs, outputs], values.Slice(at, inputs * outputs));
                at += inputs * outputs;
                Explicit? bias = linear.HasBias ? new Explicit([outputs], values.Slice(at, outputs)) : null;
                at += linear.HasBias ? outputs : 0;
                layers.Add(linear with { Weight = weight, Bias = bias });
            }
            else
            {
                layers.Add(layer);
            }

            shape = layer.OutputShape(shape);
        }

        return example with { Network = example.Network with { Layers = layers.ToImmutable() } };
    }

    /// <summary>The example with another number in a sample.</summary>
    /// <param name="example">The example.</param>
    /// <param name="row">The sample.</param>
    /// <param name="index">Its input, or behind those its target.</param>
    /// <param name="value">The number.</param>
    public static WorkedExample WithSample(this WorkedExample example, int row, int index, double value)
    {
        WorkedSample sample = example.Samples[row];
        int inputs = sample.Input.Length;
        sample = index < inputs
            ? sample with { Input = sample.Input.SetItem(index, value) }
            : sample with { Target = sample.Target.SetItem(index - inputs, value) };
        return example with { Samples = example.Samples.SetItem(row, sample) };
    }
}
