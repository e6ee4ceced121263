namespace Downhill.Tests;

/// <summary>The first contribution to a gradient is written, later ones are added, however layers are nested.</summary>
public sealed class CompositeGradientTests
{
    public static TheoryData<string> Nested =>
    [
        "residual (concat (linear 2; residual (linear 5), linear 3))",
        "concat (residual (concat (linear 3, tanh; linear 2)); ; sigmoid)",
        "concat ()",
        "concat (; ; )",
        "concat (; linear 2)",
        "concat (linear 2; )",
        "concat (; concat (; linear 2); )",
        "concat (concat (tanh; concat (sigmoid; )); softmax)",
        "residual (linear 5, tanh), residual (linear 5, sigmoid)",
        "residual (linear 5), concat (residual (tanh); residual (sigmoid)), residual (linear 10)",
        "residual (residual (residual (linear 5)))",
        "residual (residual (tanh), residual (linear 5))",
        "residual (concat ())",
        "residual (flatten, concat (flatten))",
        "residual (flatten, linear 5, flatten), flatten",
        "concat (flatten; flatten, tanh; flatten)",
        "concat (dropout 0.3; softmax; dropout)",
        "residual (dropout 0.5, softmax)",
        "average (linear 3; linear 3, tanh)",
        "average (softmax; average (tanh; residual (linear 5)); concat (tanh))",
        "residual (average (flatten, linear 5; linear 5, sigmoid))",
        "average (linear 3; average (linear 3, tanh; smooth-clip, linear 3) weights=(0.7, 0.1)) weights=(2, 1), scale isShared=true",
        "residual (average (scale; tanh; linear 5) weights=(1, 0, 3)), scale",
        "concat (own-scale; own-scale; own-cube; )",
        "residual (own-scale), concat (residual (own-scale); )",
    ];

    [Theory]
    [MemberData(nameof(Nested))]
    public void Nested_composites_pass_the_gradient_check_wherever_they_stand(string layers)
    {
        foreach (string model in new[] { layers, $"{layers}, linear 2", $"linear 5, {layers}",
            $"linear 5, sigmoid, {layers}, tanh, linear 3" })
        {
            Gradients.Check(Examples.Model(model, 5), 1);
            Gradients.Check(Examples.Model(model, 5), 4);
        }
    }

    [Theory]
    [MemberData(nameof(Nested))]
    public void Parameters_get_the_same_gradient_whether_or_not_the_inputs_get_one(string layers)
    {
        Network<double> network = Examples.Network($"{layers}, linear 2", 5);
        double[] inputs = Examples.Numbers(15), targets = Examples.Numbers(6, 1);
        var pass = new Pass(3, IsTraining: true, Step: 2, Seed: 5);
        double[] with = Gradients.Of(Plan<double>.ForTraining(network, 3, new HalfSquaredError(), inputGradient: true), inputs, targets,
            pass);
        network.Gradient.Span.Fill(double.NaN);
        double[] without = Gradients.Of(Plan<double>.ForTraining(network, 3, new HalfSquaredError()), inputs, targets, pass);
        Assert.Equal(with, without);
    }

    [Theory]
    [MemberData(nameof(Nested))]
    public void A_second_backward_pass_gives_the_same_gradient(string layers)
    {
        Network<double> network = Examples.Network($"linear 5, {layers}", 5);
        Plan<double> plan = Plan<double>.ForTraining(network, 3, new SumSquaredError(), inputGradient: true);
        double[] inputs = Examples.Numbers(15), targets = Examples.Numbers(plan.Targets.Length, 1);
        var pass = new Pass(3, IsTraining: true, Step: 2, Seed: 5);
        double[] first = Gradients.Of(plan, inputs, targets, pass), firstInput = plan.InputGradient.ToArray();
        Assert.Equal(first, Gradients.Of(plan, inputs, targets, pass));
        Assert.Equal(firstInput, plan.InputGradient.ToArray());
    }

