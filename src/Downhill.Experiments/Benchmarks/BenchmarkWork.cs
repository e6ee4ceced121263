using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Experiments;

/// <summary>The work that is timed; it can be repeated any number of times.</summary>
internal abstract class BenchmarkWork
{
    /// <summary>Does the work several times.</summary>
    public abstract void Run(int times);

    // The random numbers repeat: drawing millions of them would take longer than the measurement.
    private protected static void Fill<T>(Span<T> values, ulong stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Period = 65_521;
        var random = new RandomStream(0, RandomPurpose.Generation, stream);
        for (int i = 0; i < Math.Min(Period, values.Length); i++)
            values[i] = T.CreateTruncating(random.Uniform((ulong)i));
        for (int i = Period; i < values.Length; i += Period)
            values[..Math.Min(Period, values.Length - i)].CopyTo(values[i..]);
    }
}

/// <summary>A training step on a batch that is already in the plan: forward, loss, backward, update.</summary>
internal sealed class BenchmarkStep<T> : BenchmarkWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;
    private readonly OptimizerOperation<T> update;
    private readonly double learningRate;
    private long step;

    public BenchmarkStep(Network<T> network, int batch, Optimizer optimizer, int threads)
    {
        plan = Plan<T>.ForTraining(network, batch, new SoftmaxCrossEntropy(), threads: threads);
        update = optimizer.Bind(new OptimizerBinding<T>(
            plan.Kernels, network.Parameters, network.Gradient,
            Buffer<T>.Allocate(optimizer.State.Count * (long)network.Parameters.Length)));
        learningRate = optimizer.LearningRate;
        Fill(plan.Inputs, 0);
        for (int row = 0; row < batch; row++)
            plan.Targets[(row * network.Output.Size) + (row % network.Output.Size)] = T.One;
    }

    public override void Run(int times)
    {
        for (int i = 0; i < times; i++)
        {
            var pass = new Pass(plan.Rows, IsTraining: true, ++step);
            plan.Forward(pass);
            if (!T.IsFinite(plan.Loss(pass)))
                throw new DownhillException($"The loss is not a finite number at step {step:N0}.");
            plan.Backward(pass);
            update.Update(step, learningRate);
        }
    }
}

/// <summary>A step of the trainer: it first gathers the batch from rows of bytes in shuffled order.</summary>
internal sealed class BenchmarkTrainer<T> : BenchmarkWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MinRows = 4096;

    private readonly Trainer<T> trainer;
    private readonly int[] order;
    private int at;

    public BenchmarkTrainer(Network<T> network, int batch, Optimizer optimizer, int threads)
    {
        int rows = (MinRows + batch - 1) / batch * batch, classes = network.Output.Size;
        var pixels = new byte[rows * (long)network.Model.Input.Size];
        new Random(0).NextBytes(pixels);
        Samples inputs = Samples.From(pixels, network.Model.Input.Size).Standardize([0], [255]);
        Targets targets = Targets.FromLabels([.. Enumerable.Range(0, rows).Select(row => row % classes)],
            [.. Enumerable.Range(0, classes).Select(i => $"{i}")]);
        var options = new TrainingOptions(new SoftmaxCrossEntropy(), optimizer, batch);
        trainer = new Trainer<T>(network, new Dataset("random rows", network.Model.Input, inputs, targets), options, threads);
        order = new int[rows];
        Shuffle.Fill(order, 0, RandomPurpose.Shuffling, 1);
    }

    public override void Run(int times)
    {
        for (int i = 0; i < times; i++)
        {
            if (!double.IsFinite(trainer.StepOn(order.AsSpan(at, trainer.BatchSize))))
                throw new DownhillException($"The loss is not a finite number at step {trainer.Step + 1:N0}.");
            at = (at + trainer.BatchSize) % order.Length;
        }
    }
}

/// <summary>A forward pass, up to the logits.</summary>
internal sealed class BenchmarkPass<T> : BenchmarkWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan<T> plan;

    public BenchmarkPass(Network<T> network, int batch, int threads)
    {
        plan = Plan<T>.ForInference(network, batch, threads: threads);
        Fill(plan.Inputs, 0);
    }

    public override void Run(int times)
    {
        for (int i = 0; i < times; i++)
            plan.Forward(new Pass(plan.Rows));
    }
}

/// <summary>A matrix product y = x W.</summary>
internal sealed class BenchmarkProduct<T> : BenchmarkWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Backend<T> kernels;
    private readonly Buffer<T> x, weight, y;
    private readonly int rows, inputs, outputs;

    public BenchmarkProduct(int rows, int inputs, int outputs, int threads)
    {
        (this.rows, this.inputs, this.outputs) = (rows, inputs, outputs);
        kernels = Backend<T>.ForProcessor(threads);
        x = Buffer<T>.Allocate((long)rows * inputs);
        weight = Buffer<T>.Allocate((long)inputs * outputs);
        y = Buffer<T>.Allocate((long)rows * outputs);
        Fill(x.Span, 0);
        Fill(weight.Span, 1);
    }

    public override void Run(int times)
    {
        for (int i = 0; i < times; i++)
            kernels.Multiply(x, weight, default, y, rows, inputs, outputs);
        GC.KeepAlive(this);
    }
}
