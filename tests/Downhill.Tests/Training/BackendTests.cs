using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>Another backend, with memory nobody else can reach, trains everything in the catalogue to the processor's bits.</summary>
public sealed class BackendTests
{
    private const int Inputs = 5, Outputs = 3, Rows = 7;

    // The layer of the tests' own that works on the processor's numbers without kernels runs there alone.
    public static TheoryData<string> Layers => [.. Examples.Chains.Where(layer => layer != "own-scale")];

    public static TheoryData<string> Losses => [.. Examples.Losses];

    public static TheoryData<string> Optimizers => [.. Examples.Optimizers];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_gets_the_same_bits(string layer) => Check(layer + ", linear 3", new MeanSquaredError(), new Adam(0.01));

    // More products for a number than a block of k has; more images than one group of rows; channels by themselves.
    [Theory]
    [InlineData("linear 300, reshape 3 2 50, conv2d 3 3 padding=same, flatten")]
    [InlineData("linear 300, reshape 3 2 50, conv2d-transpose 4 3 stride=2, batch-norm, flatten")]
    [InlineData("linear 96, reshape 4 4 6, conv2d 6 3 stride=2 groups=6 padding=same, group-norm 3, tanh, flatten")]
    public void Long_sums_of_convolutions_get_the_same_bits(string layers) =>
        Check(layers + ", linear 3", new MeanSquaredError(), new Adam(0.01));

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_gets_the_same_bits(string loss) =>
        Check("linear 4, tanh, linear 3", Catalog.Losses.Parse(loss), new Sgd(0.01, 0.9));

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_gets_the_same_bits(string optimizer) =>
        Check("linear 4, tanh, linear 3", new MeanSquaredError(), Catalog.Optimizers.Parse(optimizer));

    [Fact]
    public void So_do_the_rules_for_gradients_and_weights() => Check(
        "linear 4, batch-norm, tanh, linear 3",
        new MeanSquaredError(),
        new Adam(0.05),
        options => options with
        {
            L1 = 0.01,
            ClipValue = 0.2,
            ClipNorm = 0.1,
            MaxNorm = 0.8,
            AverageDecay = 0.9,
            Patience = 1,
            Retries = 1
        });

    [Fact]
    public void So_do_frozen_weights_and_rows_that_weigh_differently() => Check(
        "linear 4, batch-norm, tanh, linear 3",
        new MeanSquaredError(),
        new Adam(0.05),
        options => options with { Frozen = ["linear1", "linear2.bias"], AverageDecay = 0.9 },
        weights: [1, 0.5, 3, 0.25, 2, 1, 1]);

    [Fact]
    public void Its_memory_cannot_be_reached()
    {
        var backend = new ReferenceBackend<double>();
        Buffer<double> numbers = backend.Allocate(4);
        numbers.Write([1, 2, 3, 4]);
        Assert.Equal(3, numbers.Slice(1, 2)[1]);
        Assert.Throws<InvalidOperationException>(() => numbers.Span.Length);
        Assert.Throws<InvalidCastException>(() => Backend<double>.ForProcessor().Copy(numbers, numbers));
    }

    private static void Check(string layers, Loss loss, Optimizer optimizer, Func<TrainingOptions, TrainingOptions>? change = null,
        double[]? weights = null)
    {
        var options = new TrainingOptions(loss, optimizer, BatchSize: 4, Epochs: 3, Seed: 5);
        options = change?.Invoke(options) ?? options;
        Compare<float>(layers, options, weights);
        Compare<double>(layers, options, weights);
    }

    private static void Compare<T>(string layers, TrainingOptions options, double[]? weights)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Trainer<T> expected = Train<T>(layers, options, weights, null),
            actual = Train<T>(layers, options, weights, new ReferenceBackend<T>());
        TestNumbers.SameBits<T>(expected.Network.Parameters.ToArray(), actual.Network.Parameters.ToArray(), $"{layers}, parameters");
        TestNumbers.SameBits<T>(expected.Network.Statistics.ToArray(), actual.Network.Statistics.ToArray(), $"{layers}, statistics");
        TestNumbers.SameBits<T>(expected.State.ToArray(), actual.State.ToArray(), $"{layers}, optimizer");
        Assert.Equal(Measured(expected), Measured(actual));
        Assert.NotEqual(new Network<T>(expected.Network.Model, 7).Parameters.ToArray(), actual.Network.Parameters.ToArray());
    }

    private static double Measured<T>(Trainer<T> trainer)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        new Evaluator<T>(trainer.Network, Examples.Data(6, Inputs, Outputs, trainer.Options.Loss), trainer.Options.Loss).Evaluate().Loss;

    private static Trainer<T> Train<T>(string layers, TrainingOptions options, double[]? weights, Backend<T>? backend)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Dataset data = Examples.Data(Rows, Inputs, Outputs, options.Loss);
        var trainer = new Trainer<T>(new Network<T>(Examples.Model(layers, Inputs), 7, backend),
            weights is null ? data : data.WithWeights(weights), options);
        trainer.Train(Examples.Data(5, Inputs, Outputs, options.Loss));
        return trainer;
    }
}
