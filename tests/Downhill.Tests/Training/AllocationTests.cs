using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>Worker threads are counted too, and they serve the whole process: nothing else may run.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("alone")]
public sealed class AllocationTests
{
    // Enough rows that three threads share the elementwise loops, and few enough for one thread to be quick.
    private const int Rows = 5000, FewRows = 40, Width = 5;


    public static TheoryData<string> Layers => [.. Examples.Chains];

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
        Check("linear 300, linear 5", new MeanSquaredError(), Catalog.Optimizers.Parse(example) with { LearningRate = 1e-6 },
            rows: FewRows);

    [Fact]
    public void Steps_with_every_rule_do_not_allocate()
    {
        Dataset data = Examples.Data(128, 50, 10).WithWeights([.. Examples.Numbers(128).Select(Math.Abs)]);
        var network = new Network<float>(Examples.Model("linear 300, batch-norm, relu, linear 10", 50));
        var options = new TrainingOptions(
            new MeanSquaredError(), new AdamW(), BatchSize: 0, Schedule: new WarmUp(1, new CosineDecay()), Patience: 2, L1: 1e-5,
            ClipValue: 0.1, ClipNorm: 0.5, MaxNorm: 2, AverageDecay: 0.9);
        var trainer = new Trainer<float>(network, data, options, threads: 3);
        AssertStepsDoNotAllocate(trainer, data.Rows);
    }

    [Fact]
    public void Steps_in_shards_do_not_allocate()
    {
        Dataset data = Examples.Data(70, 50, 10).WithWeights([.. Examples.Numbers(70).Select(Math.Abs)]);
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(), BatchSize: 0, ClipNorm: 0.5, AverageDecay: 0.9, Shards: 6);
        var trainer = new Trainer<float>(new Network<float>(Examples.Model("linear 30, batch-norm, dropout, linear 10", 50)), data, options,
            threads: 3);
        AssertStepsDoNotAllocate(trainer, data.Rows);
    }

    [Fact]
    public void Steps_on_moved_images_do_not_allocate()
    {
        Dataset flat = Examples.Data(32, 36, 2);
        var data = new Dataset("images", [6, 6], flat.Inputs, flat.Targets);
        var trainer = new Trainer<float>(
            new Network<float>(Examples.Model("flatten, linear 2", 6, 6)), data,
            new TrainingOptions(new MeanSquaredError(), new Sgd(1e-6), BatchSize: 0, Augmentation: new Affine()));
        AssertStepsDoNotAllocate(trainer, data.Rows);
    }

    [Fact]
    public void Steps_on_images_beside_columns_do_not_allocate()
    {
        Preprocessing both = Preprocessing.Of(
            [new ImageEncoding("file", new ImageReading(6, 6), 255), new NumberEncoding("x", 0, 1, HasIndicator: true)], "t", []);
        Samples pixels = Samples.From([.. Enumerable.Range(0, 32 * 36).Select(i => (byte)i)], 36);
        Dataset data = both.Apply(new Dataset("rows", [37], Samples.Join(pixels, Samples.From(Examples.Numbers(32), 1)),
            Targets.FromNumbers(Samples.From(Examples.Numbers(64), 2))));
        var trainer = new Trainer<float>(
            new Network<float>(Examples.Model("concat (slice 0 36, reshape 6 6, conv2d 2 3, flatten; slice 36), linear 2", 38)), data,
            new TrainingOptions(new MeanSquaredError(), new Sgd(1e-6), BatchSize: 0,
                Augmentation: new Sequence([new Affine(), new MixUp()])));
        AssertStepsDoNotAllocate(trainer, data.Rows);
    }

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
        Assert.Equal(ThreadAllocations.Of(() => Train(3)), ThreadAllocations.Of(() => Train(103)));

        static void Train(int epochs) => new Trainer<float>(
            new Network<float>(Examples.Model("linear 20, dropout, linear 5", Width)),
            Examples.Data(50, Width, Width),
            new TrainingOptions(new MeanSquaredError(), new Adam(), BatchSize: 16, epochs),
            threads: 3).Train();
    }

    [Fact]
    public void What_worker_threads_allocate_is_counted()
    {
        var loop = new Waste(new int[1]);
        Assert.Equal(0, ThreadAllocations.Of(() => { }));
        Assert.Equal(4 * 1024, ThreadAllocations.Of(() =>
        {
            // Where a thread was held up by another program, loops run alone for a while.
            do
            {
                loop.Reset();
                Workers.For(ref loop, count: 4, step: 1, least: 1, maximum: 4);
            }
            while (!loop.IsShared);
        }));
    }

    private static void Check(string layers, Loss loss, Optimizer optimizer, int rows = Rows)
    {
        Dataset data = Examples.Data(rows, Width, Width, loss), few = data.Subset([.. Enumerable.Range(0, FewRows)]);
        Check<float>(few, layers, loss, optimizer, threads: 1);
        Check<float>(data, layers, loss, optimizer, threads: 3);
        Check<double>(few, layers, loss, optimizer, threads: 1);
        Check<double>(data, layers, loss, optimizer, threads: 3);
    }

    private static void Check<T>(Dataset data, string layers, Loss loss, Optimizer optimizer, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = new Network<T>(Examples.Model(layers, data.Input.Size));
        var trainer = new Trainer<T>(network, data, new TrainingOptions(loss, optimizer, BatchSize: 0), threads);
        int[] rows = [.. Enumerable.Range(0, data.Rows)];
        Steps(3);
        Assert.Equal(0, ThreadAllocations.Of(() => Steps(100)));
        Assert.All(network.Parameters.Span.ToArray(), number => Assert.True(T.IsFinite(number)));

        void Steps(int count)
        {
            for (int step = 0; step < count; step++)
                trainer.StepOn(rows);
        }
    }

    // Four threads take one part each, and allocate an array of 1000 bytes with its header of 24.
    private readonly struct Waste(int[] arrived) : ILoop
    {
        public bool IsShared => arrived[0] == 4;

        public void Reset() => arrived[0] = 0;

        public void Run(int from, int to)
        {
            if (to - from != 1)
                return;
            Interlocked.Increment(ref arrived[0]);
            while (Volatile.Read(ref arrived[0]) < 4)
                Thread.Yield();
            GC.KeepAlive(new byte[1000]);
        }
    }

    private static void AssertStepsDoNotAllocate(Trainer<float> trainer, int count)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        Steps(3);
        Assert.Equal(0, ThreadAllocations.Of(() => Steps(100)));

        void Steps(int steps)
        {
            for (int step = 0; step < steps; step++)
                trainer.StepOn(rows);
        }
    }
}
