namespace Downhill;

/// <summary>
/// The rows of a data set in an order in which any stretch of them is a fair part: at random, by classes, by groups, or by time.
/// </summary>
public sealed class Splitter
{
    private readonly int[] order;
    private readonly int[]? cuts;
    private readonly bool isByTime;

    // cuts: where a stretch may end; null where it may end anywhere.
    private Splitter(int[] order, int[]? cuts = null, bool isByTime = false)
    {
        this.order = order;
        this.cuts = cuts;
        this.isByTime = isByTime;
    }

    /// <summary>Every order of the rows is equally likely.</summary>
    public static Splitter Random(int rows, ulong seed) => new(Shuffled(rows, seed));

    /// <summary>Every part has its share of each class, to a row.</summary>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="seed">Names the random order within a class.</param>
    public static Splitter Stratified(ReadOnlySpan<int> labels, ulong seed)
    {
        int[] shuffled = Shuffled(labels.Length, seed);
        var size = new Dictionary<int, int>();
        foreach (int label in labels)
            size[label] = size.GetValueOrDefault(label) + 1;

        // Row k of a class of n stands at (k + ½) / n of the way, so that classes lie evenly among each other.
        var place = new double[labels.Length];
        var seen = new Dictionary<int, int>(size.Count);
        for (int i = 0; i < shuffled.Length; i++)
        {
            int label = labels[shuffled[i]], k = seen.GetValueOrDefault(label);
            seen[label] = k + 1;
            place[i] = (k + 0.5) / size[label];
        }

        return new Splitter([.. Enumerable.Range(0, shuffled.Length).OrderBy(i => place[i]).Select(i => shuffled[i])]);
    }

    /// <summary>Groups of rows stay together; the order of the groups is random.</summary>
    /// <param name="groups">The group of each row.</param>
    /// <param name="seed">Names the random order.</param>
    public static Splitter Grouped(ReadOnlySpan<int> groups, ulong seed)
    {
        int[] shuffled = Shuffled(groups.Length, seed);
        int[] own = groups.ToArray();
        var rank = new Dictionary<int, int>();
        foreach (int row in shuffled)
            rank.TryAdd(own[row], rank.Count);
        int[] together = [.. shuffled.OrderBy(row => rank[own[row]])];
        return new Splitter(together, Ends(together, (one, other) => own[one] == own[other]));
    }

    /// <summary>A split by time: the test rows are newer than the training rows; rows with the same time stay together.</summary>
    /// <param name="times">The time of each row.</param>
    public static Splitter ByTime(ReadOnlySpan<double> times)
    {
        double[] own = times.ToArray();
        int[] newestFirst = [.. Enumerable.Range(0, own.Length).OrderByDescending(row => own[row])];
        return new Splitter(newestFirst, Ends(newestFirst, (one, other) => own[one].Equals(own[other])), isByTime: true);
    }

    /// <summary>
    /// Splits into three parts: first the test part, then the validation part; the rest is for training. The test part does not depend on
    /// the validation fraction.
    /// </summary>
    /// <param name="validation">The fraction of all rows for validation, from 0 (none) to below 1; rounded to whole rows.</param>
    /// <param name="test">The fraction of all rows for the test, likewise.</param>
    /// <exception cref="DownhillException">A fraction is out of range, or a part that is wanted would be empty.</exception>
    public Split Split(double validation, double test)
    {
        int validationRows = Part(Setting.Validation, validation), testRows = Part(Setting.Test, test);
        if (order.Length - validationRows - testRows < 1)
        {
            throw new DownhillException(
                $"No row is left to train on: of {order.Length:N0} rows, {validationRows:N0} go to validation and {testRows:N0} to the "
                    + $"test. Use smaller fractions{new Hint(Setting.Validation)}{new Hint(Setting.Test)}.");
        }

        int testEnd = testRows == 0 ? 0 : Cut(testRows, 0),
            validationEnd = validationRows == 0 ? testEnd : Cut(testEnd + validationRows, testEnd);
        if (validationEnd == order.Length)
            throw TooFew((testRows > 0 ? 1 : 0) + (validationRows > 0 ? 1 : 0) + 1);
        return new Split(order[validationEnd..], order[testEnd..validationEnd], order[..testEnd]);
    }

