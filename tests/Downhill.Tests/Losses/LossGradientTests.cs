namespace Downhill.Tests;

public sealed class LossGradientTests
{
    private const int Rows = 3, Outputs = 4;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string example in Examples.Losses)
            {
                foreach (string targets in new[] { "any", "one-hot", "soft", "zero", "one" })
                    cases.Add(example, targets);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_loss_passes_the_gradient_check(string example, string targets)
    {
        Loss loss = Catalog.Losses.Parse(example);
        double[] goal = Targets(targets);
        // eᶻ of 20 is so large a loss that differences of it lose the small entries' digits.
        foreach (double scale in new[] { 0.1, 1, loss is Poisson ? 4 : 20 })
        {
            double[] inputs = Examples.Numbers(Rows * Outputs, 3, scale);
            Gradients.Check(new Network<double>(new Model([Outputs], [])), loss, inputs, goal);
            Gradients.Check(Examples.Network($"linear 3, tanh, linear {Outputs}", Outputs), loss, inputs, goal);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_sum_is_the_mean_times_the_rows_and_so_is_its_gradient(string example, string targets)
    {
        Loss loss = Catalog.Losses.Parse(example);
        (double sum, double[] sumGradient) = Measure(loss with { Reduction = Reduction.Sum }, targets);
        (double mean, double[] meanGradient) = Measure(loss with { Reduction = Reduction.Mean }, targets);
        Assert.Equal(sum, Rows * mean, 1e-14 * Math.Abs(sum));
        for (int i = 0; i < sumGradient.Length; i++)
            Assert.Equal(sumGradient[i], Rows * meanGradient[i], 1e-14 * Math.Abs(sumGradient[i]));
    }

    [Fact]
    public void Both_sides_of_every_bend_of_huber_are_checked()
    {
        double[] inputs = [0.5, -0.5, 0.499, -0.501, 3, -3, 0, 0.7];
        foreach (Huber loss in new[] { new Huber(0.5), new Huber(0.5, Reduction.Sum), new Huber(3), new Huber() })
            Gradients.Check(new Network<double>(new Model([4], [])), loss, inputs, new double[8]);
    }

    [Theory]
    [InlineData("quantile 0.9", 0.9995)]
    [InlineData("mean-absolute-error", 1.0)]
    [InlineData("hinge", 1.0)]
    [InlineData("hinge squared=true", 1.0)]
    [InlineData("hinge", 0.0)]
    public void Both_sides_of_a_bend_are_checked(string loss, double target)
    {
        double[] inputs = [1, 1.001, 0.999, 0, -1, -1.001, -0.999, 2];
        Gradients.Check(new Network<double>(new Model([4], [])), Catalog.Losses.Parse(loss), inputs, [.. Enumerable.Repeat(target, 8)]);
    }

    [Theory]
    [InlineData("softmax-cross-entropy")]
    [InlineData("binary-cross-entropy")]
    [InlineData("kullback-leibler")]
    [InlineData("focal")]
    public void Confident_logits_stay_finite_and_have_the_right_gradient(string name)
    {
        double[] logits = [800, -800, 800, -800, 0, 800, -800, -800], targets = [1, 0, 0, 1, 1, 0, 0.25, 0.75];
        Network<double> network = new(new Model([4], []));
        Gradients.Check(network, Catalog.Losses.Parse(name), logits, targets);
        GradientReport report = GradientCheck.Run(network, Catalog.Losses.Parse(name), logits, targets);
        Assert.True(double.IsFinite(report.Loss));
        Assert.True(report.Loss > 100);
    }

    private static (double Loss, double[] Gradient) Measure(Loss loss, string targets)
    {
        Plan<double> plan = Plan<double>.ForTraining(new Network<double>(new Model([Outputs], [])), Rows, loss, inputGradient: true);
        Examples.Numbers(Rows * Outputs, 4, 3).CopyTo(plan.Inputs);
        Targets(targets).CopyTo(plan.Targets);
        var pass = new Pass(Rows);
        plan.Forward(pass);
        double value = plan.Loss(pass);
        plan.Backward(pass);
        return (value, plan.InputGradient.ToArray());
    }

    private static double[] Targets(string kind) => kind switch
    {
        "any" => Examples.Numbers(Rows * Outputs, 5),
        "one-hot" => [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1],
        "soft" => [0.1, 0.2, 0.3, 0.4, 0.97, 0.01, 0.01, 0.01, 0.25, 0.25, 0.25, 0.25],
        "zero" => new double[Rows * Outputs],
        _ => [.. Enumerable.Repeat(1.0, Rows * Outputs)],
    };
}
