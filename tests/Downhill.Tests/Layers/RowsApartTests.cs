namespace Downhill.Tests;

/// <summary>
/// A layer whose rows do not influence each other says so: many entries are checked at once then. What a plan allocates is what it uses.
/// </summary>
public sealed class RowsApartTests
{
    public static TheoryData<string> Layers =>
        [.. Examples.Layers.Where(example => !example.StartsWith("own-", StringComparison.Ordinal)),
            "dropout 0", "concat (; layer-norm)", "residual (rms-norm)", "residual (dropout)", "average (tanh; gelu)"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_says_that_it_keeps_rows_apart_exactly_if_it_does(string layer)
    {
        CatalogEntry? entry = Catalog.Layers.Entries.SingleOrDefault(one => one.Examples.Contains(layer));
        int[] input = entry is null ? [5] : [.. entry.ExampleInput];
        Plan<double> plan = Plan<double>.ForInference(Examples.Network(layer, input), 3);
        int size = plan.Inputs.Length / 3, width = plan.Outputs.Length / 3;
        double[][] rows = [.. Enumerable.Range(0, 4).Select(row => Examples.Numbers(size, (ulong)row, 2))];
        bool isApart = true;
        for (int step = 1; step <= 5; step++)
        {
            double[] one = Outputs(step, 0, 1, 2), other = Outputs(step, 2, 3, 0);
            for (int i = 0; i < width; i++)
                isApart &= Math.Abs(one[i] - other[(2 * width) + i]) + Math.Abs(one[(2 * width) + i] - other[i]) < 1e-12;
        }

        // A dropout of nothing draws nothing, but does not say so.
        Assert.Equal(isApart && layer != "dropout 0", plan.Operations[0].KeepsRowsApart);

        double[] Outputs(long step, params int[] some)
        {
            some.SelectMany(row => rows[row]).ToArray().CopyTo(plan.Inputs);
            plan.Forward(new Pass(3, IsTraining: true, step, Seed: 3));
            return plan.Outputs.ToArray();
        }
    }

    [Fact]
    public void A_layer_of_ones_own_says_nothing_and_is_not_relied_on() =>
        Assert.All(["own-scale", "residual (own-scale)", "concat (; own-scale)", "average (tanh; own-scale)"],
            layer => Assert.False(Plan<double>.ForInference(Examples.Network(layer, 5), 3).Operations[0].KeepsRowsApart));

    // Of 2 rows: inputs, outputs, in training the gradients of both as far as they are needed, the loss with its targets, and room.
    [Theory]
    [InlineData("linear 3", 4, "2·(4 + 3)", "2·(4 + 2·3)", "2·(2·4 + 2·3)")]
    [InlineData("tanh, linear 3", 4, "2·(4 + 4 + 3)", "2·(4 + 2·4 + 2·3)", "2·(2·4 + 2·4 + 2·3)")]
    public void A_plan_has_room_for_what_it_computes(string layers, int inputs, params string[] numbers)
    {
        Network<double> network = Examples.Network(layers, inputs);
        var loss = new MeanSquaredError();
        long comparison = Plan<double>.ForEvaluation(network, 2, loss).Numbers - Plan<double>.ForInference(network, 2).Numbers;
        Assert.Equal(numbers.Select(Value),
            [Plan<double>.ForInference(network, 2).Numbers, Plan<double>.ForTraining(network, 2, loss).Numbers - comparison,
                Plan<double>.ForTraining(network, 2, loss, inputGradient: true).Numbers - comparison]);

        static long Value(string text) => 2 * text[3..^1].Split(" + ").Sum(part => part.Split('·')
            .Aggregate(1L, (product, one) => product * long.Parse(one, System.Globalization.CultureInfo.InvariantCulture)));
    }

    // Smoothed targets, [rows, classes], are kept where there is something to smooth.
    [Fact]
    public void A_loss_has_room_for_smoothed_targets_only_where_they_are_smoothed()
    {
        Network<double> network = Examples.Network("linear 3", 4);
        long plain = Plan<double>.ForEvaluation(network, 2, new SoftmaxCrossEntropy()).Numbers,
            smoothed = Plan<double>.ForEvaluation(network, 2, new SoftmaxCrossEntropy(LabelSmoothing: 0.1)).Numbers;
        Assert.Equal(2 * 3, smoothed - plain);
    }

    // A convolution needs room for its weights' gradient in training, and for its input's gradient where that is wanted.
    [Fact]
    public void A_convolution_has_room_for_a_gradient_only_where_one_is_wanted()
    {
        Network<double> network = Examples.Network("conv2d 3 3 stride=2, flatten", 4, 4, 2);
        var loss = new MeanSquaredError();
        var window = new Conv2D(3, 3, 2).Window([4, 4, 2]);
        long predicting = Plan<double>.ForInference(network, 2).Numbers, values = 2 * (32 + 12);
        Assert.Equal(values, predicting);
        long training = Plan<double>.ForTraining(network, 2, loss).Numbers,
            withInputs = Plan<double>.ForTraining(network, 2, loss, inputGradient: true).Numbers;
        Assert.True(window.InputGradientRoom > 0);
        Assert.Equal((2 * 32) + (2L * window.InputGradientRoom), withInputs - training);
    }
}
