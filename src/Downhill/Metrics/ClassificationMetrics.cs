namespace Downhill;

/// <summary>Metrics of answers that name a class, counted row by row.</summary>
internal sealed class ClassificationMetrics
{
    // The matrix has this number squared cells at most; the scores of each class are there for any number.
    private const int MaxClassesInMatrix = 200;

    // Among fewer classes than these, to be among the first five says little.
    private const int Top = 5, MinForTop = 10;

    private readonly IReadOnlyList<string> classes;
    private readonly double[] hits, actual, called;
    private readonly int[] members;
    private readonly int[][]? confusion;
    private readonly Calibration calibration = new();

    // Two classes only: what the ranking of the rows needs. Otherwise nothing is kept of a row.
    private readonly int[] labels;
    private readonly double[] scores, weights;
    private double losses, logLosses, total, amongTop;
    private bool areProbabilities;
    private int rows;

    /// <summary>Makes room for the counts of so many rows.</summary>
    public ClassificationMetrics(IReadOnlyList<string> classes, int rows)
    {
        this.classes = classes;
        hits = new double[classes.Count];
        actual = new double[classes.Count];
        called = new double[classes.Count];
        members = new int[classes.Count];
        confusion = classes.Count <= MaxClassesInMatrix ? [.. classes.Select(_ => new int[classes.Count])] : null;
        labels = new int[classes.Count == 2 ? rows : 0];
        scores = new double[labels.Length];
        weights = new double[labels.Length];
    }

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

    /// <summary>The metrics of rows that are all there.</summary>
    public static Metrics Compute(Predictions answers, IReadOnlyList<string> classes)
    {
        var counts = new ClassificationMetrics(classes, answers.Rows);
        counts.Add(answers);
        return counts.Compute();
    }

    /// <summary>Counts some more rows.</summary>
    public void Add(Predictions answers)
    {
        areProbabilities = answers.LogLosses is not null;
        for (int row = 0; row < answers.Rows; row++)
        {
            int label = answers.Labels![row], predicted = Predicted(answers.Row(row));
            double weight = answers.Weight(row);
            losses += weight * answers.Losses[row];
            members[label]++;
            actual[label] += weight;
            called[predicted] += weight;
            hits[label] += label == predicted ? weight : 0;
            if (confusion is not null)
                confusion[label][predicted]++;
            if (classes.Count >= MinForTop && RankMetrics.IsAmong(answers.Row(row), label, Top))
                amongTop += weight;
            if (labels.Length > 0)
                (labels[rows], scores[rows], weights[rows]) = (label, answers.Score(row), weight);
            if (answers.LogLosses is not null)
            {
                logLosses += weight * answers.LogLosses[row];
                calibration.Add(answers.Confidence(row, predicted), label == predicted, weight);
            }

            total += weight;
            rows++;
        }
    }

    /// <summary>The metrics of all rows counted.</summary>
    public Metrics Compute()
    {
        ClassScore[] each = [.. classes.Select((name, i) => Score(name, members[i], hits[i], actual[i], called[i]))];
        (double? rocAuc, double? prAuc) = classes.Count == 2 ? RankMetrics.Areas(scores, labels, weights) : (null, null);
        return new Metrics(
            rows,
            losses / total,
            Accuracy: hits.Sum() / total,
            LogLoss: areProbabilities ? logLosses / total : null,
            RocAuc: rocAuc,
            Classes: each,
            Confusion: confusion,
            PrAuc: prAuc,
            BalancedAccuracy: each.Where((_, i) => actual[i] > 0).Average(score => score.Recall),
            Mcc: Correlation(total, hits, actual, called),
            Top5: classes.Count >= MinForTop ? amongTop / total : null,
            CalibrationError: areProbabilities ? calibration.Error(total) : null,
            Positive: classes.Count == 2 ? classes[1] : null);
    }

    private static ClassScore Score(string name, int rows, double hits, double actual, double called)
    {
        double precision = called == 0 ? 0 : hits / called;
        double recall = actual == 0 ? 0 : hits / actual;
        double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new ClassScore(name, rows, precision, recall, f1);
    }

    // The correlation of right and called classes, 0 where one of them never changes. Source: J. Gorodkin, 2004.
    private static double Correlation(double all, double[] hits, double[] actual, double[] called)
    {
        double right = hits.Sum(), both = 0, actualSquares = 0, calledSquares = 0;
        for (int i = 0; i < hits.Length; i++)
        {
            both += actual[i] * called[i];
            actualSquares += actual[i] * actual[i];
            calledSquares += called[i] * called[i];
        }

        double spread = Math.Sqrt((all * all) - actualSquares) * Math.Sqrt((all * all) - calledSquares);
        return spread == 0 ? 0 : ((right * all) - both) / spread;
    }
}
