namespace Downhill.Tests;

public sealed class DerivationTests
{
    private const int Rows = 3;

    public static TheoryData<string> Layers =>
    [
        .. Examples.Chains,
        "residual (concat (; linear 2, tanh), linear 5)",
        "residual (residual (tanh), linear 5)",
        "concat (flatten, linear 2; ; residual (linear 5, sigmoid))",
        "concat (concat (linear 1; ); softmax)",
    ];

    public static TheoryData<string> Losses => [.. Catalog.Losses.Entries.SelectMany(entry => entry.Examples)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Terms_add_up_to_every_stored_derivative(string layer)
    {
        AssertEveryEntry($"linear 5, {layer}, linear 2", new SumSquaredError());
        AssertEveryEntry($"{layer}", new MeanSquaredError());
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Terms_of_a_loss_add_up(string loss) => AssertEveryEntry("linear 4, sigmoid, linear 3", Catalog.Losses.Parse(loss));

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_plan_that_is_explained_has_the_bits_of_those_that_train_and_predict(string layer)
    {
        var network = new Network<double>(Model.Parse($"linear 5, {layer}, linear 2", [5], 2), seed: 3);
        double[] inputs = [.. Enumerable.Range(0, 5 * Rows).Select(i => new RandomStream(9, RandomPurpose.Checking).Normal((ulong)i))];
        double[] explained = Gradient(Plan<double>.ForTraining(network, Rows, new SumSquaredError(), inputGradient: true), inputs,
            out double[] outputs);
        double[] trained = Gradient(Plan<double>.ForTraining(network, Rows + 2, new SumSquaredError(), threads: 2), inputs,
            out double[] same);
        Assert.Equal(explained.Select(BitConverter.DoubleToInt64Bits), trained.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(outputs.Select(BitConverter.DoubleToInt64Bits), same.Select(BitConverter.DoubleToInt64Bits));

        Plan<double> inference = Plan<double>.ForInference(network, Rows);
        inputs.CopyTo(inference.Inputs);
        inference.Forward(new Pass(Rows, IsTraining: true, Step: 5, Seed: 2));
        Assert.Equal(outputs.Select(BitConverter.DoubleToInt64Bits), inference.Outputs.ToArray().Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void What_has_no_entry_is_refused()
    {
        (Plan<double> plan, Pass pass) = Run("linear 4, tanh, linear 3", new SumSquaredError());
        Assert.Contains("did you mean 'linear1.weight'",
            Assert.Throws<DownhillException>(() => plan.Explain(pass, new GradientEntry("linear1.wieght", 0))).Message);
        Assert.Contains("entries 0 to 19",
            Assert.Throws<DownhillException>(() => plan.Explain(pass, new GradientEntry("linear1.weight", 20))).Message);
        Assert.Contains("entries 0 to 2",
            Assert.Throws<DownhillException>(() => plan.Explain(pass, new GradientEntry("input", 0, 3))).Message);
        Assert.Contains("no value 'tanh2'",
            Assert.Throws<DownhillException>(() => plan.Explain(pass, new GradientEntry("tanh2", 0, 0))).Message);
    }

    private static void AssertEveryEntry(string layers, Loss loss)
    {
        (Plan<double> plan, Pass pass) = Run(layers, loss);
        foreach (Parameter<double> parameter in plan.Network.AllParameters)
        {
            for (int i = 0; i < parameter.Shape.Size; i++)
                AssertAddsUp(plan.Explain(pass, new GradientEntry(parameter.Name, i)), parameter.Gradient.Span[i]);
        }

        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < 5; i++)
                AssertAddsUp(plan.Explain(pass, new GradientEntry("input", i, row)), plan.InputGradient[(row * 5) + i]);
        }

        AssertValues(plan, pass, plan.Operations);
    }

    private static void AssertValues(Plan<double> plan, Pass pass, IReadOnlyList<Operation<double>> operations)
    {
        foreach (Operation<double> operation in operations)
        {
            AssertValues(plan, pass, operation.Children);
            if (operation is Chain<double>)
                continue;
            for (int i = 0; i < operation.Output.Shape.Size; i++)
                AssertAddsUp(plan.Explain(pass, new GradientEntry(operation.Name, i, 1)),
                    operation.Output.Gradient.Span[operation.Output.Shape.Size + i]);
        }
    }

    private static void AssertAddsUp(Derivation derivation, double stored)
    {
        Assert.Equal(stored, derivation.Stored);
        Assert.NotEmpty(derivation.Terms);
        Assert.InRange(Math.Abs(derivation.Sum - derivation.Stored), 0, 1e-12 * derivation.Magnitude);
    }

    private static double[] Gradient(Plan<double> plan, double[] inputs, out double[] outputs)
    {
        inputs.CopyTo(plan.Inputs);
        var pass = new Pass(Rows, IsTraining: true, Step: 5, Seed: 2);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        outputs = plan.Outputs[..(Rows * 2)].ToArray();
        return plan.Network.Gradient.Span.ToArray();
    }

    private static (Plan<double> Plan, Pass Pass) Run(string layers, Loss loss)
    {
        var network = new Network<double>(Model.Parse(layers, [5], 2), seed: 3);
        Plan<double> plan = Plan<double>.ForTraining(network, Rows, loss, inputGradient: true);
        var random = new RandomStream(9, RandomPurpose.Checking);
        for (int i = 0; i < plan.Inputs.Length; i++)
            plan.Inputs[i] = random.Normal((ulong)i);
        for (int i = 0; i < plan.Targets.Length; i++)
            plan.Targets[i] = random.Uniform((ulong)(1000 + i));
        var pass = new Pass(Rows, IsTraining: true, Step: 5, Seed: 2);
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);
        return (plan, pass);
    }
}
