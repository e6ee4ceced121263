namespace Downhill;

/// <summary>Metrics of answers that name a class.</summary>
internal static class ClassificationMetrics
{
    /// <summary>
    /// The most probable class of each row: with one output, the second class from ½ on; otherwise the first of the largest.
    /// </summary>
    public static int Predicted(ReadOnlySpan<double> answers)
    {
        if (answers.Length == 1)
            return answers[0] >= 0.5 ? 1 : 0;
        int best = 0;
        for (int i = 1; i < answers.Length; i++)
            best = answers[i] > answers[best] ? i : best;
        return best;
    }

    public static Metrics Compute(double loss, double? logLoss, int[] labels, double[] answers, IReadOnlyList<string> classes)
    {
        int width = answers.Length / labels.Length;
        var confusion = new int[classes.Count][];
        for (int i = 0; i < confusion.Length; i++)
            confusion[i] = new int[classes.Count];
        for (int row = 0; row < labels.Length; row++)
            confusion[labels[row]][Predicted(answers.AsSpan(row * width, width))]++;

        int right = Enumerable.Range(0, classes.Count).Sum(i => confusion[i][i]);
        return new Metrics(
            labels.Length,
            loss,
            Accuracy: right / (double)labels.Length,
            LogLoss: logLoss,
            RocAuc: classes.Count == 2 ? RocAuc(labels, answers, width) : null,
            Classes: [.. classes.Select((name, i) => Score(name, i, confusion))],
            Confusion: confusion);
    }

    private static ClassScore Score(string name, int of, int[][] confusion)
    {
        int hits = confusion[of][of], actual = confusion[of].Sum(), called = confusion.Sum(row => row[of]);
        double precision = called == 0 ? 0 : hits / (double)called;
        double recall = actual == 0 ? 0 : hits / (double)actual;
        double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new ClassScore(name, actual, precision, recall, f1);
    }

    // The Mann–Whitney statistic: ranks in ascending score, tied ones sharing their mean rank.
    private static double? RocAuc(int[] labels, double[] answers, int width)
    {
        var scores = new double[labels.Length];
        for (int row = 0; row < scores.Length; row++)
            scores[row] = width == 1 ? answers[row] : answers[(row * 2) + 1] - answers[row * 2];
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        Array.Sort((double[])scores.Clone(), order);

        double ranks = 0;
        long positives = 0;
        for (int start = 0; start < order.Length;)
        {
            int end = start;
            while (end < order.Length && scores[order[end]].Equals(scores[order[start]]))
                end++;
            double rank = (start + end + 1) / 2.0; // the mean of start + 1 … end
            for (int i = start; i < end; i++)
            {
                if (labels[order[i]] != 1)
                    continue;
                ranks += rank;
                positives++;
            }

            start = end;
        }

        long negatives = labels.Length - positives;
        return positives == 0 || negatives == 0 ? null : (ranks - (positives * (positives + 1) / 2.0)) / (positives * (double)negatives);
    }
}
