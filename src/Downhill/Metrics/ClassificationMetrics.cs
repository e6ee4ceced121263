namespace Downhill;

/// <summary>Metrics of predictions that name a class, counted row by row.</summary>
internal sealed class ClassificationMetrics(IReadOnlyList<string> classes, int rows)
{
    private readonly ClassCounts counts = new(classes, rows);
    private readonly (ClassMetric Metric, RowCounter? Own)[] metrics =
        [.. MetricList.All.OfType<ClassMetric>().Select(metric => (metric, metric.NewCounter(classes.Count)))];

    /// <summary>The metrics of rows that are all there.</summary>
    public static Metrics Compute(Predictions answers, IReadOnlyList<string> classes)
    {
        var counted = new ClassificationMetrics(classes, answers.Rows);
        counted.Add(answers);
        return counted.Compute();
    }

    /// <summary>Counts some more rows.</summary>
    public void Add(Predictions answers)
    {
        for (int row = 0; row < answers.Rows; row++)
        {
            counts.Add(answers, row, answers.Predicted(row));
            int mostProbable = PredictedClass.Of(answers.Row(row));
            foreach ((_, RowCounter? own) in metrics)
                own?.Add(answers, row, mostProbable);
        }
    }

    /// <summary>The metrics of all rows counted.</summary>
    public Metrics Compute()
    {
        counts.Close();
        return new Metrics(
            counts.Rows,
            counts.Loss,
            MetricValues.Of(metrics.Select(entry => (entry.Metric.Name, entry.Metric.Value(counts, entry.Own)))),
            Classes: counts.Scores,
            Confusion: counts.Confusion,
            Positive: classes.Count == 2 ? classes[1] : null);
    }
}
