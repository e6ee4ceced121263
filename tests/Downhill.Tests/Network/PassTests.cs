namespace Downhill.Tests;

/// <summary>What holds for a pass through any layer: it sees each row alone, and the number type changes only the last digits.</summary>
public sealed class PassTests
{
    private const int Rows = 21, Width = 5;

    public static TheoryData<string> Layers => [.. Examples.Chains];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Float_and_double_agree(string example)
    {
        Network<double> exact = Examples.Network($"linear 5, {example}, linear 3", Width);
        Network<float> single = exact.ConvertTo<float>();
        for (int i = 0; i < single.Parameters.Length; i++)
            Assert.Equal((float)exact.Parameters.Span[i], single.Parameters.Span[i]);

        Plan<double> plan = Plan<double>.ForTraining(exact, Rows, new MeanSquaredError(), inputGradient: true);
        Plan<float> singlePlan = Plan<float>.ForTraining(single, Rows, new MeanSquaredError(), inputGradient: true);
        double[] inputs = Examples.Numbers(Rows * Width, 1, 2), targets = Examples.Numbers(Rows * 3, 2);
        for (int i = 0; i < inputs.Length; i++)
            singlePlan.Inputs[i] = (float)(plan.Inputs[i] = (float)inputs[i]);
        for (int i = 0; i < targets.Length; i++)
            singlePlan.Targets[i] = (float)(plan.Targets[i] = (float)targets[i]);

        var pass = new Pass(Rows, IsTraining: true, Step: 3, Seed: 4);
        plan.Forward(pass);
        singlePlan.Forward(pass);
        Assert.Equal(plan.Loss(pass), singlePlan.Loss(pass), 1e-5);
        plan.Backward(pass);
        singlePlan.Backward(pass);
        Close(plan.Outputs, singlePlan.Outputs);
        Close(exact.Gradient.Span, single.Gradient.Span);
        Close(plan.InputGradient, singlePlan.InputGradient);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_batch_has_the_outputs_of_its_rows_bit_for_bit_and_the_gradient_of_their_sum(string example)
    {
        Network<double> network = Examples.Network($"linear 5, {example}, linear 3", Width);
        double[] inputs = Examples.Numbers(Rows * Width, 1, 2), targets = Examples.Numbers(Rows * 3, 2);
        Plan<double> batch = Plan<double>.ForTraining(network, Rows, new SumSquaredError(Reduction.Sum), inputGradient: true);
        double[] gradient = Gradients.Of(batch, inputs, targets, new Pass(Rows));

        Plan<double> alone = Plan<double>.ForTraining(network, 1, new SumSquaredError(Reduction.Sum), inputGradient: true);
        var sum = new double[gradient.Length];
        for (int row = 0; row < Rows; row++)
        {
            double[] part = Gradients.Of(alone, inputs[(row * Width)..((row + 1) * Width)], targets[(row * 3)..((row + 1) * 3)],
                new Pass(1));
            for (int i = 0; i < sum.Length; i++)
                sum[i] += part[i];
            Assert.Equal(batch.Outputs.Slice(row * 3, 3).ToArray(), alone.Outputs.ToArray());
            Assert.Equal(batch.RowLosses[row], alone.RowLosses[0]);
            Assert.Equal(batch.InputGradient.Slice(row * Width, Width).ToArray(), alone.InputGradient.ToArray());
        }

        for (int i = 0; i < sum.Length; i++)
            Assert.Equal(sum[i], gradient[i], 1e-12 * (1 + Math.Abs(sum[i])));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Permuting_the_rows_permutes_the_outputs(string example)
    {
        Plan<double> plan = Plan<double>.ForInference(Examples.Network($"linear 5, {example}", Width), Rows);
        int width = plan.Outputs.Length / Rows;
        double[] inputs = Examples.Numbers(Rows * Width, 1, 2);
        inputs.CopyTo(plan.Inputs);
        plan.Forward(new Pass(Rows));
        double[] outputs = plan.Outputs.ToArray();

        var order = new int[Rows];
        Shuffle.Fill(order, 1, RandomPurpose.Checking, 0);
        for (int row = 0; row < Rows; row++)
            inputs.AsSpan(order[row] * Width, Width).CopyTo(plan.Inputs[(row * Width)..]);
        plan.Forward(new Pass(Rows));
        for (int row = 0; row < Rows; row++)
            Assert.Equal(outputs.AsSpan(order[row] * width, width), plan.Outputs.Slice(row * width, width));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_pass_over_fewer_rows_leaves_the_rest_of_the_batch_alone(string example)
    {
        Network<double> network = Examples.Network($"linear 5, {example}, linear 3", Width);
        Plan<double> plan = Plan<double>.ForTraining(network, Rows, new SumSquaredError(), inputGradient: true);
        double[] inputs = Examples.Numbers(4 * Width, 1, 2), targets = Examples.Numbers(4 * 3, 2);
        plan.Inputs.Fill(double.NaN);
        plan.Targets.Fill(double.NaN);
        plan.Outputs.Fill(-1);
        double[] gradient = Gradients.Of(plan, inputs, targets, new Pass(4));
        Assert.Equal(gradient, Gradients.Of(Plan<double>.ForTraining(network, 4, new SumSquaredError()), inputs, targets, new Pass(4)));
        Assert.All(plan.Outputs[(4 * 3)..].ToArray(), number => Assert.Equal(-1, number));
    }

    private static void Close(ReadOnlySpan<double> exact, ReadOnlySpan<float> single)
    {
        Assert.Equal(exact.Length, single.Length);
        double largest = 0;
        foreach (double number in exact)
            largest = Math.Max(largest, Math.Abs(number));
        for (int i = 0; i < exact.Length; i++)
            Assert.Equal(exact[i], single[i], 1e-5 * largest);
    }
}
