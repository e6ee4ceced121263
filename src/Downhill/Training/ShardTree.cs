namespace Downhill;

/// <summary>
/// The fixed tree in which the gradients of a batch's shards are added, as the moves of one rank. Shards are added in pairs, neighbours
/// first: ((0 + 1) + (2 + 3)) + (4 + 5). Each rank computes a run of shards. Where the two sides of a sum lie on two ranks, each gets a
/// part of the numbers from the other and adds that part, so that both work; in the end the parts go back the same way. The additions are
/// those of the tree, whatever rank makes them.
/// Source of the exchange in halves: R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of Collective Communication Operations in MPICH",
/// 2005.
/// </summary>
internal sealed class ShardTree
{
    private readonly int shards, rank, ranks, depth;
    private readonly int[] lengths;
    private readonly List<ShardMove> moves = [];

    /// <summary>Plans the moves of a rank.</summary>
    /// <param name="shards">The number of shards of a batch.</param>
    /// <param name="rank">The rank, from 0.</param>
    /// <param name="ranks">The number of ranks, at most the number of shards.</param>
    /// <param name="lengths">
    /// How long the vectors are that are added; the first is cut into parts, the others are short and go as a whole.
    /// </param>
    public ShardTree(int shards, int rank, int ranks, params int[] lengths)
    {
        (this.shards, this.rank, this.ranks, this.lengths) = (shards, rank, ranks, lengths);
        depth = DepthOf(shards);
        Collect(0, depth);
        if (ranks > 1)
            Return(0, depth);
    }

    /// <summary>The operations of this rank in a step, in order.</summary>
    public ShardMove[] Moves => [.. moves];

    /// <summary>The number of levels of the tree, which is the number of sums kept at a time.</summary>
    public static int DepthOf(int shards) => shards == 1 ? 0 : 1 + int.Log2(shards - 1);

    /// <summary>The first item of a part, where items are cut into parts as equal as possible, the larger ones first.</summary>
    public static int Start(int part, int parts, int items) => (part * (items / parts)) + Math.Min(part, items % parts);

    private static bool Overlap(int first, int end, int otherFirst, int otherEnd) => first < otherEnd && otherFirst < end;

    private void Collect(int first, int level)
    {
        if (!IsMine(first, level))
            return;
        int middle = Middle(first, level);
        if (level == 0)
            moves.Add(new ShardMove(ShardMoveKind.Compute, first, []));
        else if (middle >= shards)
            Collect(first, level - 1);
        else
            Meet(first, middle, level);
    }

    private void Meet(int first, int middle, int level)
    {
        Collect(first, level - 1);
        bool isKept = IsMine(first, level - 1) && IsMine(middle, level - 1);
        if (isKept)
            moves.Add(new ShardMove(ShardMoveKind.Keep, level - 1, []));
        Collect(middle, level - 1);
        var ranges = new List<ShardRange>();
        foreach ((int vector, int chunk, int start, int length) in Chunks())
        {
            int left = Holder(first, level - 1, chunk), right = Holder(middle, level - 1, chunk);
            int holder = Holder(first, level, chunk), other = left == holder ? right : left;
            if (rank == holder)
                Add(ranges, new ShardRange(vector, start, length, other == holder ? null : other, false, isKept && left == rank));
            else if (rank == other)
                Add(ranges, new ShardRange(vector, start, length, holder, true, isKept && left == rank));
        }

        moves.Add(new ShardMove(ShardMoveKind.Add, level - 1, [.. ranges]));
    }

    private void Return(int first, int level)
    {
        if (level == 0 || !IsMine(first, level))
            return;
        int middle = Middle(first, level);
        if (middle < shards)
        {
            var ranges = new List<ShardRange>();
            foreach ((int vector, int chunk, int start, int length) in Chunks())
            {
                int left = Holder(first, level - 1, chunk), right = Holder(middle, level - 1, chunk);
                int holder = Holder(first, level, chunk), other = left == holder ? right : left;
                if (other != holder && (rank == holder || rank == other))
                    Add(ranges, new ShardRange(vector, start, length, rank == holder ? other : holder, rank == holder, false));
            }

            if (ranges.Count > 0)
                moves.Add(new ShardMove(ShardMoveKind.Return, level, [.. ranges]));
            Return(middle, level - 1);
        }

        Return(first, level - 1);
    }

    // Neighbouring parts that go the same way are one.
    private static void Add(List<ShardRange> ranges, ShardRange next)
    {
        if (ranges.Count > 0 && ranges[^1] is var last && last with { Start = next.Start, Length = next.Length } == next
            && last.Start + last.Length == next.Start)
            ranges[^1] = last with { Length = last.Length + next.Length };
        else
            ranges.Add(next);
    }

    // The rank that has a part of the sum of 2^level shards: at each level one bit of the part's number says which side goes on.
    private int Holder(int first, int level, int chunk)
    {
        if (level == 0)
            return RankOf(first);
        int middle = Middle(first, level), left = Holder(first, level - 1, chunk);
        return middle >= shards || ((chunk >> (depth - level)) & 1) == 0 ? left : Holder(middle, level - 1, chunk);
    }

    private IEnumerable<(int Vector, int Chunk, int Start, int Length)> Chunks()
    {
        for (int vector = 0; vector < lengths.Length; vector++)
        {
            int count = vector == 0 && ranks > 1 ? 1 << depth : 1;
            for (int chunk = 0; chunk < count; chunk++)
            {
                int start = Start(chunk, count, lengths[vector]), length = Start(chunk + 1, count, lengths[vector]) - start;
                if (length > 0)
                    yield return (vector, chunk, start, length);
            }
        }
    }

    private bool IsMine(int first, int level) =>
        Overlap(first, Math.Min(first + (1 << level), shards), Start(rank, ranks, shards), Start(rank + 1, ranks, shards));

    // The first ranks have one shard more where it does not come out even.
    private int RankOf(int shard)
    {
        int each = shards / ranks, larger = shards % ranks;
        return shard < larger * (each + 1) ? shard / (each + 1) : larger + ((shard - (larger * (each + 1))) / each);
    }

    private static int Middle(int first, int level) => first + ((1 << level) >> 1);
}

/// <summary>The next operation of a rank in the tree.</summary>
internal enum ShardMoveKind
{
    /// <summary>The gradient of a shard.</summary>
    Compute,

    /// <summary>Keeps a sum until the other side of it is there.</summary>
    Keep,

    /// <summary>Adds two sides, or sends a part of one.</summary>
    Add,

    /// <summary>Passes on what is added to the end.</summary>
    Return,
}

/// <summary>A move.</summary>
/// <param name="Kind">The kind of the operation.</param>
/// <param name="Number">The shard that is computed, or the level of what is kept and added.</param>
/// <param name="Ranges">The parts of the vectors that are added or passed on.</param>
internal sealed record ShardMove(ShardMoveKind Kind, int Number, ShardRange[] Ranges);

/// <summary>A part of a vector that is added or passed on.</summary>
/// <param name="Vector">The vector.</param>
/// <param name="Start">The first number.</param>
/// <param name="Length">The number of values.</param>
/// <param name="Peer">The rank that has the other side; null for this one.</param>
/// <param name="IsSent">Whether it is sent to that rank; otherwise it is received.</param>
/// <param name="IsKept">Whether this rank's side is the one that was kept.</param>
internal readonly record struct ShardRange(int Vector, int Start, int Length, int? Peer, bool IsSent, bool IsKept);
