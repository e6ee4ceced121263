namespace Downhill.Tables;

/// <summary>
/// The association of a column with the target. A random half of the rows gives the shares of the classes, or the mean, for each value and
/// for each range of values. The other half measures by how much this reduces the squared error of a guess without the column. The better
/// of the two counts.
/// </summary>
internal sealed class TargetAssociation
{
    // More different numbers are cut into ranges alone; a range has rows enough to learn from; so few rows say nothing.
    private const int MaxValues = 1000, MaxRanges = 200, RowsOfRange = 20, MinRows = 20;

    private readonly TrainingTable training;
    private readonly int[] learned, measured;

    public TargetAssociation(TrainingTable training)
    {
        this.training = training;
        var order = new int[training.Rows];
        Shuffle.Fill(order, 0, RandomPurpose.Checking, 0);
        learned = order[..((order.Length + 1) / 2)];
        measured = order[learned.Length..];
    }

    /// <summary>The association with the target, from 0 to 1; null if there are too few rows.</summary>
    public double? Of(TableColumn column, ColumnKind kind)
    {
        int rows = training.Rows;
        if (rows < MinRows)
            return null;
        double told = 0;
        if (!column.IsNumeric || kind == ColumnKind.Category)
        {
            Try(Codes(column), column.Names.Distinct.Count + 1);
            return told;
        }

        double[] sorted = [.. Enumerable.Range(0, rows).Select(row => column.Number(training.RowOf(row))).Where(double.IsFinite).Order()];
        double[] values = [.. sorted.Distinct()];
        int ranges = Math.Clamp(rows / RowsOfRange, 1, MaxRanges);
        if (values.Length <= MaxValues)
            Try(Bins(column, values), values.Length + 1);
        if (values.Length > ranges)
        {
            double[] starts = [.. Enumerable.Range(0, ranges).Select(range => sorted[(int)((long)sorted.Length * range / ranges)])
                .Distinct()];
            Try(Bins(column, starts), starts.Length + 1);
            if (!training.Targets.AreClasses && ranges < MaxRanges) // of many rows the ranges are narrow enough
                Take(BetweenNeighbours(column));
        }

        return told;

        void Try(int[] bins, int count) => Take(training.Targets.AreClasses ? OfClasses(bins, count) : OfNumbers(bins, count));

        void Take(double one) => told = double.IsFinite(one) ? Math.Max(told, Math.Min(1, one)) : told;
    }

    // By the squared errors of the probabilities: Σ over classes of (p − 1 or 0)², one row of the whole table added to each bin.
    private double OfClasses(int[] bins, int count)
    {
        Targets targets = training.Targets;
        int classes = targets.Classes.Count;
        var inBin = new Dictionary<(int Bin, int Label), int>();
        var members = new int[count];
        var all = new double[classes];
        foreach (int row in learned)
        {
            int label = targets.Label(row);
            inBin[(bins[row], label)] = inBin.GetValueOrDefault((bins[row], label)) + 1;
            members[bins[row]]++;
            all[label] += 1.0 / learned.Length;
        }

        double allSquares = all.Sum(share => share * share);
        var squares = new double[count];
        for (int bin = 0; bin < count; bin++)
            squares[bin] = allSquares / ((members[bin] + 1.0) * (members[bin] + 1.0));
        foreach (((int bin, int label), int own) in inBin)
            squares[bin] += own * (own + (2 * all[label])) / ((members[bin] + 1.0) * (members[bin] + 1.0));

        double errors = 0, plain = 0;
        foreach (int row in measured)
        {
            int label = targets.Label(row), bin = bins[row];
            double share = (inBin.GetValueOrDefault((bin, label)) + all[label]) / (members[bin] + 1.0);
            errors += 1 - (2 * share) + squares[bin];
            plain += 1 - (2 * all[label]) + allSquares;
        }

        return 1 - (errors / plain);
    }

    private double OfNumbers(int[] bins, int count)
    {
        Samples numbers = training.Targets.Numbers!;
        var sums = new double[count];
        var members = new int[count];
        double sum = 0;
        foreach (int row in learned)
        {
            sums[bins[row]] += numbers[row, 0];
            members[bins[row]]++;
            sum += numbers[row, 0];
        }

        double mean = sum / learned.Length, errors = 0, plain = 0;
        foreach (int row in measured)
        {
            double target = numbers[row, 0], guess = members[bins[row]] == 0 ? mean : sums[bins[row]] / members[bins[row]];
            errors += (target - guess) * (target - guess);
            plain += (target - mean) * (target - mean);
        }

        return 1 - (errors / plain);
    }

    // A straight line from the next smaller number that was learned to the next larger one: a copy of the target, or a smooth function of
    // it, is guessed so although no number comes twice. Where the number is missing the guess is the mean.
    private double BetweenNeighbours(TableColumn column)
    {
        Samples numbers = training.Targets.Numbers!;
        (double X, double Y)[] known =
        [
            .. learned.Select(row => (X: column.Number(training.RowOf(row)), Y: (double)numbers[row, 0]))
                .Where(pair => double.IsFinite(pair.X))
                .GroupBy(pair => pair.X, (x, pairs) => (x, pairs.Average(pair => pair.Y))).OrderBy(pair => pair.x),
        ];
        if (known.Length < 2)
            return 0;
        double[] places = [.. known.Select(pair => pair.X)];
        double mean = learned.Average(row => (double)numbers[row, 0]), errors = 0, plain = 0;
        foreach (int row in measured)
        {
            double target = numbers[row, 0], x = column.Number(training.RowOf(row)), guess = mean;
            if (double.IsFinite(x))
            {
                int at = Array.BinarySearch(places, x);
                int right = Math.Clamp(at >= 0 ? at : ~at, 1, known.Length - 1);
                ((double x0, double y0), (double x1, double y1)) = (known[right - 1], known[right]);
                guess = y0 + ((y1 - y0) * Math.Clamp((x - x0) / (x1 - x0), 0, 1));
            }

            errors += (target - guess) * (target - guess);
            plain += (target - mean) * (target - mean);
        }

        return 1 - (errors / plain);
    }

    // Missing values are a bin of their own, the first.
    private int[] Codes(TableColumn column)
    {
        var bins = new int[training.Rows];
        for (int row = 0; row < bins.Length; row++)
            bins[row] = column.Names.Code(training.RowOf(row)) + 1;
        return bins;
    }

    private int[] Bins(TableColumn column, double[] starts)
    {
        var bins = new int[training.Rows];
        for (int row = 0; row < bins.Length; row++)
        {
            double number = column.Number(training.RowOf(row));
            int at = double.IsNaN(number) ? -1 : Array.BinarySearch(starts, number);
            bins[row] = double.IsNaN(number) ? 0 : at >= 0 ? at + 1 : ~at;
        }

        return bins;
    }
}
