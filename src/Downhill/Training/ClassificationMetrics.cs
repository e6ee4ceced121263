namespace Downhill;

/// <summary>Metrics of answers that name a class.</summary>
internal static class ClassificationMetrics
{
    // The matrix has this number squared cells at most; the scores of each class are there for any number.
    private const int MostClassesInMatrix = 200;

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
        int[] hits = new int[classes.Count], actual = new int[classes.Count], called = new int[classes.Count];
        int[][]? confusion = classes.Count <= MostClassesInMatrix ? [.. classes.Select(_ => new int[classes.Count])] : null;
        for (int row = 0; row < labels.Length; row++)
        {
            int label = labels[row], predicted = Predicted(answers.AsSpan(row * width, width));
            actual[label]++;
            called[predicted]++;
            hits[label] += label == predicted ? 1 : 0;
            if (confusion is not null)
                confusion[label][predicted]++;
        }

        return new Metrics(
            labels.Length,
            loss,
            Accuracy: hits.Sum() / (double)labels.Length,
            LogLoss: logLoss,
            RocAuc: classes.Count == 2 ? RocAuc(labels, answers, width) : null,
            Classes: [.. classes.Select((name, i) => Score(name, hits[i], actual[i], called[i]))],
            Confusion: confusion);
    }

    private static ClassScore Score(string name, int hits, int actual, int called)
    {
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
