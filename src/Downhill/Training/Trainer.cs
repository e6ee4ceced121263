using System.Diagnostics;
using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>Trains a network: Forward → Loss → Backward → Update for each batch. After the first step nothing is allocated.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed partial class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dataset training;
    private readonly Network<T> trained;
    private readonly Plan<T> plan;
    private readonly BatchGradient<T> gradient;
    private readonly ICommunicator? communicator;
    private readonly OptimizerOperation<T> optimizer;
    private readonly int[] order;
    private readonly int threads;
    private readonly double lossScale;
    private readonly FrozenWeights<T>? frozen;
    private readonly GradientRules<T> gradientRules;
    private readonly WeightRules<T> weightRules;
    private readonly BestWeights<T>? best;
    private readonly GoodState<T>? good;
    private readonly List<TrainingRetry> retries = [];
    private PlateauState plateau;
    private Dataset? validation;
    private Preprocessing? applied;
    private long rowsSeen, firstStep, lastStep;
    private int epochs, firstEpoch, epochRows;
    private double lossSum, rateDivisor = 1;
    private bool isStopping;
    private string? restoredData, data;

    /// <summary>Binds a network to its training data.</summary>
    /// <param name="network">The network; training owns it until it is done.</param>
    /// <param name="training">The rows to learn from, as the network is to see them.</param>
    /// <param name="options">The training options.</param>
    /// <param name="threads">The number of threads of a step; the result does not depend on it.</param>
    /// <param name="communicator">
    /// The processes that train the network together, each with a trainer like this; null for this one alone. The result does not depend on
    /// it.
    /// </param>
    /// <exception cref="DownhillException">The options are out of range, or network, loss and data do not fit each other.</exception>
    public Trainer(Network<T> network, Dataset training, TrainingOptions options, int threads = 1, ICommunicator? communicator = null)
    {
        options.Validate();
        if (communicator is not null)
            Compatibility.RequireRanks(options, communicator.Ranks);
        Compatibility.Require(network.Model, options, training);
        this.training = training;
        (this.threads, this.communicator) = (threads, communicator);
        Network = network;
        Options = options;
        BatchSize = options.BatchSize == 0 ? training.Rows : Math.Min(options.BatchSize, training.Rows);
        StepsPerEpoch = (training.Rows + BatchSize - 1) / BatchSize;
        trained = options.AverageDecay is null ? network : network.WithOwnParameters();
        lossScale = training.Rows / training.TotalWeight();
        double weightScale = training.IsWeighted && options.Loss.Reduction == Reduction.Mean ? lossScale : 1;
        gradient = new BatchGradient<T>(trained, training, options, BatchSize, weightScale, threads, communicator);
        plan = gradient.Plan;
        State = plan.Kernels.Allocate(options.Optimizer.State.Count * (long)network.Parameters.Length);
        optimizer = options.Optimizer.Bind(new OptimizerBinding<T>(plan.Kernels, trained.Parameters, trained.Gradient,
            State)
        { Loss = () => double.CreateTruncating(gradient.Loss()) });
        frozen = options.Frozen is { Count: > 0 } names ? new FrozenWeights<T>(trained, names) : null;
        gradientRules = new GradientRules<T>(options, trained, plan.Kernels, frozen);
        weightRules = new WeightRules<T>(options, trained, options.AverageDecay is null ? default : network.Parameters, plan.Kernels,
            frozen);
        lastStep = StepsAhead;
        best = options.Patience is int patience ? new BestWeights<T>(network, patience) : null;
        good = options.Retries is null ? null : new GoodState<T>(trained, State, weightRules.Average);
        LearningRate = options.Optimizer.LearningRate;
        order = [.. Enumerable.Range(0, training.Rows)];
    }

    /// <summary>The network that is trained; with weight averaging it has the averaged weights.</summary>
    public Network<T> Network { get; }

    /// <summary>The training options.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Examples per step; the last step of an epoch may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>The number of steps of an epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The number of steps made.</summary>
    public long Step { get; private set; }

    /// <summary>The state of the optimizer: each of its vectors is as long as the parameters.</summary>
    public Buffer<T> State { get; }

    /// <summary>The learning rate of the last step, from the schedule.</summary>
    public double LearningRate { get; private set; }

    /// <summary>The store of the trainer's state, which is saved at the start, in intervals, and on cancellation.</summary>
    public ITrainingStore? Checkpoints { get; set; }

    // As many steps as the options ask for.
    private long StepsAhead => Math.Min(Options.Steps ?? long.MaxValue, Options.Epochs * (long)StepsPerEpoch);

    /// <summary>
    /// Trains until the epochs or steps are done, the loss is small enough, the training is cancelled, or the loss is not finite.
    /// Cancelling is not an error: the step in progress is finished and the network keeps its current weights. A second call trains for the
    /// same number of epochs or steps again; after <see cref="Restore"/>, for the remaining ones.
    /// </summary>
    /// <param name="validation">Rows to measure after each epoch, if any.</param>
    /// <param name="progress">Gets the progress after each epoch, and several times per second within an epoch.</param>
    /// <param name="preprocessing">
    /// The preprocessing, if it standardized the targets; validation errors are then in the unit of the target.
    /// </param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <exception cref="DownhillException">A checkpoint cannot be written, or one was restored that is of other rows.</exception>
    public TrainingResult Train(
        Dataset? validation = null,
        IProgress<TrainingProgress>? progress = null,
        Preprocessing? preprocessing = null,
        CancellationToken cancellation = default)
    {
        Evaluator<T>? evaluator = validation is null ? null : new Evaluator<T>(Network, validation, Options.Loss, threads, preprocessing);
        var clock = Stopwatch.StartNew();
        rowsSeen = 0;
        Evaluator<T>? judge = good is null ? null : evaluator ?? new Evaluator<T>(Network, Judged(), Options.Loss, threads);
        bool isNew = Begin(validation);
        if (isNew && judge?.Evaluate().Loss is double start && double.IsFinite(start))
            good!.Loss = start; // a state that is worse than the start is none to go back to
        long mostSteps = Options.Steps is null ? long.MaxValue : firstStep + Options.Steps.Value;
        applied = preprocessing;
        using var ahead = ReadAhead.For(training, BatchSize);
        if (isNew)
            Checkpoints?.Save(this, applied);
        while (true)
        {
            EpochResult result = TrainEpoch(mostSteps, ahead, clock, progress, cancellation);
            if (result.NonFinite is string first)
            {
                if (GoBack(first))
                    continue;
                return new TrainingResult(TrainingStop.Diverged, epochs + 1, Step, result.Loss, first, null, Retried);
            }

            if (result.Stop == TrainingStop.Cancelled)
                Checkpoints?.Save(this, applied);
            epochs++;
            (epochRows, lossSum) = (0, 0);
            Metrics? measured = evaluator?.Evaluate();
            plateau = Options.Schedule?.Note(plateau, measured?.Loss ?? result.Loss) ?? plateau;
            bool isWaitedFor = best?.Note(epochs, measured?.Loss ?? result.Loss) ?? false;
            if (judge is not null)
                KeepIfGood(measured?.Loss ?? judge.Evaluate().Loss);
            TimeSpan elapsed = clock.Elapsed;
            TrainingStop? stop = result.Stop;
            if (result.Loss <= Options.TargetLoss)
                stop ??= TrainingStop.TargetLoss;
            if (isWaitedFor)
                stop ??= TrainingStop.Patience;
            if (epochs == firstEpoch + Options.Epochs)
                stop ??= TrainingStop.Epochs;
            progress?.Report(new TrainingProgress(epochs, Step, result.Loss, measured, elapsed, rowsSeen / elapsed.TotalSeconds, true,
                LearningRate, Stop: stop));
            if (stop is null)
            {
                SaveIfDue(isEpochEnd: true);
                continue;
            }

            best?.Restore();
            return new TrainingResult(stop.Value, epochs, Step, result.Loss, null, best?.Epoch, Retried);
        }
    }

    /// <summary>
    /// Makes one step on the given rows and returns their loss before it. If the loss is not finite, no step is made and the network keeps
    /// its parameters.
    /// </summary>
    /// <exception cref="ArgumentException">There are no rows, or more than a batch holds.</exception>
    public double StepOn(ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty || rows.Length > BatchSize)
            throw new ArgumentException($"A step takes 1 to {BatchSize} rows, not {rows.Length}.", nameof(rows));
        if (Step == 0)
            StartAtMean(); // also where steps are made one by one
        gradient.Take(rows, epochs + 1, Step + 1, isStopping);
        T loss = gradient.LossAndGradient();
        if (!T.IsFinite(loss))
            return double.CreateTruncating(loss);
        gradientRules.Apply();
        LearningRate = Options.Optimizer.LearningRate / rateDivisor * (
            Options.Schedule?.Factor(new SchedulePoint(Step, lastStep, StepsPerEpoch, plateau)) ?? 1);
        Step++;
        rowsSeen += rows.Length;
        optimizer.Update(Step, LearningRate);
        frozen?.Restore();
        weightRules.Apply(Step);
        GC.KeepAlive(this); // kernels hold addresses, which alone would not keep the arenas
        return double.CreateTruncating(loss);
    }

    // From the row in hand on, which after a restored checkpoint may be in the middle.
    private EpochResult TrainEpoch(long mostSteps, ReadAhead? ahead, Stopwatch clock, IProgress<TrainingProgress>? progress,
        CancellationToken cancellation)
    {
        if (Options.Shuffle)
            Shuffle.Fill(order, Options.Seed, RandomPurpose.Shuffling, (ulong)(epochs + 1));
        ahead?.Read(order.AsSpan(epochRows, Math.Min(BatchSize, order.Length - epochRows)));
        TimeSpan reported = clock.Elapsed;
        while (epochRows < order.Length)
        {
            int rows = Math.Min(BatchSize, order.Length - epochRows);
            isStopping = cancellation.IsCancellationRequested;
            ahead?.Start(order.AsSpan(epochRows + rows, Math.Min(BatchSize, order.Length - epochRows - rows)));
            double loss = StepOn(order.AsSpan(epochRows, rows));
            if (!double.IsFinite(loss))
                return new EpochResult(loss, null, gradient.FirstNonFinite());
            lossSum += Options.Loss.Reduction == Reduction.Mean ? loss * rows : loss * lossScale;
            epochRows += rows;
            double mean = lossSum / epochRows;
            if (Step >= mostSteps)
                return Finite(mean, TrainingStop.Steps);
            if (communicator is null ? cancellation.IsCancellationRequested : gradient.IsStopping)
                return Finite(mean, TrainingStop.Cancelled);
            SaveIfDue(isEpochEnd: false);
            if (progress is not null && clock.Elapsed - reported > TrainingProgress.Interval)
            {
                reported = clock.Elapsed;
                progress.Report(new TrainingProgress(epochs + 1, Step, mean, null, reported, rowsSeen / reported.TotalSeconds, false,
                    LearningRate));
            }
        }

        return Finite(lossSum / order.Length, null);
    }

    // The last update of an epoch has not been through a forward pass yet.
    private EpochResult Finite(double loss, TrainingStop? stop) => plan.Kernels.AllFinite(trained.Parameters)
        ? new EpochResult(loss, stop, null)
        : new EpochResult(loss, null, plan.FirstNonFinite(new Pass(plan.Rows)));

    private readonly record struct EpochResult(double Loss, TrainingStop? Stop, string? NonFinite);
}
