namespace Downhill;

/// <summary>Metrics of answers that name a class.</summary>
internal static class ClassificationMetrics
{
    // The matrix has this number squared cells at most; the scores of each class are there for any number.
    private const int MostClassesInMatrix = 200;

    // Among fewer classes than these, to be among the first five says little.
    private const int Top = 5, FewestForTop = 10;

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

    public static Metrics Compute(Answers answers, IReadOnlyList<string> classes)
    {
        int[] labels = answers.Labels!, hits = new int[classes.Count], actual = new int[classes.Count], called = new int[classes.Count];
        int[][]? confusion = classes.Count <= MostClassesInMatrix ? [.. classes.Select(_ => new int[classes.Count])] : null;
        for (int row = 0; row < labels.Length; row++)
        {
            int label = labels[row], predicted = Predicted(answers.Row(row));
            actual[label]++;
            called[predicted]++;
            hits[label] += label == predicted ? 1 : 0;
            if (confusion is not null)
                confusion[label][predicted]++;
        }

        ClassScore[] scores = [.. classes.Select((name, i) => Score(name, hits[i], actual[i], called[i]))];
        (double? rocAuc, double? prAuc) = classes.Count == 2 ? RankMetrics.Areas(answers) : (null, null);
        return new Metrics(
            labels.Length,
            Answers.Mean(answers.Losses),
            Accuracy: hits.Sum() / (double)labels.Length,
            LogLoss: answers.LogLosses is null ? null : Answers.Mean(answers.LogLosses),
            RocAuc: rocAuc,
            Classes: scores,
            Confusion: confusion,
            PrAuc: prAuc,
            BalancedAccuracy: scores.Where(score => score.Rows > 0).Average(score => score.Recall),
            Mcc: Correlation(labels.Length, hits, actual, called),
            Top5: classes.Count >= FewestForTop ? RankMetrics.TopShare(answers, Top) : null,
            CalibrationError: answers.LogLosses is null ? null : Calibration.Error(answers));
    }

    private static ClassScore Score(string name, int hits, int actual, int called)
    {
        double precision = called == 0 ? 0 : hits / (double)called;
        double recall = actual == 0 ? 0 : hits / (double)actual;
        double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new ClassScore(name, actual, precision, recall, f1);
    }

    // The correlation of right and called classes, 0 where one of them never changes. Source: J. Gorodkin, 2004.
    private static double Correlation(int rows, int[] hits, int[] actual, int[] called)
    {
        double all = rows, right = hits.Sum(), both = 0, actualSquares = 0, calledSquares = 0;
        for (int i = 0; i < hits.Length; i++)
        {
            both += (double)actual[i] * called[i];
            actualSquares += (double)actual[i] * actual[i];
            calledSquares += (double)called[i] * called[i];
        }

        double spread = Math.Sqrt((all * all) - actualSquares) * Math.Sqrt((all * all) - calledSquares);
        return spread == 0 ? 0 : ((right * all) - both) / spread;
    }
}
