namespace Downhill.Tests;

/// <summary>What a training begins with: the bias of a Poisson loss, frozen weights, and the weights of an ensemble's members.</summary>
public sealed class TrainingStartTests
{
    // Counts 1 and 3 of the first output, 4 and 8 of the second, with the weights 3 and 1: means of 6 / 4 and 20 / 4.
    private static readonly Dataset Counts = Dataset.FromArrays([1], [0, 0], [1, 4, 3, 8]).WithWeights([3, 1]);

    private static readonly double[] Logarithms = [Math.Log(1.5), Math.Log(5)];

    // A rate so small that no step is seen.
    private static readonly TrainingOptions Options = new(new Poisson(), new Sgd(1e-300), BatchSize: 0, Epochs: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_output_of_a_Poisson_loss_starts_at_the_weighted_mean_of_its_own_counts(bool isAveraged)
    {
        Network<double> network = Examples.Network("linear 2", 1);
        new Trainer<double>(network, Counts, Options with { AverageDecay = isAveraged ? 0.9 : null }).Train();
        Near(Logarithms, network["linear1.bias"].Data.ToArray());
    }

    [Fact]
    public void Rows_of_a_part_are_those_whose_mean_a_bias_starts_at()
    {
        Dataset all = Dataset.FromArrays([1], [0, 0, 0, 0], [7, 7, 1, 4, 9, 9, 3, 8]);
        Network<double> network = Examples.Network("linear 2", 1);
        new Trainer<double>(network, all.Subset([3, 1]).WithWeights([1, 3]), Options).Train();
        Near(Logarithms, network["linear1.bias"].Data.ToArray());
    }

    [Fact]
    public void A_bias_that_somebody_has_set_stays()
    {
        Network<double> network = Examples.Network("linear 2", 1);
        network["linear1.bias"].Data.Span[1] = 0.25;
        new Trainer<double>(network, Counts, Options).Train();
        Near([0, 0.25], network["linear1.bias"].Data.ToArray());
    }

    [Fact]
    public void A_training_that_goes_on_does_not_start_again()
    {
        Network<double> network = Examples.Network("linear 2", 1);
        var trainer = new Trainer<double>(network, Counts, Options);
        trainer.Train();
        network["linear1.bias"].Data.Span.Clear();
        trainer.Train();
        Near([0, 0], network["linear1.bias"].Data.ToArray());
    }

    // Weight decay alone would shrink it.
    [Fact]
    public void Frozen_are_the_weights_with_which_training_begins()
    {
        Network<double> network = Examples.Network("linear 2, linear 1", 1);
        var trainer = new Trainer<double>(network, Examples.Data(8, 1, 1),
            new TrainingOptions(new MeanSquaredError(), new AdamW(0.1, WeightDecay: 0.5), 4, 2, Frozen: ["linear1"]));
        network["linear1.weight"].Data.Write([3.0, -4]);
        trainer.Train();
        Assert.Equal([3, -4], network["linear1.weight"].Data.ToArray());
        network["linear1.weight"].Data.Write([5.0, 6]);
        trainer.Train();
        Assert.Equal([5, 6], network["linear1.weight"].Data.ToArray());
    }

    [Fact]
    public void A_frozen_name_is_whole()
    {
        string layers = string.Join(", ", Enumerable.Repeat("linear 2", 10));
        Network<double> network = Examples.Network(layers, 2);
        double[] before = network["linear10.weight"].Data.ToArray(), first = network["linear1.weight"].Data.ToArray();
        new Trainer<double>(network, Examples.Data(8, 2, 2),
            new TrainingOptions(new MeanSquaredError(), new Sgd(0.1), 4, 1, Frozen: ["linear1"])).Train();
        Assert.Equal(first, network["linear1.weight"].Data.ToArray());
        Assert.NotEqual(before, network["linear10.weight"].Data.ToArray());
    }

    private static void Near(double[] expected, double[] found) =>
        Assert.Equal(expected, found, (one, other) => Math.Abs(one - other) < 1e-12);
}
