namespace Downhill;

/// <summary>Metrics of the order of rows by their scores.</summary>
internal static class RankMetrics
{
    /// <summary>
    /// The Mann–Whitney statistic: the weight of the pairs in which the row of the second class has the higher score, ties counting half;
    /// and the average precision, the sum over descending thresholds of the precision there times the recall won.
    /// </summary>
    public static (double? RocAuc, double? PrAuc) Areas(double[] scores, int[] labels, double[] weights)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort((double[])scores.Clone(), order);

        double positives = 0, negatives = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            positives += labels[row] == 1 ? weights[row] : 0;
            negatives += labels[row] == 1 ? 0 : weights[row];
        }

        double found = 0, passed = 0, pairs = 0, precision = 0;
        for (int end = order.Length; end > 0;)
        {
            int start = end;
            double here = 0, against = 0;
            while (start > 0 && scores[order[start - 1]].Equals(scores[order[end - 1]]))
            {
                int row = order[--start];
                here += labels[row] == 1 ? weights[row] : 0;
                against += labels[row] == 1 ? 0 : weights[row];
            }

            pairs += against * (found + (here / 2));
            (found, passed) = (found + here, passed + here + against);
            precision += here == 0 ? 0 : here * (found / passed);
            end = start;
        }

        return (
            positives == 0 || negatives == 0 ? null : pairs / (positives * negatives),
            positives == 0 ? null : precision / positives);
    }
}