    [Fact]
    public void An_average_is_the_mean_of_its_members()
    {
        Network<double> network = new(new Model([2], [new Average([
            [new Linear(1, Weight: Examples.Given([2, 1], 10, 100))],
            [new Linear(1, Weight: Examples.Given([2, 1], 1, 2))],
            [new Relu(), new Linear(1, Weight: Examples.Given([2, 1], 1, 0))]])]));
        Plan<double> plan = Plan<double>.ForInference(network, 2);
        new double[] { 1, 2, -3, 4 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(2));
        Assert.Equal([(210 + 5 + 1) / 3.0, (370 + 5 + 0) / 3.0], plan.Outputs.ToArray());
    }

    [Fact]
    public void A_weighted_average_counts_each_member_by_its_share_and_a_scale_moves_it()
    {
        Network<double> network = new(new Model([2], [
            new Average(
                [
                    [new Linear(1, Weight: Examples.Given([2, 1], 10, 100))],
                    [new Relu(), new Linear(1, Weight: Examples.Given([2, 1], 4, 8))],
                ],
                [3, 1]),
            new Scale(IsShared: true)]));
        network["scale1.scale"].Data.Span[0] = 0.5;
        network["scale1.shift"].Data.Span[0] = 7;
        Plan<double> plan = Plan<double>.ForInference(network, 2);
        new double[] { 1, 2, -3, 4 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(2));
        Assert.Equal([7 + (0.5 * ((0.75 * 210) + (0.25 * 20))), 7 + (0.5 * ((0.75 * 370) + (0.25 * 32)))], plan.Outputs.ToArray());
    }

    [Fact]
    public void Weights_have_a_notation_and_leave_the_form_of_an_average_without_them_alone()
    {
        var weighted = (Average)Catalog.Layers.Parse("average (linear 2; relu, linear 2) weights=(0.25, 3)");
        Assert.Equal([0.25, 3.0], weighted.Weights!.Value.ToArray());
        Assert.Equal(weighted, Catalog.Layers.FromJson(Catalog.Layers.ToJson(weighted)));
        Assert.NotEqual(weighted, weighted with { Weights = null });
        Assert.Equal(
            """{"type":"average","members":[[{"type":"tanh"}],[{"type":"relu"}]]}""",
            Catalog.Layers.ToJson(Catalog.Layers.Parse("average (tanh; relu)")));
    }

    [Theory]
    [InlineData("average (linear 2; linear 2) weights=(1, 2, 3)", "2 members and 3 weights")]
    [InlineData("average (linear 2; linear 2) weights=(1, -2)", "weights of at least 0")]
    [InlineData("average (linear 2; linear 2) weights=(0, 0)", "one above 0")]
    [InlineData("average ()", "at least one layer in each member")]
    [InlineData("average (linear 2; flatten)", "at least one layer in each member")]
    [InlineData("average (linear 2; linear 3)", "the same shape")]
    public void An_average_refuses_members_that_do_not_fit(string layer, string message) =>
        Assert.Contains(message, Assert.Throws<DownhillException>(() => Examples.Model(layer, 4).OutputShape()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_empty_branch_passes_its_input_on_and_a_residual_adds_it()
    {
        Network<double> network = new(new Model([2], [new Concat([[], [new Linear(1, Weight: Examples.Given([2, 1], 10, 100))], []])]));
        Plan<double> plan = Plan<double>.ForInference(network, 2);
        new double[] { 1, 2, 3, 4 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(2));
        Assert.Equal([1, 2, 210, 1, 2, 3, 4, 430, 3, 4], plan.Outputs.ToArray());

        network = new(new Model([2], [new Residual([new Linear(2, Weight: Examples.Given([2, 2], 0, 10, 100, 0))])]));
        plan = Plan<double>.ForInference(network, 1);
        new double[] { 1, 2 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(1));
        Assert.Equal([201, 12], plan.Outputs.ToArray());
    }
}
