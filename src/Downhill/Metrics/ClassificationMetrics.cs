namespace Downhill;

/// <summary>The counts, row by row, that metrics of classes are made of.</summary>
internal sealed class ClassificationMetrics
{
    // The matrix has this number squared cells at most; the scores of each class are there for any number.
    private const int MaxClassesInMatrix = 200;

    private readonly IReadOnlyList<string> classes;
    private readonly int[] members;
    private readonly int[][]? confusion;
    private readonly (ClassMetric Metric, RowCounter? Own)[] metrics;

    // Two classes only: what the ranking of the rows needs. Otherwise nothing is kept of a row.
    private readonly int[] labels;
    private readonly double[] scores, weights;
    private double losses;
    private int rows;

    /// <summary>Makes room for the counts of so many rows.</summary>
    public ClassificationMetrics(IReadOnlyList<string> classes, int rows)
    {
        this.classes = classes;
        HitWeights = new double[classes.Count];
        ActualWeights = new double[classes.Count];
        PredictedWeights = new double[classes.Count];
        members = new int[classes.Count];
        confusion = classes.Count <= MaxClassesInMatrix ? [.. classes.Select(_ => new int[classes.Count])] : null;
        labels = new int[classes.Count == 2 ? rows : 0];
        scores = new double[labels.Length];
        weights = new double[labels.Length];
        metrics = [.. Metric.All.OfType<ClassMetric>().Select(metric => (metric, metric.NewCounter(classes.Count)))];
    }

    /// <summary>The weights of all rows.</summary>
    public double Total { get; private set; }

    /// <summary>For each class the weight of its rows that are predicted right.</summary>
    public double[] HitWeights { get; }

    /// <summary>For each class the weight of its rows.</summary>
    public double[] ActualWeights { get; }

    /// <summary>For each class the weight of the rows predicted to be of it.</summary>
    public double[] PredictedWeights { get; }

    /// <summary>Precision, recall and F1 of each class, after the last row.</summary>
    public ClassScore[] Scores { get; private set; } = [];

    /// <summary>Two classes: the areas under the curves of the ranked rows, after the last row.</summary>
    public (double? RocAuc, double? PrAuc) Areas { get; private set; }

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
        for (int row = 0; row < answers.Rows; row++)
        {
            int label = answers.Labels![row], predicted = Predicted(answers.Row(row));
            double weight = answers.Weight(row);
            losses += weight * answers.Losses[row];
            members[label]++;
            ActualWeights[label] += weight;
            PredictedWeights[predicted] += weight;
            HitWeights[label] += label == predicted ? weight : 0;
            if (confusion is not null)
                confusion[label][predicted]++;
            if (labels.Length > 0)
                (labels[rows], scores[rows], weights[rows]) = (label, answers.Score(row), weight);
            foreach ((_, RowCounter? own) in metrics)
                own?.Add(answers, row, predicted);
            Total += weight;
            rows++;
        }
    }

    /// <summary>The metrics of all rows counted.</summary>
    public Metrics Compute()
    {
        Scores = [.. classes.Select((name, i) => Score(name, members[i], HitWeights[i], ActualWeights[i], PredictedWeights[i]))];
        Areas = classes.Count == 2 ? RankMetrics.Areas(scores, labels, weights) : (null, null);
        return new Metrics(
            rows,
            losses / Total,
            MetricValues.Of(metrics.Select(entry => (entry.Metric.Name, entry.Metric.Value(this, entry.Own)))),
            Classes: Scores,
            Confusion: confusion,
            Positive: classes.Count == 2 ? classes[1] : null);
    }

    private static ClassScore Score(string name, int rows, double hits, double actual, double predicted)
    {
        double precision = predicted == 0 ? 0 : hits / predicted;
        double recall = actual == 0 ? 0 : hits / actual;
        double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new ClassScore(name, rows, precision, recall, f1);
    }
}
