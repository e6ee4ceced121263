using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class LandscapeTests
{
    private static readonly GradientEntry First = new("linear1.weight", 1), Second = new("linear2.bias", 1);
    private static readonly WorkedExample Hill = WorkedExample.Load(Repository.Find("examples", "worked", "hill.json"));

    [Fact]
    public void Two_random_directions_are_two_and_as_long_as_the_parameters()
    {
        Network<double> network = Examples.Network("linear 20, tanh, linear 5", 10);
        double[] start = network.Parameters.Span.ToArray();
        var plane = new RandomPlane(network, 3);
        double[] x = Moved(1, 0), y = Moved(0, 1), both = Moved(2, -3);
        double cosine = x.Zip(y, (a, b) => a * b).Sum() / Math.Sqrt(x.Sum(a => a * a) * y.Sum(b => b * b));
        Assert.InRange(cosine, -0.3, 0.3);
        for (int k = 0; k < start.Length; k++)
            Assert.Equal((2 * x[k]) - (3 * y[k]), both[k], 1e-12);
        int weights = network["linear1.weight"].Shape.Size;
        Assert.Equal(Math.Sqrt(start.Take(weights).Sum(w => w * w)), Math.Sqrt(x.Take(weights).Sum(w => w * w)), 1e-12);
        plane.Restore();
        Assert.Equal(start, network.Parameters.Span.ToArray());

        double[] Moved(double a, double b)
        {
            plane.Move(a, b);
            return [.. network.Parameters.Span.ToArray().Zip(start, (now, then) => now - then)];
        }
    }

    [Fact]
    public void Each_cost_is_what_the_network_costs_there()
    {
        Landscape landscape = Along(new LandscapeOptions(Grid: 5, Span: 2));
        Assert.Equal([0.2 - 2, 0.2 - 1, 0.2, 0.2 + 1, 0.2 + 2], landscape.X.Values.ToArray());
        Assert.Equal("linear1.weight[0, 1]", landscape.X.Name);
        Network<double> network = Hill.NewNetwork();
        for (int j = 0; j < 5; j++)
        {
            for (int i = 0; i < 5; i++)
            {
                network["linear1.weight"].Data.Span[1] = landscape.X.Values[i];
                network["linear2.bias"].Data.Span[1] = landscape.Y.Values[j];
                Assert.Equal(Cost(network), landscape.Costs[j][i]);
            }
        }

        Assert.Equal(landscape.Costs.SelectMany(row => row).Min(), landscape.Minimum.Cost);
        Assert.Equal(new LandscapePoint(0.2, 0.35, landscape.Costs[2][2]), landscape.Centre);
        Assert.Empty(landscape.Path);
    }

    [Fact]
    public void Dropout_and_noise_are_left_out()
    {
        Network<double> network = Examples.Network("linear 4, dropout 0.5, gaussian-noise 1, linear 1", 2);
        double[] inputs = Examples.Numbers(12, 1), targets = Examples.Numbers(6, 2);
        Landscape landscape = Landscape.Random(network, new MeanSquaredError(), inputs, targets, new LandscapeOptions(Grid: 3, Span: 1));
        double cost = new Evaluator<double>(network, Dataset.FromArrays([2], inputs, targets), new MeanSquaredError()).Evaluate().Loss;
        Assert.Equal(cost, landscape.Centre.Cost, 1e-12);
        Assert.Equal(cost, landscape.Costs[1][1], 1e-12);
    }

    [Fact]
    public void The_slope_of_the_grid_is_the_gradient()
    {
        const double H = 1e-4;
        Landscape landscape = Along(new LandscapeOptions(Grid: 3, Span: H));
        WorkedResult result = Hill.Run();
        Assert.Equal(result.Gradient[1], (landscape.Costs[1][2] - landscape.Costs[1][0]) / (2 * H), 1e-9);
        Assert.Equal(result.Gradient[11], (landscape.Costs[2][1] - landscape.Costs[0][1]) / (2 * H), 1e-9);
    }

    [Fact]
    public void The_descent_starts_as_training_does_and_its_cost_falls()
    {
        Landscape landscape = Along(new LandscapeOptions(Steps: 100, Optimizer: Hill.Optimizer));
        WorkedResult result = Hill.Run();
        Assert.Equal(101, landscape.Path.Length);
        Assert.Equal(landscape.Centre, landscape.Path[0]);
        Assert.Equal((result.Updated[1], result.Updated[11]), (landscape.Path[1].X, landscape.Path[1].Y));
        for (int step = 1; step < landscape.Path.Length; step++)
            Assert.True(landscape.Path[step].Cost < landscape.Path[step - 1].Cost);

        Network<double> network = Hill.NewNetwork();
        network["linear1.weight"].Data.Span[1] = landscape.Path[^1].X;
        network["linear2.bias"].Data.Span[1] = landscape.Path[^1].Y;
        Assert.Equal(Cost(network), landscape.Path[^1].Cost, 1e-15);
    }

    [Fact]
    public void A_picture_without_a_span_holds_the_whole_descent()
    {
        Landscape far = Along(new LandscapeOptions(Grid: 5, Steps: 2000, Optimizer: Hill.Optimizer));
        Assert.True(far.X.Values[^1] - far.X.Values[0] > 2);
        Assert.All(far.Path, point =>
            Assert.True(point.X > far.X.Values[0] && point.X < far.X.Values[^1] && point.Y > far.Y.Values[0]
            && point.Y < far.Y.Values[^1]));
        Assert.Equal(2, Along(new LandscapeOptions(Grid: 5)).X.Values[^1] - Along(new LandscapeOptions(Grid: 5)).X.Values[0], 1e-15);
    }

    [Fact]
    public void Random_directions_have_the_parameters_norms_and_their_descent_falls()
    {
        Network<double> network = Hill.NewNetwork();
        var plane = new RandomPlane(network, 7);
        plane.Move(1, 0);
        double[] start = Hill.NewNetwork().Parameters.Span.ToArray();
        int from = 0;
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            double[] moved = parameter.Data.Span.ToArray(), was = start[from..(from + moved.Length)];
            Assert.Equal(was.Sum(value => value * value), moved.Zip(was, (a, b) => (a - b) * (a - b)).Sum(), 1e-12);
            from += moved.Length;
        }

        plane.Restore();
        Assert.Equal(start, network.Parameters.Span.ToArray());
        Landscape landscape = Random(new LandscapeOptions(Grid: 3, Steps: 50, Optimizer: Hill.Optimizer, Seed: 7));
        for (int step = 1; step < landscape.Path.Length; step++)
            Assert.True(landscape.Path[step].Cost < landscape.Path[step - 1].Cost);
        Assert.Equal(landscape.Centre.Cost, landscape.Costs[1][1]);
        Assert.Equal(Text(landscape), Text(Random(new LandscapeOptions(Grid: 3, Steps: 50, Optimizer: Hill.Optimizer, Seed: 7))));
        Assert.NotEqual(Text(landscape), Text(Random(new LandscapeOptions(Grid: 3, Steps: 50, Optimizer: Hill.Optimizer, Seed: 8))));
    }

    [Fact]
    public void The_parameters_are_put_back_also_when_stopped()
    {
        Network<double> network = Hill.NewNetwork();
        double[] start = network.Parameters.Span.ToArray();
        (double[] inputs, double[] targets) = Rows();
        Landscape.Along(network, Hill.Loss, inputs, targets, First, Second, new LandscapeOptions(Grid: 3, Steps: 3));
        Assert.Equal(start, network.Parameters.Span.ToArray());
        Landscape.Random(network, Hill.Loss, inputs, targets, new LandscapeOptions(Grid: 3, Steps: 3));
        Assert.Equal(start, network.Parameters.Span.ToArray());
        Assert.Throws<OperationCanceledException>(() =>
            Landscape.Along(network, Hill.Loss, inputs, targets, First, Second, new LandscapeOptions(Grid: 3),
                new CancellationToken(canceled: true)));
        Assert.Equal(start, network.Parameters.Span.ToArray());
    }

    [Fact]
    public void Json_holds_all_the_numbers()
    {
        Landscape landscape = Along(new LandscapeOptions(Grid: 4, Steps: 2, Optimizer: Hill.Optimizer));
        JsonNode json = JsonNode.Parse(Text(landscape))!;
        Assert.Equal(["x", "y", "costs", "path", "centre", "minimum"], json.AsObject().Select(entry => entry.Key));
        Assert.Equal(landscape.Costs[3][2], (double)json["costs"]![3]![2]!);
        Assert.Equal(landscape.Y.Values[1], (double)json["y"]!["values"]![1]!);
        Assert.Equal(landscape.Path[2].Cost, (double)json["path"]![2]!["cost"]!);
        Assert.Equal(3, json["path"]!.AsArray().Count);
        Assert.Equal(landscape.Minimum.X, (double)json["minimum"]!["x"]!);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        AssertRefused("from 2 to 1001", () => Along(new LandscapeOptions(Grid: 1)));
        AssertRefused("must be above 0", () => Along(new LandscapeOptions(Span: 0)));
        AssertRefused("must be above 0", () => Along(new LandscapeOptions(Span: double.NaN)));
        AssertRefused("too small", () => Along(new LandscapeOptions(Span: 1e-30)));
        AssertRefused("too large", () => Along(new LandscapeOptions(Grid: 2, Span: 1.7e308)));
        AssertRefused("at least 0", () => Along(new LandscapeOptions(Steps: -1)));
        AssertRefused("learningRate", () => Along(new LandscapeOptions(Steps: 1, Optimizer: new Sgd(-1))));
        AssertRefused("two different", () => Along(new LandscapeOptions(), First));
        AssertRefused("did you mean 'linear2.bias'", () => Along(new LandscapeOptions(), new GradientEntry("linear2.bais", 0)));
        AssertRefused("entries 0 to 1", () => Along(new LandscapeOptions(), new GradientEntry("linear2.bias", 2)));
        AssertRefused("do not form a batch", () => Landscape.Random(Hill.NewNetwork(), Hill.Loss, [1, 2, 3], [1, 0.2]));
        AssertRefused("all parameters are zero", () =>
        {
            Network<double> network = Hill.NewNetwork();
            network.Parameters.Span.Clear();
            (double[] inputs, double[] targets) = Rows();
            Landscape.Random(network, Hill.Loss, inputs, targets);
        });
        AssertRefused("'linear1.bias'", () =>
        {
            Network<double> network = Hill.NewNetwork();
            network["linear1.bias"].Data.Span[0] = double.NaN;
            (double[] inputs, double[] targets) = Rows();
            Landscape.Along(network, Hill.Loss, inputs, targets, First, Second);
        });
    }

    internal static Landscape Along(LandscapeOptions options, GradientEntry? second = null)
    {
        (double[] inputs, double[] targets) = Rows();
        return Landscape.Along(Hill.NewNetwork(), Hill.Loss, inputs, targets, First, second ?? Second, options);
    }

    private static Landscape Random(LandscapeOptions options)
    {
        (double[] inputs, double[] targets) = Rows();
        return Landscape.Random(Hill.NewNetwork(), Hill.Loss, inputs, targets, options);
    }

    private static string Text(Landscape landscape) => landscape.ToJson().ToJsonString();

    private static (double[] Inputs, double[] Targets) Rows() =>
        ([.. Hill.Samples.SelectMany(sample => sample.Input)], [.. Hill.Samples.SelectMany(sample => sample.Target)]);

    private static double Cost(Network<double> network)
    {
        Plan<double> plan = Plan<double>.ForEvaluation(network, 1, Hill.Loss);
        Hill.Fill(plan);
        plan.Forward(new Pass(1));
        return plan.Loss(new Pass(1));
    }

    private static void AssertRefused(string said, Action action) =>
        Assert.Contains(said, Assert.Throws<DownhillException>(action).Message, StringComparison.Ordinal);
}