    /// <summary>
    /// Splits for cross-validation: every row is in one test part. By time, each training part is older than its test part, and the oldest
    /// part is not tested.
    /// </summary>
    /// <param name="folds">The number of folds, at least 2.</param>
    /// <param name="validation">The fraction of all rows that each keeps for validation, next to its test part.</param>
    /// <exception cref="DownhillException">There are too few rows or groups.</exception>
    public IReadOnlyList<Split> Folds(int folds, double validation = 0)
    {
        if (folds < 2)
            throw new DownhillException($"Cross-validation takes at least 2 folds, not {folds}.");
        int parts = isByTime ? folds + 1 : folds;
        int[] ends = [.. Enumerable.Range(0, parts + 1).Select(part => Cut((int)((long)order.Length * part / parts)))];
        int validationRows = Part(Setting.Validation, validation);
        var splits = new List<Split>(folds);
        for (int fold = 0; fold < folds; fold++)
        {
            int start = ends[fold], end = ends[fold + 1];
            if (end == start)
                throw TooFew(parts);
            int[] rest = isByTime ? order[end..] : [.. order[end..], .. order[..start]];
            int watched = isByTime
                ? Cut(end + validationRows) - end
                : (Cut((end + validationRows) % order.Length) - end + order.Length) % order.Length;
            if (validationRows == 0)
                watched = 0;
            if (watched >= rest.Length || (validationRows > 0 && watched == 0))
                throw TooFew(parts);
            splits.Add(new Split(rest[watched..], rest[..watched], order[start..end]));
        }

        return splits;
    }

    private static int[] Shuffled(int rows, ulong seed)
    {
        var shuffled = new int[rows];
        Shuffle.Fill(shuffled, seed, RandomPurpose.Splitting, 0);
        return shuffled;
    }

    private static int[] Ends(int[] rows, Func<int, int, bool> together)
    {
        List<int> ends = [0];
        for (int i = 1; i < rows.Length; i++)
        {
            if (!together(rows[i - 1], rows[i]))
                ends.Add(i);
        }

        return [.. ends, rows.Length];
    }

    // The nearest place where a stretch that starts at a place may end; of two equally near ones the earlier.
    private int Cut(int at, int start = -1)
    {
        if (cuts is null)
            return Math.Min(at, order.Length);
        int found = Array.BinarySearch(cuts, at);
        if (found >= 0)
            return at;
        int after = Math.Min(~found, cuts.Length - 1), before = Math.Max(after - 1, 0);
        return cuts[before] > start && at - cuts[before] <= cuts[after] - at ? cuts[before] : cuts[after];
    }

    private int Part(Setting setting, double fraction)
    {
        string name = setting == Setting.Test ? "test" : "validation";
        if (!(fraction is >= 0 and < 1))
            throw new DownhillException($"The {name} fraction is {fraction}; it must be at least 0 and less than 1, such as 0.2.");
        int part = (int)Math.Round(order.Length * fraction, MidpointRounding.AwayFromZero);
        if (fraction > 0 && part < 1)
            throw new DownhillException(
                $"The {name} part would be empty: {fraction} of {order.Length:N0} rows is less than half a row. "
                    + $"Use a larger fraction{new Hint(setting)}, or 0 for none.");
        return part;
    }

    private DownhillException TooFew(int parts) => new(
        cuts is null
            ? $"{order.Length:N0} rows are too few for {parts} parts; take fewer folds or other fractions."
            : $"{cuts.Length - 1:N0} {(isByTime ? "different time" : "group")}{(cuts.Length == 2 ? string.Empty : "s")} cannot be dealt "
                + $"into {parts} parts of the sizes wanted, for none may be torn apart; take fewer parts, "
                + $"or fractions nearer to the sizes of the {(isByTime ? "times" : "groups")}.");
}
