using System.Numerics;
using System.Runtime.InteropServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The loss of a batch and its gradient. The batch is cut into shards, runs of rows as equal as possible; each is computed by itself, by
/// this process or another one, and their losses and gradients are added in one fixed tree (<see cref="ShardTree"/>). So the bits depend on
/// the number of shards, not on the number of processes.
/// </summary>
internal sealed class BatchGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What is added besides the gradient: the loss, whether somebody asked to stop, and each shard's share of the running statistics.
    private const int LossAt = 0, StopAt = 1, StatisticsAt = 2;

    private readonly Network<T> network;
    private readonly Dataset training;
    private readonly TrainingOptions options;
    private readonly Augmenter<T>? augmenter;
    private readonly ICommunicator? communicator;
    private readonly Backend<T> kernels;
    private readonly double weightScale;
    private readonly int shards, width;
    private readonly int[] batch;
    private readonly ShardMove[] moves;
    private readonly EarlyExchange? early;
    private readonly Action<int>? isFinal;
    private readonly Buffer<T>[] sums, inbox;
    private readonly Buffer<T>[][] kept;
    private readonly Buffer<T> share, statistics;
    private int count, epoch, gathered;
    private long step;
    private bool isStopping;

    /// <summary>Makes the plan of a shard, and room for as many sums as the tree keeps.</summary>
    public BatchGradient(Network<T> network, Dataset training, TrainingOptions options, int batchSize, double weightScale, int threads,
        ICommunicator? communicator)
    {
        (this.network, this.training, this.options, this.weightScale, this.communicator) =
            (network, training, options, weightScale, communicator);
        shards = options.Shards ?? 1;
        width = network.Output.Size;
        batch = new int[batchSize];
        Plan = Plan<T>.ForTraining(network, ShardTree.Start(1, shards, batchSize), options.Loss, threads: threads,
            isWeighted: training.IsWeighted);
        kernels = Plan.Kernels;
        augmenter = options.Augmentation is null ? null : new Augmenter<T>(options.Augmentation, training, options.Seed, width);
        sums = [network.Gradient, kernels.Allocate(StatisticsAt + (long)network.Statistics.Length)];
        moves = new ShardTree(shards, communicator?.Rank ?? 0, communicator?.Ranks ?? 1, [.. sums.Select(vector => vector.Length)]).Moves;
        if (communicator is not null)
        {
            int[] starts = LayerStarts();
            moves = EarlyExchange.Cut(moves, starts);
            early = EarlyExchange.Of(moves, starts);
            isFinal = early is null ? null : Pass;
        }

        inbox = communicator is null ? [] : Room();
        kept = new Buffer<T>[ShardTree.DepthOf(shards)][];
        foreach (ShardMove move in moves.Where(move => move.Kind == ShardMoveKind.Keep))
            kept[move.Number] ??= Room();
        share = kernels.Allocate(1);
        statistics = kernels.Allocate(network.Statistics.Length);
    }

    /// <summary>The plan that a shard goes through.</summary>
    public Plan<T> Plan { get; }

    /// <summary>Whether any process asked to stop when the loss was last computed.</summary>
    public bool IsStopping { get; private set; }

    private Buffer<T> RunningShare => sums[1].Slice(StatisticsAt, network.Statistics.Length);

    /// <summary>Takes the rows of a step.</summary>
    /// <param name="rows">The rows, as numbers of the training set.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step, from 1.</param>
    /// <param name="isStopping">Whether this process asks all to stop after it.</param>
    public void Take(ReadOnlySpan<int> rows, int epoch, long step, bool isStopping)
    {
        rows.CopyTo(batch);
        (count, this.epoch, this.step, this.isStopping, gathered) = (rows.Length, epoch, step, isStopping, -1);
    }

    /// <summary>
    /// The loss, with its gradient in the network's; where the loss is not finite there is no gradient, and running statistics stay.
    /// </summary>
    public T LossAndGradient()
    {
        if (shards > 1)
            kernels.Copy(network.Statistics, statistics);
        T loss = Run(withGradient: true);
        if (shards > 1)
            kernels.Copy(T.IsFinite(loss) ? RunningShare : statistics, network.Statistics);
        return loss;
    }

    /// <summary>The loss alone, at the parameters as they now are.</summary>
    public T Loss() => Run(withGradient: false);

    /// <summary>Names the first number that is not finite, in the first shard whose loss is not.</summary>
    public string FirstNonFinite()
    {
        for (int shard = 0; shard < shards; shard++)
        {
            Pass pass = PassOf(shard);
            if (pass.Rows > 0 && !T.IsFinite(Forward(shard, pass)))
                return Plan.FirstNonFinite(pass) ?? "the loss itself";
        }

        return "the loss itself";
    }

    private T Run(bool withGradient)
    {
        bool isEarly = false;
        for (int place = 0; place < moves.Length; place++)
        {
            ShardMove move = moves[place];
            bool isDone = isEarly && place <= early!.Exchange;
            switch (move.Kind)
            {
                case ShardMoveKind.Compute:
                    isEarly = Compute(move.Number, withGradient, place == early?.Compute);
                    break;
                case ShardMoveKind.Keep:
                    for (int vector = First(withGradient); vector < sums.Length; vector++)
                        kernels.Copy(sums[vector], kept[move.Number][vector]);
                    break;
                case ShardMoveKind.Add:
                    Exchange(move, withGradient && !isDone, inbox);
                    Add(move, withGradient && !(isDone && place < early!.Exchange));
                    break;
                default:
                    Exchange(move, withGradient, sums);
                    break;
            }
        }

        IsStopping = sums[1][StopAt] != T.Zero;
        return sums[1][LossAt];
    }

    // Whether the gradient was added and sent layer by layer.
    private bool Compute(int shard, bool withGradient, bool canBeEarly)
    {
        Pass pass = PassOf(shard);
        T loss = T.Zero;
        bool isEarly = false;
        if (pass.Rows > 0)
        {
            if (withGradient && shards > 1)
                kernels.Copy(statistics, network.Statistics);
            loss = Forward(shard, pass);
            if (withGradient && T.IsFinite(loss))
            {
                isEarly = canBeEarly;
                if (isEarly)
                    ReceiveEarly();
                Plan.Backward(pass, isEarly ? isFinal : null);
            }
        }
        else if (withGradient)
        {
            kernels.Fill(network.Gradient, network.Gradient.Length, T.Zero);
        }

        sums[1].Set(LossAt, loss);
        sums[1].Set(StopAt, isStopping ? T.One : T.Zero);
        if (withGradient && shards > 1 && !statistics.IsEmpty)
        {
            share.Set(0, T.CreateTruncating(pass.Rows) / T.CreateTruncating(count));
            kernels.Copy(network.Statistics, RunningShare);
            kernels.ScaleRows(RunningShare, share, 1, statistics.Length);
        }

        return isEarly;
    }

    private void ReceiveEarly()
    {
        foreach (ShardRange range in moves[early!.Exchange].Ranges)
        {
            if (range.Vector == 0 && range.Peer is int peer && !range.IsSent)
                communicator!.Receive(Bytes(inbox[0], range), peer);
        }
    }

    private void Pass(int layer)
    {
        foreach ((ShardMove move, ShardRange range) in early!.Layers[layer])
        {
            if (range.Peer is int peer)
            {
                if (range.IsSent)
                    communicator!.Send(Bytes(Side(move, range), range), peer);
            }
            else if (!ReferenceEquals(move, moves[early.Exchange]))
            {
                Add(move, range);
            }
        }
    }

    // Where the parameters of each of the plan's operations start, and where the last ones end.
    private int[] LayerStarts()
    {
        var starts = new List<int>();
        int at = 0;
        foreach (Operation<T> operation in Plan.Operations)
        {
            starts.Add(at);
            at += network.AllParameters.Where(parameter => parameter.Name.StartsWith($"{operation.Name}.", StringComparison.Ordinal))
                .Sum(parameter => parameter.Shape.Size);
        }

        if (at != network.Gradient.Length)
            throw new InvalidOperationException("The parameters do not lie in the order of the layers.");
        return [.. starts, at];
    }

    private T Forward(int shard, in Pass pass)
    {
        Gather(shard, pass);
        Plan.Forward(pass);
        return Plan.Loss(pass);
    }

    private Pass PassOf(int shard)
    {
        int first = ShardTree.Start(shard, shards, count);
        return new Pass(ShardTree.Start(shard + 1, shards, count) - first, IsTraining: true, step, options.Seed, first, count);
    }

    private void Gather(int shard, in Pass pass)
    {
        if (gathered == shard)
            return;
        gathered = shard;
        ReadOnlySpan<int> rows = batch.AsSpan(pass.FirstRow, pass.Rows);
        training.Gather(rows, Plan.Inputs, Plan.Targets, width);
        augmenter?.Apply(epoch, rows, Plan.Inputs, Plan.Targets);

        // A mean over a batch divides by its rows. With weights that are 1 on average over all rows, batches add up to the weighted mean,
        // and a batch of light rows makes a small step.
        for (int i = 0; training.IsWeighted && i < rows.Length; i++)
            Plan.Weights[i] = T.CreateTruncating(training.Weight(rows[i]) * weightScale);
    }

    private void Exchange(ShardMove move, bool withGradient, Buffer<T>[] to)
    {
        if (communicator is null)
            return;
        foreach (ShardRange range in move.Ranges)
        {
            if (range.Peer is not int peer || range.Vector < First(withGradient))
                continue;
            if (range.IsSent)
                communicator.Send(Bytes(Side(move, range), range), peer);
            else
                communicator.Receive(Bytes(to[range.Vector], range), peer);
        }

        communicator.Complete();
    }

    private void Add(ShardMove move, bool withGradient)
    {
        foreach (ShardRange range in move.Ranges)
        {
            if (!range.IsSent && range.Vector >= First(withGradient))
                Add(move, range);
        }
    }

    private void Add(ShardMove move, ShardRange range)
    {
        Buffer<T> other = range.Peer is null ? sums[range.Vector] : inbox[range.Vector];
        kernels.Add(Part(Side(move, range), range), Part(other, range), Part(sums[range.Vector], range), range.Length);
    }

    private Buffer<T> Side(ShardMove move, ShardRange range) => range.IsKept ? kept[move.Number][range.Vector] : sums[range.Vector];

    private Buffer<T>[] Room() => [.. sums.Select(vector => kernels.Allocate(vector.Length))];

    private static int First(bool withGradient) => withGradient ? 0 : 1;

    private static Buffer<T> Part(Buffer<T> vector, ShardRange range) => vector.Slice(range.Start, range.Length);

    private static Span<byte> Bytes(Buffer<T> vector, ShardRange range) => MemoryMarshal.AsBytes(Part(vector, range).Span);
}
