namespace Downhill.Tests;

public sealed class GradientCheckTests
{
    private static readonly double[] Inputs = Examples.Numbers(12, 1, 2), Targets = Examples.Numbers(12, 2);

    public static TheoryData<string> Right =>
        ["own-cube", "own-scale", "residual (own-scale)", "concat (own-scale; ), linear 3", "residual (own-cube, linear 3)"];

    // What is wrong, the part in which it shows, and how many of its entries are off: the inputs are [4, 3].
    public static TheoryData<string, string, int> Wrong => new()
    {
        { "own-cube factor=2", "input", 12 },
        { "own-cube factor=-3", "input", 12 },
        { "own-cube factor=0", "input", 12 },
        { "own-cube factor=3.000003", "input", 10 },
        { "own-cube factor=2, linear 3", "input", 12 },
        { "linear 3, own-cube factor=2, linear 3", "linear1.weight", 9 },
        { "own-scale mistake=LastEntry", "own-scale1.factor", 1 },
        { "linear 3, own-scale mistake=LastEntry, linear 3", "own-scale1.factor", 1 },
        { "concat (own-scale mistake=Overwrites; ), linear 3", "input", 12 },
        { "linear 3, concat (own-scale mistake=Overwrites; ), linear 3", "linear1.bias", 3 },
    };

    [Theory]
    [MemberData(nameof(Right))]
    public void A_right_layer_is_accepted(string layers) => Assert.True(Run(Examples.Network(layers, 3)).Passed);

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_layer_is_refused_and_the_report_says_where(string layers, string part, int failed)
    {
        GradientReport report = Run(Examples.Network(layers, 3));
        Assert.False(report.Passed);
        GradientComparison wrong = report.Parts.Single(candidate => candidate.Name == part);
        Assert.Equal(failed, wrong.Failed);
        Assert.True(wrong.Worst.Excess > 1);
        Assert.True(Math.Abs(wrong.Worst.Analytic - wrong.Worst.Numeric) > 1e-9);
    }

    [Fact]
    public void A_wrong_layer_leaves_the_parts_behind_it_right()
    {
        GradientReport report = Run(Examples.Network("linear 3, own-cube factor=2, linear 3", 3));
        Assert.Equal(["linear1.weight", "linear1.bias", "input"], report.Parts.Where(part => part.Failed > 0).Select(part => part.Name));
    }

    [Fact]
    public void A_gradient_that_is_kept_from_the_last_pass_is_refused()
    {
        Network<double> network = Examples.Network("own-scale mistake=KeepsOldGradient", 3);
        Assert.True(Run(network).Passed);
        Assert.False(Run(network).Passed);
    }

    [Fact]
    public void A_gradient_that_is_no_number_is_refused()
    {
        GradientReport report = Run(Examples.Network("own-cube factor=1e308", 3), inputs: [.. Inputs.Select(x => 1e10 * x)]);
        Assert.False(report.Passed);
        Assert.Equal(double.PositiveInfinity, report.Parts[0].Worst.Excess);
    }

    [Fact]
    public void The_report_lists_every_parameter_and_the_inputs_with_their_shapes()
    {
        GradientReport report = Run(Examples.Network("linear 2, tanh, linear 3 hasBias=false", 3));
        Assert.Equal(
            [("linear1.weight", "[3, 2]", 6), ("linear1.bias", "[2]", 2), ("linear2.weight", "[2, 3]", 6), ("input", "[4, 3]", 12)],
            report.Parts.Select(part => (part.Name, part.Shape.ToString(), part.Count)));
        Assert.Equal(Run(Examples.Network("linear 2, tanh, linear 3 hasBias=false", 3)).Loss, report.Loss);
        Assert.True(report.Loss > 0);
    }

    [Fact]
    public void Parameters_are_put_back_also_when_the_check_is_stopped()
    {
        Network<double> network = Examples.Network("linear 50, tanh, linear 3", 3);
        double[] before = network.Parameters.Span.ToArray();
        Run(network);
        Assert.Equal(before, network.Parameters.Span.ToArray());

        using var stop = new CancellationTokenSource();
        var progress = new Reports<long>(_ => stop.Cancel());
        Assert.Throws<OperationCanceledException>(() =>
            GradientCheck.Run(network, new SumSquaredError(), Inputs, Targets, null, progress, stop.Token));
        Assert.Equal([256L], progress.All);
        Assert.Equal(before, network.Parameters.Span.ToArray());
    }

    [Fact]
    public void Tolerances_are_obeyed()
    {
        Network<double> network = Examples.Network("own-cube factor=3.000003", 3);
        Assert.False(Run(network).Passed);
        Assert.True(Run(network, new GradientCheckOptions(RelativeTolerance: 2e-6)).Passed);
        Assert.True(Run(network, new GradientCheckOptions(AbsoluteTolerance: 1)).Passed);
    }

