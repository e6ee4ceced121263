using System.Numerics;
using Downhill.Cli;

namespace Downhill.Tests;

/// <summary>A batch in shards, computed by one process or by several.</summary>
public sealed class ShardTests : IDisposable
{
    private const string Layers = "linear 6, batch-norm, tanh, dropout 0.2, gaussian-noise 0.1, linear 2";

    private static readonly Dataset Data = Examples.Data(58, 3, 2).WithWeights([.. Examples.Numbers(58).Select(Math.Abs)]);

    private static readonly Dataset Watched = Examples.Data(9, 3, 2);

    private static readonly TrainingOptions Options =
        new(new MeanSquaredError(), new Adam(0.01), BatchSize: 15, Epochs: 3, Seed: 3, Shards: 4);

    private readonly CliFolder folder = new();

    public static TheoryData<string> Chains => [.. Examples.Chains.Where(chain => !chain.Contains("batch-norm", StringComparison.Ordinal))];

    public static TheoryData<string> Optimizers => [.. Examples.Optimizers];

    public static TheoryData<string> Losses => [.. Examples.Losses];

    public void Dispose() => folder.Dispose();

    // Random numbers go by the place in the batch, and the loss is divided by the batch: only the order of additions differs.
    [Theory]
    [MemberData(nameof(Chains))]
    public void Every_layer_learns_in_shards_what_it_learns_from_the_whole_batch(string example)
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(0.01), BatchSize: 0, Epochs: 3, Seed: 5);
        double[] whole = Parameters<double>($"linear 5, {example}, linear 2", options);
        foreach (int shards in (int[])[2, 5, 7])
            Near(whole, Parameters<double>($"linear 5, {example}, linear 2", options with { Shards = shards }), 1e-10);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_loss_of_a_batch_is_the_sum_of_its_shards(string example)
    {
        Loss loss = Catalog.Losses.Parse(example);
        Dataset data = Examples.Data(23, 3, 2, loss).WithWeights([.. Examples.Numbers(23).Select(Math.Abs)]);
        foreach (Reduction reduction in (Reduction[])[Reduction.Mean, Reduction.Sum])
        {
            var options = new TrainingOptions(loss with { Reduction = reduction }, new Sgd(0.01), BatchSize: 0, Epochs: 2);
            TrainingResult whole = Train<double>("linear 4, tanh, linear 2", options, data).Result;
            Assert.Equal(whole.Loss, Train<double>("linear 4, tanh, linear 2", options with { Shards = 3 }, data).Result.Loss, 1e-12);
        }
    }

    [Fact]
    public void One_shard_is_no_shards()
    {
        Assert.Equal(Parameters<float>(Layers, Options with { Shards = null }), Parameters<float>(Layers, Options with { Shards = 1 }));
        Assert.DoesNotContain("shards", Description.Write(Options with { Shards = null }), StringComparison.OrdinalIgnoreCase);
    }

    // 7 rows in 2 shards are 4 and 3; each shard moves the statistics by itself.
    [Fact]
    public void Running_statistics_are_the_mean_of_the_shards_weighted_by_their_rows()
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(1e-300), BatchSize: 0, Epochs: 1, Shuffle: false);
        Dataset data = Examples.Data(7, 3, 2);
        double[] first = Statistics(data.Subset([0, 1, 2, 3]), options), second = Statistics(data.Subset([4, 5, 6]), options);
        Near([.. first.Zip(second, (a, b) => ((4 * a) + (3 * b)) / 7)], Statistics(data, options with { Shards = 2 }), 1e-14);

        static double[] Statistics(Dataset rows, TrainingOptions options) =>
            Train<double>("linear 4, batch-norm, linear 2", options, rows).Network.Statistics.ToArray();
    }

    [Fact]
    public void The_tree_adds_neighbours_first_on_any_number_of_ranks()
    {
        for (int shards = 1; shards <= 9; shards++)
        {
            float[][] vectors = [.. Enumerable.Range(0, shards)
                .Select(shard => Examples.Numbers(37, (ulong)shard).Select(number => (float)number).ToArray())];
            float[] expected = Sum(vectors, 0, 16);
            for (int ranks = 1; ranks <= shards; ranks++)
                Assert.All(ThreadRanks.Run(ranks, communicator => TreeSum(vectors, communicator)), sum => Assert.Equal(expected, sum));
        }

        static float[] Sum(float[][] vectors, int first, int count)
        {
            int half = count / 2;
            if (count == 1 || first + half >= vectors.Length)
                return count == 1 ? vectors[first] : Sum(vectors, first, half);
            return [.. Sum(vectors, first, half).Zip(Sum(vectors, first + half, half), (a, b) => a + b)];
        }
    }

    [Fact]
    public void Halves_go_between_ranks_at_the_same_time()
    {
        ShardMove[] moves = new ShardTree(2, 0, 2, 100, 3).Moves;
        Assert.Equal([ShardMoveKind.Compute, ShardMoveKind.Add, ShardMoveKind.Return], moves.Select(move => move.Kind));
        Assert.Equal(
            [new ShardRange(0, 0, 50, 1, false, false), new ShardRange(0, 50, 50, 1, true, false),
                new ShardRange(1, 0, 3, 1, false, false)], moves[1].Ranges);
        Assert.Equal(
            [new ShardRange(0, 0, 50, 1, true, false), new ShardRange(0, 50, 50, 1, false, false), new ShardRange(1, 0, 3, 1, true, false)],
            moves[2].Ranges);

        // With as many ranks as shards, a power of two, each sends the vector less its own part once on the way in and once on the way out.
        foreach (int rank in Enumerable.Range(0, 8))
            Assert.Equal(2 * (800 - 100),
                new ShardTree(8, rank, 8, 800).Moves.Sum(move => move.Ranges.Where(range => range.IsSent).Sum(range => range.Length)));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_gives_the_same_bits_on_any_number_of_ranks(string example)
    {
        TrainingOptions options = Options with { Optimizer = Catalog.Optimizers.Parse(example) };
        Check<float>(options, [2, 4]);
        Check<double>(options, [3]);
    }

    [Fact]
    public void Every_rule_gives_the_same_bits_on_any_number_of_ranks()
    {
        TrainingOptions options = Options with
        {
            Loss = new MeanSquaredError(Reduction.Sum),
            Optimizer = new Sgd(0.02, Momentum: 0.9),
            Schedule = new WarmUp(1, new ReduceOnPlateau(0, 0.5)),
            Patience = 2,
            L1 = 1e-4,
            ClipValue = 0.5,
            ClipNorm = 1,
            MaxNorm = 2,
            AverageDecay = 0.9,
            Epochs = 8,
            Frozen = ["linear1.bias"],
            Shards = 6,
        };
        Check<float>(options, [1, 2, 3, 4, 5, 6]);
        Check<float>(options with { Steps = 7, Augmentation = new MixUp() }, [4]);
        Check<float>(options with { Optimizer = new Sgd(1e7), Patience = null, Retries = 30 }, [3], "linear 6, relu, linear 2");
    }

    [Fact]
    public void What_diverges_is_named_by_every_rank()
    {
        TrainingOptions options = Options with { Optimizer = new Sgd(1e30) };
        string? alone = Train<float>("linear 2", options).Result.FirstNonFinite;
        Assert.NotNull(alone);
        Assert.All(ThreadRanks.Run(3, ranks => Train<float>("linear 2", options, ranks: ranks).Result),
            result => Assert.Equal((TrainingStop.Diverged, alone), (result.Stop, result.FirstNonFinite)));
    }

    [Fact]
    public void Training_goes_on_from_a_checkpoint_of_rank_0_on_another_number_of_ranks()
    {
        float[] expected = Parameters<float>(Layers, Options);
        var checkpoints = new Checkpoints(folder.Path);
        Stop(2);
        Stop(4);
        Stop(1);
        float[][] rest = ThreadRanks.Run(3, ranks => Trained(ranks, isBegun: true, default));
        Assert.All(rest, parameters => Assert.Equal(expected, parameters));

        // A rank that is not the first asks to stop: all do, after a step.
        void Stop(int ranks)
        {
            bool isBegun = checkpoints.Exist;
            ThreadRanks.Run(ranks, communicator => Trained(communicator, isBegun, new CancellationToken(communicator.Rank == ranks - 1)));
        }

        float[] Trained(ICommunicator communicator, bool isBegun, CancellationToken stop)
        {
            Trainer<float> trainer = New<float>(Layers, Options, Data, communicator);
            if (communicator.Rank == 0)
            {
                trainer.Checkpoints = checkpoints;
                if (isBegun)
                    trainer.Restore(checkpoints.Latest(_ => { }));
            }

            if (isBegun)
                trainer.Share(communicator);
            TrainingResult result = trainer.Train(Watched, cancellation: stop);
            Assert.Equal(communicator.Ranks == 3 ? TrainingStop.Epochs : TrainingStop.Cancelled, result.Stop);
            return trainer.Network.Parameters.ToArray();
        }
    }

    [Fact]
    public void Ranks_with_other_rows_are_refused()
    {
        DownhillException error = Assert.Throws<DownhillException>(() => ThreadRanks.Run(
            2, ranks => Train<float>("linear 2", Options with { Epochs = 1 }, ranks.Rank == 0 ? Data : Examples.Data(58, 3, 2),
                ranks).Result));
        Assert.Contains("rank 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_ranks_than_shards_name_the_setting()
    {
        DownhillException error =
            Assert.Throws<DownhillException>(() =>
                ThreadRanks.Run(3, ranks => Train<float>("linear 2", Options with { Shards = 2 }, ranks: ranks).Result));
        Assert.Contains("(--shards 3)", HintText.Of(error), StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_that_are_too_small_are_refused_before_work_starts()
    {
        Assert.Contains("cannot be cut into 16 shards", Refused(Options with { Shards = 16 }, "linear 2"), StringComparison.Ordinal);
        Assert.Contains("the last step of an epoch has 7 rows for 4 shards", Refused(Options with { BatchSize = 17 }, Layers),
            StringComparison.Ordinal);
        Assert.Contains("at least 1", Refused(Options with { Shards = 0 }, Layers), StringComparison.Ordinal);
        Train<float>("linear 2", Options with
        {
            BatchSize = 15,
            Epochs = 1,
            Shards = 15
        }); // the last step has 13 rows: two shards are empty

        static string Refused(TrainingOptions options, string layers) =>
            Assert.Throws<DownhillException>(() => Train<float>(layers, options)).Message;
    }

    private static float[] TreeSum(float[][] vectors, ICommunicator communicator)
    {
        int length = vectors[0].Length;
        float[] sum = Pinned(), inbox = Pinned();
        float[][] kept = [.. Enumerable.Range(0, 5).Select(_ => Pinned())];
        foreach (ShardMove move in new ShardTree(vectors.Length, communicator.Rank, communicator.Ranks, length).Moves)
        {
            if (move.Kind == ShardMoveKind.Compute)
                vectors[move.Number].CopyTo(sum, 0);
            if (move.Kind == ShardMoveKind.Keep)
                sum.CopyTo(kept[move.Number], 0);
            foreach (ShardRange range in move.Ranges.Where(range => range.Peer is not null))
            {
                if (range.IsSent)
                    communicator.Send(Bytes(range.IsKept ? kept[move.Number] : sum, range), range.Peer!.Value);
                else
                    communicator.Receive(Bytes(move.Kind == ShardMoveKind.Return ? sum : inbox, range), range.Peer!.Value);
            }

            communicator.Complete();
            foreach (ShardRange range in move.Ranges.Where(range => move.Kind == ShardMoveKind.Add && !range.IsSent))
            {
                for (int i = range.Start; i < range.Start + range.Length; i++)
                    sum[i] = (range.IsKept ? kept[move.Number] : sum)[i] + (range.Peer is null ? sum : inbox)[i];
            }
        }

        return sum;

        float[] Pinned() => GC.AllocateArray<float>(length, pinned: true);

        static Span<byte> Bytes(float[] from, ShardRange range) =>
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(from.AsSpan(range.Start, range.Length));
    }

    private static void Check<T>(TrainingOptions options, int[] counts, string layers = Layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Network<T> network, TrainingResult expected) = Train<T>(layers, options);
        foreach (int ranks in counts)
        {
            foreach ((Network<T> other, TrainingResult result) in ThreadRanks.Run(ranks,
                communicator => Train<T>(layers, options, ranks: communicator)))
            {
                Assert.Equal(network.Parameters.ToArray(), other.Parameters.ToArray());
                Assert.Equal(network.Statistics.ToArray(), other.Statistics.ToArray());
                Assert.Equal((expected.Stop, expected.Epochs, expected.Loss), (result.Stop, result.Epochs, result.Loss));
            }
        }
    }

    private static T[] Parameters<T>(string layers, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Train<T>(layers, options).Network.Parameters.ToArray();

    private static (Network<T> Network, TrainingResult Result) Train<T>(string layers, TrainingOptions options, Dataset? data = null,
        ICommunicator? ranks = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Trainer<T> trainer = New<T>(layers, options, data ?? Data, ranks);
        return (trainer.Network, trainer.Train(data is null ? Watched : null));
    }

    private static Trainer<T> New<T>(string layers, TrainingOptions options, Dataset data, ICommunicator? ranks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            new(new Network<T>(Examples.Model(layers, 3), 7), data, options, communicator: ranks);

    private static void Near(double[] expected, double[] actual, double within)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], within);
    }
}
