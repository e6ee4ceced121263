using System.Numerics;

namespace Downhill.Tests;

/// <summary>What is allocated is counted for the whole process, worker threads included, so nothing else may run.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("alone")]
public sealed class AllocationTests
{
    // Enough rows that three threads share the elementwise loops, and few enough for one thread to be quick.
    private const int Rows = 5000, FewRows = 40, Width = 5;

    private static readonly Dataset Data = Examples.Data(Rows, Width, Width);

    public static TheoryData<string> Layers => [.. Examples.Layers];

    public static TheoryData<string> Losses => [.. Examples.Losses];

    public static TheoryData<string> Optimizers => [.. Examples.Optimizers];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_trains_without_allocating(string example) =>
        Check($"linear 5, {example}, linear 5", new MeanSquaredError(), new Sgd(1e-6));

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_trains_without_allocating(string example) =>
        Check("linear 5", Catalog.Losses.Parse(example), new Sgd(1e-6));

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_trains_without_allocating(string example) =>
        Check("linear 300, linear 5", new MeanSquaredError(), Catalog.Optimizers.Parse(example) with { LearningRate = 1e-6 }, rows: FewRows);

    [Fact]
    public void Matrix_products_that_threads_share_do_not_allocate()
    {
        Dataset data = Examples.Data(128, 200, 200);
        Check<float>(data, "linear 200, relu, linear 200", new MeanSquaredError(), new Adam(), threads: 3);
        Check<double>(data, "linear 200, relu, linear 200", new MeanSquaredError(), new Adam(), threads: 3);
    }

    [Fact]
    public void More_epochs_do_not_allocate_more()
    {
        Train(3);
        long few = Smallest(() => Train(3)), many = Smallest(() => Train(103));
        Assert.Equal(few, many);

        static void Train(int epochs) => new Trainer<float>(
            new Network<float>(Examples.Model("linear 20, dropout, linear 5", Width)),
            Data.Subset([.. Enumerable.Range(0, 50)]),
            new TrainingOptions(new MeanSquaredError(), new Adam(), BatchSize: 16, epochs),
            threads: 3).Train();
    }

    private static void Check(string layers, Loss loss, Optimizer optimizer, int rows = Rows)
    {
        Dataset few = Data.Subset([.. Enumerable.Range(0, FewRows)]), shared = Data.Subset([.. Enumerable.Range(0, rows)]);
        Check<float>(few, layers, loss, optimizer, threads: 1);
        Check<float>(shared, layers, loss, optimizer, threads: 3);
        Check<double>(few, layers, loss, optimizer, threads: 1);
        Check<double>(shared, layers, loss, optimizer, threads: 3);
    }

    private static void Check<T>(Dataset data, string layers, Loss loss, Optimizer optimizer, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = new Network<T>(Examples.Model(layers, data.Input.Size));
        var trainer = new Trainer<T>(network, data, new TrainingOptions(loss, optimizer, BatchSize: 0), threads);
        int[] rows = [.. Enumerable.Range(0, data.Rows)];
        Steps(3);
        for (int tenth = 0; tenth < 10; tenth++)
            Assert.Equal(0, Smallest(() => Steps(10)));
        Assert.All(network.Parameters.Span.ToArray(), number => Assert.True(T.IsFinite(number)));

        void Steps(int count)
        {
            for (int step = 0; step < count; step++)
                trainer.StepOn(rows);
        }
    }

    // The test runner allocates a little some ten times a second, whatever runs; what the steps allocate is there every time.
    private static long Smallest(Action action)
    {
        long smallest = long.MaxValue;
        for (int attempt = 0; attempt < 10 && smallest > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            smallest = Math.Min(smallest, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return smallest;
    }
}
