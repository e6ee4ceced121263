namespace Downhill.Tables;

/// <summary>
/// How much of a target one column tells: a random half of the rows learns the shares of the classes, or the mean, of each value or range of
/// values, and the other half measures how much of the squared error of a guess without the column goes away.
/// </summary>
internal sealed class Telling
{
    // So many different numbers at least are cut into ranges; so few rows say nothing.
    private const int MostValues = 1000, Ranges = 200, FewestRows = 20;

    private readonly TrainingTable training;
    private readonly int[] learned, measured;

    public Telling(TrainingTable training)
    {
        this.training = training;
        var order = new int[training.Rows];
        Shuffle.Fill(order, 0, RandomPurpose.Checking, 0);
        learned = order[..((order.Length + 1) / 2)];
        measured = order[learned.Length..];
    }

    /// <summary>The share of the target told, from 0 to 1; null where the rows are too few.</summary>
    public double? Of(TableColumn column)
    {
        int rows = training.Rows;
        if (rows < FewestRows)
            return null;
        int[] bins = Bins(column, out int count);
        double told = training.Targets.AreClasses ? OfClasses(bins, count) : OfNumbers(bins, count);
        return Math.Clamp(double.IsFinite(told) ? told : 0, 0, 1);
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

    // Missing values are a bin of their own, the first.
    private int[] Bins(TableColumn column, out int count)
    {
        var bins = new int[training.Rows];
        if (!column.IsNumeric)
        {
            count = column.Texts.Distinct.Count + 1;
            for (int row = 0; row < bins.Length; row++)
                bins[row] = column.Texts.Code(training.RowOf(row)) + 1;
            return bins;
        }

        double[] sorted = [.. Enumerable.Range(0, bins.Length).Select(row => column.Number(training.RowOf(row))).Where(double.IsFinite).Order()];
        double[] values = [.. sorted.Distinct()];
        if (values.Length > MostValues)
            values = [.. Enumerable.Range(0, Ranges).Select(range => sorted[(int)((long)sorted.Length * range / Ranges)]).Distinct()];
        for (int row = 0; row < bins.Length; row++)
        {
            double number = column.Number(training.RowOf(row));
            int at = double.IsNaN(number) ? -1 : Array.BinarySearch(values, number);
            bins[row] = double.IsNaN(number) ? 0 : at >= 0 ? at + 1 : ~at;
        }

        count = values.Length + 1;
        return bins;
    }
}
