using System.Numerics;

namespace Downhill.Tests;

/// <summary>What the estimate says is what a trainer and an evaluator really allocate.</summary>
[Collection("alone")]
public sealed class MemoryEstimateTests
{
    private const int Width = 5, FewRows = 256, ManyRows = 40_000;

    // Objects and descriptions: less than one number a row, or one vector of an optimizer, would be.
    private const int Slack = 100_000;

    public static TheoryData<string> Layers => [.. Examples.Chains];

    public static TheoryData<string> Losses => [.. Examples.Losses];

    public static TheoryData<string> Optimizers => [.. Examples.Optimizers];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_takes_what_the_estimate_says(string example) =>
        Check($"linear 5, {example}, linear 5", new MeanSquaredError(), new Sgd());

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_takes_what_the_estimate_says(string example) =>
        Check("linear 5", Catalog.Losses.Parse(example), new Sgd());

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_takes_what_the_estimate_says(string example) =>
        Check("linear 3000, linear 5", new MeanSquaredError(), Catalog.Optimizers.Parse(example), FewRows);

    [Fact]
    public void Composites_take_what_the_estimate_says() =>
        Check("residual (linear 5, tanh), concat (linear 3; linear 4, relu), flatten, linear 5", new SumSquaredError(), new Adam());

    [Fact]
    public void A_row_of_an_image_is_bytes_and_a_row_of_a_table_is_floats_twice()
    {
        Model image = Examples.Model("linear 2", 784), table = Examples.Model("linear 2", 3);
        Assert.Equal(784 + 16, MemoryEstimate.RowBytes(image, Preprocessing.None() with { Deviation = [255] }));
        Assert.Equal((2 * 4 * 3) + 16,
            MemoryEstimate.RowBytes(table,
            Preprocessing.None() with { Columns = ["a", "b", "c"], Mean = [0, 0, 0], Deviation = [1, 1, 1] }));
    }

    [Fact]
    public void A_row_of_an_encoded_table_is_a_number_a_column_and_what_it_becomes()
    {
        var encoded = Preprocessing.Of([new BooleanEncoding("a", "no", "yes"), new CategoryEncoding("b", ["x", "y", "z"])], "t", []);
        Assert.Equal(16 + 8 + 8 + 8 + 4, MemoryEstimate.RowBytes(Examples.Model("linear 2", 4), encoded));
    }

    [Fact]
    public void A_run_is_the_sum_of_its_parts()
    {
        MemoryEstimate memory = MemoryEstimate.Of(Examples.Model("linear 3", 2), new TrainingOptions(new MeanSquaredError(), new Adam()),
            rows: 10, numberBytes: 8);
        Assert.Equal((9, 72, 144), (memory.Parameters, memory.ParameterBytes, memory.OptimizerBytes));
        Assert.Equal((2 * 72) + 144 + memory.BatchBytes, memory.TrainingBytes);
        Assert.Equal(memory.TrainingBytes + (2 * memory.MeasuringBytes) + 5000 + MemoryEstimate.RuntimeBytes, memory.RunBytes(100, 50));
    }

    [Fact]
    public void A_running_mean_and_the_best_weights_are_counted()
    {
        Model model = Examples.Model("linear 3", 2);
        var options = new TrainingOptions(new MeanSquaredError(), new Adam());
        Assert.Equal(144 + 72, MemoryEstimate.Of(model, options with { AverageDecay = 0.99 }, rows: 10, numberBytes: 8).OptimizerBytes);
        Assert.Equal(144 + 72, MemoryEstimate.Of(model, options with { Patience = 3 }, rows: 10, numberBytes: 8).OptimizerBytes);
    }

    private static void Check(string layers, Loss loss, Optimizer optimizer, int rows = ManyRows)
    {
        Check<float>(layers, loss, optimizer, rows, 4);
        Check<double>(layers, loss, optimizer, rows, 8);
    }

    private static void Check<T>(string layers, Loss loss, Optimizer optimizer, int rows, int numberBytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Model model = Examples.Model(layers, Width);
        Dataset data = Examples.Data(rows, Width, Width, loss);
        Train(); // what is made once in a process is made now
        MemoryEstimate memory = MemoryEstimate.Of(model, new TrainingOptions(loss, optimizer), rows, numberBytes);
        Near(memory.TrainingBytes + (2 * rows * sizeof(int)), Train); // the order of all rows, and those of the batch

        var network = new Network<T>(model);
        _ = Measure();
        Near(memory.MeasuringBytes, () => Measure());

        void Train() => _ = new Trainer<T>(new Network<T>(model), data, new TrainingOptions(loss, optimizer, rows));

        Evaluator<T> Measure() => new(network, data, loss);
    }

    private static void Near(long expected, Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(taken, expected, expected + Slack);
    }
}
