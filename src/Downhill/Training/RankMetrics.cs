namespace Downhill;

/// <summary>Metrics of the order in which rows stand by their scores.</summary>
internal static class RankMetrics
{
    /// <summary>
    /// The Mann–Whitney statistic, ranks in ascending score, tied ones sharing their mean rank; and the average precision, the sum over
    /// descending thresholds of the precision there times the recall won.
    /// </summary>
    public static (double? RocAuc, double? PrAuc) Areas(double[] scores, int[] labels)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort((double[])scores.Clone(), order);

        long positives = labels.Count(label => label == 1), negatives = scores.Length - positives, found = 0;
        double ranks = 0, precision = 0;
        for (int end = order.Length; end > 0;)
        {
            int start = end;
            long here = 0;
            while (start > 0 && scores[order[start - 1]].Equals(scores[order[end - 1]]))
                here += labels[order[--start]];
            ranks += here * ((start + end + 1) / 2.0); // the mean of start + 1 … end
            found += here;
            precision += here * (found / (double)(order.Length - start));
            end = start;
        }

        return (
            positives == 0 || negatives == 0 ? null : (ranks - (positives * (positives + 1) / 2.0)) / (positives * (double)negatives),
            positives == 0 ? null : precision / positives);
    }

    /// <summary>Whether the right class is among the most probable few; of equal ones the first count as more probable.</summary>
    public static bool IsAmong(ReadOnlySpan<double> answer, int label, int most)
    {
        int before = 0;
        for (int i = 0; i < answer.Length; i++)
            before += answer[i] > answer[label] || (i < label && answer[i].Equals(answer[label])) ? 1 : 0;
        return before < most;
    }
}
