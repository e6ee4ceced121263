using System.Numerics;

namespace Downhill;

/// <summary>
/// Permutation importance of a column: the increase of the mean loss when the column's values are shuffled among the rows, so that they
/// carry no information. Columns with the same information replace each other, and each seems less important. Source: L. Breiman, "Random
/// Forests", 2001.
/// </summary>
/// <param name="Column">The column of the table; all inputs made from it move together.</param>
/// <param name="Rise">The mean rise of the loss; about 0 where the column is not needed.</param>
/// <param name="Deviation">The standard deviation of the increases.</param>
public sealed record ColumnImportance(string Column, double Rise, double Deviation)
{
    /// <summary>The largest number of rows, and the number of times that their values are shuffled.</summary>
    public const int MaxRows = 1000, Repeats = 3;

    // Each column is measured alone where this many passes over the rows are enough; where they are not, the work in rows is bounded.
    private const int FewPasses = 300, MostPasses = 750, RowsOfWork = 100_000;

    /// <summary>
    /// Measures the columns, the most needed first. Of very many columns those are found that stand out: whole groups are permuted
    /// together, and the one by which the loss rises most is halved until single columns are left; so the cost grows with the columns,
    /// not with their square.
    /// </summary>
    /// <param name="evaluator">The evaluator of the network.</param>
    /// <param name="preprocessing">The preprocessing of the columns.</param>
    /// <param name="rows">The rows, as the network is to see them.</param>
    /// <param name="raw">The same rows before preprocessing.</param>
    /// <param name="progress">Gets the finished share of the work.</param>
    /// <param name="cancellation">Ends it with an exception.</param>
    internal static IReadOnlyList<ColumnImportance> Of<T>(
        Evaluator<T> evaluator, Preprocessing preprocessing, Dataset rows, Dataset raw, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] order = new int[raw.Rows];
        Shuffle.Fill(order, 0, RandomPurpose.Permutation, 0);
        int[] chosen = order[..Math.Min(MaxRows, order.Length)];
        int columns = preprocessing.Columns.Length;
        var encoded = (EncodedSamples)preprocessing.Apply(raw.Inputs.Pick([.. chosen.Select(raw.Stored)]));
        Targets targets = Pick(rows, chosen);
        double[]? weights = rows.IsWeighted ? [.. chosen.Select(rows.Weight)] : null;
        double before = Loss(encoded);
        int[] lender = new int[chosen.Length];
        int done = 0, budget = columns * Repeats <= FewPasses
            ? columns * Repeats
            : Math.Clamp(RowsOfWork / chosen.Length, FewPasses, MostPasses);
        int[] singles = columns * Repeats <= budget ? [.. Enumerable.Range(0, columns)] : Outstanding(columns, budget * 2 / 3, Rise);
        if (singles.Length * Repeats > budget - done)
            singles = singles[..Math.Max(1, (budget - done) / Repeats)];
        return [.. singles.Select(One).OrderByDescending(one => one.Rise)];

        ColumnImportance One(int column)
        {
            var rises = MeanAndDeviation.Of(
                [.. Enumerable.Range(0, Repeats).Select(repeat => Rise([column], (column * Repeats) + repeat + 1))]);
            return new ColumnImportance(preprocessing.Columns[column], rises.Mean, rises.Deviation);
        }

        double Rise(ReadOnlySpan<int> permuted, int stream)
        {
            cancellation.ThrowIfCancellationRequested();
            Shuffle.Fill(lender, 0, RandomPurpose.Permutation, (ulong)stream);
            double rise = Loss(encoded.Permute(permuted, lender)) - before;
            done++; // whether anyone watches or not
            progress?.Report(Math.Min(1, done / (double)budget));
            return rise;
        }

        double Loss(EncodedSamples inputs)
        {
            var looked = new Dataset(rows.Name, [inputs.Columns], inputs, targets);
            return evaluator.Evaluate(weights is null ? looked : looked.WithWeights(weights)).Loss;
        }
    }

    // Halves the group with the largest rise until the passes are used; gives the single columns found, those with the largest rise first.
    private static int[] Outstanding(int columns, int passes, GroupRise rise)
    {
        const int FirstGroups = 64;
        var groups = new PriorityQueue<(int Start, int End), double>();
        var singles = new List<(int Column, double Rise)>();
        int groupCount = Math.Min(FirstGroups, columns), used = 0;
        for (int group = 0; group < groupCount; group++)
            Add((int)((long)columns * group / groupCount), (int)((long)columns * (group + 1) / groupCount));
        while (used + 2 <= passes && groups.TryDequeue(out (int Start, int End) most, out _))
        {
            int middle = (most.Start + most.End) / 2;
            Add(most.Start, middle);
            Add(middle, most.End);
        }

        return [.. singles.OrderByDescending(single => single.Rise).ThenBy(single => single.Column).Select(single => single.Column)];

        void Add(int start, int end)
        {
            used++;
            double one = rise([.. Enumerable.Range(start, end - start)], (columns * Repeats) + used);
            if (end - start == 1)
                singles.Add((start, one));
            else
                groups.Enqueue((start, end), -one);
        }
    }

    private delegate double GroupRise(ReadOnlySpan<int> columns, int stream);

    private static Targets Pick(Dataset rows, int[] chosen)
    {
        if (rows.Targets.Numbers is not Samples numbers)
            return Targets.FromLabels([.. chosen.Select(row => rows.Targets.Label(rows.Stored(row)))], [.. rows.Targets.Classes]);
        var picked = new double[chosen.Length * numbers.Columns];
        for (int i = 0; i < chosen.Length; i++)
            numbers.Gather([rows.Stored(chosen[i])], picked.AsSpan(i * numbers.Columns, numbers.Columns));
        return Targets.FromNumbers(Samples.From(picked, numbers.Columns));
    }
}
