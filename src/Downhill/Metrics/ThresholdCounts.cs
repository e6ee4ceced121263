namespace Downhill;

/// <summary>The numbers of correct and wrong predictions of two classes at every distinct threshold.</summary>
internal sealed class ThresholdCounts
{
    // The rows of equal probabilities, from the largest one down, with the weights of all rows so far.
    private readonly List<(double Probability, double Hits, double Alarms)> steps = [];
    private readonly double positives, negatives;

    public ThresholdCounts(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights)
    {
        var order = new List<int>(probabilities.Length);
        for (int row = 0; row < probabilities.Length; row++)
        {
            if (weights.IsEmpty || weights[row] > 0)
                order.Add(row);
        }

        double[] given = probabilities.ToArray();
        order.Sort((one, other) => given[other].CompareTo(given[one]));
        for (int i = 0; i < order.Count; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[order[i]];
            if (labels[order[i]] == 1)
                positives += weight;
            else
                negatives += weight;
            if (i + 1 == order.Count || given[order[i + 1]] != given[order[i]])
                steps.Add((given[order[i]], positives, negatives));
        }

        if (positives == 0 || negatives == 0)
            throw new DownhillException(
                $"A threshold needs rows of both classes; these have only {(positives == 0 ? "the negative" : "the positive")} one.");
    }

    /// <summary>
    /// The threshold that is best for an aim; of equally good ones the one nearest to <see cref="ThresholdAim.Expectation"/>, then the
    /// larger.
    /// </summary>
    public double Best(ThresholdAim aim)
    {
        double best = 0, least = double.PositiveInfinity;
        for (int cut = 0; cut <= steps.Count; cut++)
        {
            // Between the probability that is just positive and the one that is not any more; none is positive above 1.
            double high = cut == 0 ? 1 : steps[cut - 1].Probability, low = cut == steps.Count ? 0 : steps[cut].Probability;
            if (cut == 0 && low >= 1)
                continue;
            double threshold = Between(low, high, aim.Expectation), loss = Loss(aim, Hits(cut), Alarms(cut));
            if (loss < least || (loss == least && Math.Abs(threshold - aim.Expectation) < Math.Abs(best - aim.Expectation)))
                (best, least) = (threshold, loss);
        }

        return best;
    }

    /// <summary>The metrics of one threshold.</summary>
    public ThresholdScore Score(double threshold, ThresholdAim costs)
    {
        int cut = steps.FindIndex(step => step.Probability < threshold);
        cut = cut < 0 ? steps.Count : cut;
        double hits = Hits(cut), alarms = Alarms(cut);
        return new ThresholdScore(
            threshold,
            hits + alarms == 0 ? 0 : hits / (hits + alarms),
            hits / positives,
            F1(hits, alarms),
            Balanced(hits, alarms),
            Cost(costs, hits, alarms));
    }

    private double Hits(int cut) => cut == 0 ? 0 : steps[cut - 1].Hits;

    private double Alarms(int cut) => cut == 0 ? 0 : steps[cut - 1].Alarms;

    private double Loss(ThresholdAim aim, double hits, double alarms) => aim.Goal switch
    {
        ThresholdGoal.F1 => -F1(hits, alarms),
        ThresholdGoal.Balanced => -Balanced(hits, alarms),
        _ => Cost(aim, hits, alarms),
    };

    // One division each: equal counts in whole numbers give equal bits, so that ties are seen.
    private double F1(double hits, double alarms) => 2 * hits / (hits + alarms + positives);

    private double Balanced(double hits, double alarms) =>
        ((hits * negatives) + ((negatives - alarms) * positives)) / (2 * positives * negatives);

    private double Cost(ThresholdAim costs, double hits, double alarms) =>
        ((costs.Missed * (positives - hits)) + (costs.FalseAlarm * alarms)) / (positives + negatives);

    // Above low, at most high: what is expected where it lies there, otherwise the middle.
    private static double Between(double low, double high, double expected)
    {
        if (expected > low && expected <= high)
            return expected;
        double middle = (low + high) / 2;
        return middle > low ? middle : high;
    }
}
