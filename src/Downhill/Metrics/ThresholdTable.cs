namespace Downhill;

/// <summary>The metrics of decision thresholds for two classes, on rows that were not used for training.</summary>
/// <param name="Part">The name of the rows: <c>out of fold</c>, <c>validation</c>.</param>
/// <param name="Positive">The positive class.</param>
/// <param name="Missed">The cost of a missed positive row in <see cref="ThresholdScore.Cost"/>.</param>
/// <param name="FalseAlarm">The cost of a negative row that is predicted positive.</param>
/// <param name="Scores">
/// From the smallest threshold up: tenths, those with the largest F1 and balanced accuracy, and the chosen one.
/// </param>
/// <param name="Chosen">The one that the model obeys; null if it predicts the more probable class.</param>
public sealed record ThresholdTable(
    string Part, string Positive, double Missed, double FalseAlarm, IReadOnlyList<ThresholdScore> Scores, DecisionThreshold? Chosen = null)
{
    /// <summary>
    /// Measures rows, and chooses a threshold where there is an aim; null if answers are no probabilities of two classes.
    /// </summary>
    internal static ThresholdTable? Of(Predictions rows, IReadOnlyList<string> classes, string part, ThresholdAim? aim)
    {
        if (classes.Count != 2 || rows is not { Labels: int[] labels, LogLosses: not null } || !(Has(0) && Has(1)))
            return null;
        double[] probabilities = [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Row(row)[^1])];
        var counts = new ThresholdCounts(probabilities, labels, rows.Weights);
        DecisionThreshold? chosen = aim is null ? null : new DecisionThreshold(aim.Value ?? counts.Best(aim), aim);
        ThresholdAim costs = aim is { Goal: ThresholdGoal.Cost } ? aim : new ThresholdAim(ThresholdGoal.Cost);
        IEnumerable<double> best =
            [counts.Best(new ThresholdAim(ThresholdGoal.F1)), counts.Best(new ThresholdAim(ThresholdGoal.Balanced)), counts.Best(costs)];
        var all = new SortedSet<double>([.. Enumerable.Range(1, 9).Select(tenths => tenths / 10.0), .. best]);
        if (chosen is not null)
            all.Add(chosen.Value);
        return new ThresholdTable(part, classes[1], costs.Missed, costs.FalseAlarm,
            [.. all.Select(threshold => counts.Score(threshold, costs))], chosen);

        bool Has(int label) => Enumerable.Range(0, rows.Rows).Any(row => rows.Labels[row] == label && rows.Weight(row) > 0);
    }
}

/// <summary>The metrics of two classes at one threshold.</summary>
/// <param name="Threshold">The probability from which on the positive class is predicted.</param>
/// <param name="Precision">The correct share of the rows predicted positive; 0 if there are none.</param>
/// <param name="Recall">The share of the positive rows that is predicted positive.</param>
/// <param name="F1">The harmonic mean of the two.</param>
/// <param name="BalancedAccuracy">The mean of the shares of both classes that are predicted right.</param>
/// <param name="Cost">The mean cost of a row.</param>
public sealed record ThresholdScore(double Threshold, double Precision, double Recall, double F1, double BalancedAccuracy, double Cost);
