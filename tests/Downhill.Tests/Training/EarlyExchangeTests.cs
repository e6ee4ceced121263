namespace Downhill.Tests;

/// <summary>The gradient of a layer goes to other ranks while the layers before it are still computed.</summary>
public sealed class EarlyExchangeTests
{
    // Layers of 6, 0, 20 and 4 numbers; the upper half of 30 goes to rank 1 and the lower half comes from there.
    private static readonly int[] Starts = [0, 6, 6, 26, 30];

    [Fact]
    public void What_is_added_is_cut_at_the_layers_the_last_one_first()
    {
        ShardMove[] moves = EarlyExchange.Cut(new ShardTree(2, 0, 2, 30, 3).Moves, Starts);
        Assert.Equal(
            [new ShardRange(0, 26, 4, 1, true, false), new ShardRange(0, 6, 9, 1, false, false), new ShardRange(0, 15, 11, 1, true, false),
                new ShardRange(0, 0, 6, 1, false, false), new ShardRange(1, 0, 3, 1, false, false)], moves[1].Ranges);
        Assert.Equal(new ShardTree(2, 0, 2, 30, 3).Moves[2].Ranges, moves[2].Ranges);
    }

    [Fact]
    public void A_layer_has_its_pieces_and_one_without_parameters_has_none()
    {
        ShardMove[] moves = EarlyExchange.Cut(new ShardTree(2, 0, 2, 30, 3).Moves, Starts);
        var early = EarlyExchange.Of(moves, Starts)!;
        Assert.Equal((0, 1), (early.Compute, early.Exchange));
        Assert.Equal([1, 0, 2, 1], early.Layers.Select(layer => layer.Length));
        Assert.All(early.Layers.SelectMany(layer => layer), piece => Assert.Same(moves[1], piece.Move));
    }

    // Four shards on two ranks: each first adds its own two.
    [Fact]
    public void Sums_within_a_rank_are_added_before_they_are_sent()
    {
        ShardMove[] moves = EarlyExchange.Cut(new ShardTree(4, 1, 2, 30, 3).Moves, Starts);
        var early = EarlyExchange.Of(moves, Starts)!;
        Assert.Equal([ShardMoveKind.Compute, ShardMoveKind.Keep, ShardMoveKind.Compute, ShardMoveKind.Add, ShardMoveKind.Add,
            ShardMoveKind.Return], moves.Select(move => move.Kind));
        Assert.Equal((2, 4), (early.Compute, early.Exchange));
        Assert.Equal([null, 0], early.Layers[3].Select(piece => piece.Range.Peer));
    }

    [Fact]
    public void Without_another_rank_nothing_is_early() =>
        Assert.Null(EarlyExchange.Of(new ShardTree(4, 0, 1, 30, 3).Moves, Starts));

    [Fact]
    public void The_last_layer_is_sent_before_the_first_is_computed()
    {
        var data = new Dataset("rows", Shape.Create([3]), Samples.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 3),
            Targets.FromNumbers(Samples.From([1f, 2, 3, 4], 1)));
        bool[] isNaN = ThreadRanks.Run(2, ranks =>
        {
            var network = new Network<double>(Model.Parse("linear 4, tanh, linear 5, tanh, linear", [3], 1), seed: 1);
            var watched = new Watched(ranks, () => double.IsNaN(network.Gradient[0]));
            var trainer = new Trainer<double>(network, data,
                new TrainingOptions(new MeanSquaredError(), new Sgd(0.01), 4) { Shards = 2 }, threads: 1, watched);
            for (int i = 0; i < network.Gradient.Length; i++)
                network.Gradient.Set(i, double.NaN);
            trainer.StepOn([0, 1, 2, 3]);
            Assert.False(double.IsNaN(network.Gradient[0]));
            return watched.AtFirstSend!.Value;
        });
        Assert.True(isNaN[0]);
    }

    // Looks at something when the first bytes are sent.
    private sealed class Watched(ICommunicator next, Func<bool> look) : ICommunicator
    {
        public bool? AtFirstSend { get; private set; }

        public int Rank => next.Rank;

        public int Ranks => next.Ranks;

        public void Send(ReadOnlySpan<byte> bytes, int to)
        {
            AtFirstSend ??= look();
            next.Send(bytes, to);
        }

        public void Receive(Span<byte> bytes, int from) => next.Receive(bytes, from);

        public void Complete() => next.Complete();

        public void Broadcast(Span<byte> bytes) => next.Broadcast(bytes);
    }
}
