using System.Diagnostics;
using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Trains a network: Forward → Loss → Backward → Update for one batch after the other. After the first step nothing is allocated.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dataset training;
    private readonly Plan<T> plan;
    private readonly OptimizerOperation<T> optimizer;
    private readonly int[] order;
    private readonly int width, threads;
    private long rowsSeen;
    private int epoch;

    /// <summary>Binds a network to its training data.</summary>
    /// <param name="network">The network; training owns it until it is done.</param>
    /// <param name="training">The rows to learn from, as the network is to see them.</param>
    /// <param name="options">How to train.</param>
    /// <param name="threads">How many threads a step may use; the result does not depend on it.</param>
    /// <exception cref="DownhillException">The options are out of range, or network, loss and data do not fit each other.</exception>
    public Trainer(Network<T> network, Dataset training, TrainingOptions options, int threads = 1)
    {
        options.Validate();
        Compatibility.Require(network.Model, options.Loss, training);
        this.training = training;
        this.threads = threads;
        Network = network;
        Options = options;
        BatchSize = options.BatchSize == 0 ? training.Rows : Math.Min(options.BatchSize, training.Rows);
        StepsPerEpoch = (training.Rows + BatchSize - 1) / BatchSize;
        plan = Plan<T>.ForTraining(network, BatchSize, options.Loss, threads: threads);
        width = network.Output.Size;
        State = Address<T>.Allocate(options.Optimizer.State.Count * (long)network.Parameters.Length);
        optimizer = options.Optimizer.Bind(new OptimizerBinding<T>(plan.Kernels, network.Parameters, network.Gradient, State));
        order = [.. Enumerable.Range(0, training.Rows)];
    }

    /// <summary>The network in training.</summary>
    public Network<T> Network { get; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Examples per step; the last step of an epoch may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>How many steps an epoch has.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>How many steps have been made.</summary>
    public long Step { get; private set; }

    /// <summary>The optimizer's numbers: each of its states as long as the parameters.</summary>
    public Address<T> State { get; }

    /// <summary>
    /// Trains until the epochs or steps are done, the loss is small enough, somebody cancels, or the loss is no number any more.
    /// Cancelling is no error: the step in progress is finished and the network keeps what it has learnt. Called again, it goes on
    /// for as many epochs or steps more.
    /// </summary>
    /// <param name="validation">Rows to measure after each epoch, if any.</param>
    /// <param name="progress">Told after each epoch, and some times a second within one.</param>
    /// <param name="preprocessing">Where targets were standardized: validation errors are in the target's own unit then.</param>
    /// <param name="cancellation">Stops after the step in progress.</param>
    public TrainingResult Train(
        Dataset? validation = null,
        IProgress<TrainingProgress>? progress = null,
        Preprocessing? preprocessing = null,
        CancellationToken cancellation = default)
    {
        Evaluator<T>? evaluator = validation is null ? null : new Evaluator<T>(Network, validation, Options.Loss, threads, preprocessing);
        var clock = Stopwatch.StartNew();
        rowsSeen = 0;
        int lastEpoch = epoch + Options.Epochs;
        long lastStep = Options.Steps is long steps ? Step + steps : long.MaxValue;
        while (true)
        {
            epoch++;
            EpochResult trained = TrainEpoch(lastStep, clock, progress, cancellation);
            if (trained.NonFinite is string first)
                return Result(TrainingStop.Diverged, epoch, trained.Loss, first);
            Metrics? measured = evaluator?.Evaluate();
            TimeSpan elapsed = clock.Elapsed;
            progress?.Report(new TrainingProgress(epoch, Step, trained.Loss, measured, elapsed, rowsSeen / elapsed.TotalSeconds, true));
            if (trained.Stop is TrainingStop stop)
                return Result(stop, epoch, trained.Loss, null);
            if (trained.Loss <= Options.TargetLoss)
                return Result(TrainingStop.TargetLoss, epoch, trained.Loss, null);
            if (epoch == lastEpoch)
                return Result(TrainingStop.Epochs, epoch, trained.Loss, null);
        }
    }

    /// <summary>
    /// Makes one step on the rows named and gives their loss before it. Where the loss is not finite no step is made: the network
    /// keeps its parameters.
    /// </summary>
    /// <exception cref="ArgumentException">There are no rows, or more than a batch holds.</exception>
    public double StepOn(ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty || rows.Length > BatchSize)
            throw new ArgumentException($"A step takes 1 to {BatchSize} rows, not {rows.Length}.", nameof(rows));
        Pass pass = NextPass(rows.Length);
        training.Gather(rows, plan.Inputs, plan.Targets, width);
        plan.Forward(pass);
        T loss = plan.Loss(pass);
        if (!T.IsFinite(loss))
            return double.CreateTruncating(loss);
        plan.Backward(pass);
        Step++;
        rowsSeen += rows.Length;
        optimizer.Update(Step, Options.Optimizer.LearningRate);
        GC.KeepAlive(this); // kernels hold addresses, which alone would not keep the arenas
        return double.CreateTruncating(loss);
    }

    private EpochResult TrainEpoch(long lastStep, Stopwatch clock, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        if (Options.Shuffle)
            Shuffle.Fill(order, Options.Seed, RandomPurpose.Shuffling, (ulong)epoch);
        double total = 0;
        TimeSpan reported = clock.Elapsed;
        for (int start = 0; start < order.Length; start += BatchSize)
        {
            int rows = Math.Min(BatchSize, order.Length - start);
            double loss = StepOn(order.AsSpan(start, rows));
            if (!double.IsFinite(loss))
                return new EpochResult(loss, null, plan.FirstNonFinite(NextPass(rows)) ?? "the loss itself");
            total += Options.Loss.Reduction == Reduction.Mean ? loss * rows : loss;
            double mean = total / (start + rows);
            if (cancellation.IsCancellationRequested)
                return Finite(mean, TrainingStop.Cancelled);
            if (Step >= lastStep)
                return Finite(mean, TrainingStop.Steps);
            if (progress is not null && clock.Elapsed - reported > TrainingProgress.Interval)
            {
                reported = clock.Elapsed;
                progress.Report(new TrainingProgress(epoch, Step, mean, null, reported, rowsSeen / reported.TotalSeconds, false));
            }
        }

        return Finite(total / order.Length, null);
    }

    // The last update of an epoch has not been through a forward pass yet.
    private EpochResult Finite(double loss, TrainingStop? stop) => Plan<T>.AllFinite(Network.Parameters.Span)
        ? new EpochResult(loss, stop, null)
        : new EpochResult(loss, null, plan.FirstNonFinite(new Pass(BatchSize)));

    private Pass NextPass(int rows) => new(rows, IsTraining: true, Step + 1, Options.Seed);

    private TrainingResult Result(TrainingStop stop, int epoch, double loss, string? nonFinite) => new(stop, epoch, Step, loss, nonFinite);

    private readonly record struct EpochResult(double Loss, TrainingStop? Stop, string? NonFinite);
}