    [Fact]
    public void Dropout_is_checked_with_the_mask_of_the_key_and_without_one()
    {
        Network<double> network = Examples.Network("dropout 0.5, linear 3", 3);
        double[] losses = [.. new ulong[] { 0, 1, 2 }.Select(seed => Run(network, new GradientCheckOptions(Seed: seed)).Loss)];
        Assert.Equal(3, losses.Distinct().Count());
        GradientReport off = Run(network, new GradientCheckOptions(IsTraining: false));
        Assert.True(off.Passed);
        Assert.DoesNotContain(off.Loss, losses);
    }

    [Fact]
    public void The_tolerance_grows_with_the_loss()
    {
        // Small weights behind the first layer make its derivatives small; the digits of the loss are as coarse as ever.
        Network<double> network = Examples.Network("linear 8, tanh, linear 3", 3);
        foreach (ref double weight in network["linear2.weight"].Data.Span)
            weight *= 1e-9;
        double[] far = [.. Targets.Select(target => target + 3e4)];

        GradientReport report = GradientCheck.Run(network, new SumSquaredError(), Inputs, far);

        Assert.Equal(report.Loss, report.Scale);
        Assert.True(report.Loss > 1e9);
        Assert.True(report.Passed);
        Assert.False(GradientCheck.Run(network, new SumSquaredError(), Inputs, far,
            new GradientCheckOptions(AbsoluteTolerance: 1e-9 / report.Scale)).Passed);
        Assert.Equal(1, Run(network, inputs: new double[12]) is { Loss: < 1 } small ? small.Scale : 1);
    }

    [Fact]
    public void A_wrong_layer_is_refused_whatever_the_loss()
    {
        double[] far = [.. Targets.Select(target => target + 3e4)];

        GradientReport report = GradientCheck.Run(Examples.Network("linear 3, own-cube factor=2, linear 3", 3), new SumSquaredError(),
            Inputs, far);

        Assert.Equal(["linear1.weight", "linear1.bias", "input"], report.Parts.Where(part => part.Failed > 0).Select(part => part.Name));
    }

    [Fact]
    public void Kinks_are_named_and_the_derivative_is_that_of_either_side()
    {
        double[] inputs = [.. Inputs];
        (inputs[1], inputs[5]) = (0, 0);

        GradientReport report = Run(Examples.Network("relu, linear 3", 3), inputs: inputs);

        Assert.True(report.Passed);
        Assert.Equal([1, 5], report.Parts.Single(part => part.Name == "input").Kinks);
        Assert.All(report.Parts.Where(part => part.Name != "input"), part => Assert.Empty(part.Kinks));
    }

    [Fact]
    public void At_a_kink_a_derivative_may_lie_between_those_of_both_sides()
    {
        Network<double> network = Examples.Network("linear 1 hasBias=false, relu", 1);
        network.Parameters.Span.Clear();

        // The row of 1 counts where the weight is above 0, the row of −2 where it is below: derivatives of −2 and 4, and 0 at 0.
        GradientReport report = GradientCheck.Run(network, new SumSquaredError(Reduction.Sum), [1, -2], [1, 1]);

        Assert.True(report.Passed);
        Assert.Equal((0, 0), (report.Parts[0].Worst.Analytic, report.Parts[0].Worst.Numeric));
        Assert.Equal([0], report.Parts[0].Kinks);
    }

    [Fact]
    public void A_sample_takes_as_many_of_each_layer_as_there_are_and_is_fixed_by_the_seed()
    {
        Network<double> network = Examples.Network("linear 50, tanh, linear 2, tanh, linear 3", 3);

        GradientReport report = Run(network, new GradientCheckOptions(Sample: 100, Seed: 5)),
            other = Run(network, new GradientCheckOptions(Sample: 100, Seed: 6));

        // Layers of 200, 102 and 9 entries, and 12 inputs: 9 and 12 are all there are, the two larger ones share the rest.
        Assert.True(report.Passed);
        Assert.Equal([19, 20, 38, 2, 6, 3, 12], report.Parts.Select(part => part.Count));
        Assert.Equal(report.Parts.Select(part => part.Worst),
            Run(network, new GradientCheckOptions(Sample: 100, Seed: 5)).Parts.Select(part => part.Worst));
        Assert.NotEqual(report.Parts[0].Worst, other.Parts[0].Worst);
        Assert.Equal(323, Run(network, new GradientCheckOptions(Sample: 1000)).Parts.Sum(part => part.Count));
    }

    [Fact]
    public void A_sample_finds_a_wrong_layer() =>
        Assert.Equal(11, Run(Examples.Network("linear 40, own-cube factor=2, linear 3", 3),
            new GradientCheckOptions(Sample: 33)).Parts.Where(part => part.Name.StartsWith("linear1", StringComparison.Ordinal))
            .Sum(part => part.Failed));

    private static GradientReport Run(Network<double> network, GradientCheckOptions? options = null, double[]? inputs = null) =>
        GradientCheck.Run(network, new SumSquaredError(), inputs ?? Inputs, Targets.AsSpan(0, 4 * network.Output.Size), options);
}
