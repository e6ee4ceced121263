namespace Downhill;

/// <summary>
/// The work of a rank during the backward pass of its last shard: the gradient of a layer is final as soon as the backward pass of the
/// layer is done. The moves after that shard, up to the first that needs another rank, are done layer by layer, starting with the last
/// layer.
/// </summary>
internal sealed class EarlyExchange
{
    private EarlyExchange(int compute, int exchange, ShardPiece[][] layers) =>
        (Compute, Exchange, Layers) = (compute, exchange, layers);

    /// <summary>The place of the last shard's move.</summary>
    public int Compute { get; }

    /// <summary>The place of the first move after it that needs another rank.</summary>
    public int Exchange { get; }

    /// <summary>For each layer, what to do when its gradient is final, in order.</summary>
    public ShardPiece[][] Layers { get; }

    /// <summary>
    /// Cuts what is added of the first vector at the layers, the last layer first: all ranks send and receive the same pieces in the same
    /// order, whether early or not.
    /// </summary>
    /// <param name="moves">The moves of a rank.</param>
    /// <param name="starts">The start of each layer's parameters, and at the end the end of the last.</param>
    public static ShardMove[] Cut(ShardMove[] moves, int[] starts) =>
        [.. moves.Select(move => move.Kind != ShardMoveKind.Add ? move : move with
        {
            Ranges =
            [
                .. Enumerable.Range(0, starts.Length - 1).Reverse().SelectMany(layer => move.Ranges
                    .Where(range => range.Vector == 0).Select(range => Part(range, starts[layer], starts[layer + 1]))
                    .Where(range => range.Length > 0)),
                .. move.Ranges.Where(range => range.Vector > 0),
            ],
        })];

    /// <summary>Plans it for moves that were cut; null if the last shard is followed by no exchange.</summary>
    public static EarlyExchange? Of(ShardMove[] moves, int[] starts)
    {
        int compute = Array.FindLastIndex(moves, move => move.Kind == ShardMoveKind.Compute);
        int exchange = Array.FindIndex(moves, compute + 1, move => move.Ranges.Any(range => range.Peer is not null));
        if (exchange < 0 || moves[exchange].Kind != ShardMoveKind.Add)
            return null;
        return new EarlyExchange(compute, exchange,
            [.. Enumerable.Range(0, starts.Length - 1).Select(layer => Enumerable.Range(compute + 1, exchange - compute)
                .SelectMany(place => moves[place].Ranges
                    .Where(range => range.Vector == 0 && range.Start >= starts[layer] && range.Start < starts[layer + 1])
                    .Select(range => new ShardPiece(moves[place], range))).ToArray())]);
    }

    private static ShardRange Part(ShardRange range, int first, int end)
    {
        int start = Math.Max(first, range.Start);
        return range with { Start = start, Length = Math.Max(0, Math.Min(end, range.Start + range.Length) - start) };
    }
}

/// <summary>A range of a move.</summary>
internal readonly record struct ShardPiece(ShardMove Move, ShardRange Range);
