namespace Downhill;

/// <summary>The counts over all rows from which metrics of classes are computed.</summary>
internal sealed class ClassCounts
{
    // The matrix has this number squared cells at most; the scores of each class are there for any number.
    private const int MaxClassesInMatrix = 200;

    private readonly IReadOnlyList<string> classes;
    private readonly int[] members;

    // Two classes only: what the ranking of the rows needs. Otherwise nothing is kept of a row.
    private readonly int[] labels;
    private readonly double[] scores, weights;
    private double losses;
    private bool isWeighted;

    /// <summary>Allocates the counts for a number of rows.</summary>
    public ClassCounts(IReadOnlyList<string> classes, int rows)
    {
        this.classes = classes;
        HitWeights = new double[classes.Count];
        ActualWeights = new double[classes.Count];
        PredictedWeights = new double[classes.Count];
        members = new int[classes.Count];
        Confusion = classes.Count <= MaxClassesInMatrix ? [.. classes.Select(_ => new int[classes.Count])] : null;
        labels = new int[classes.Count == 2 ? rows : 0];
        scores = new double[labels.Length];
        weights = new double[labels.Length];
    }

    /// <summary>The number of counted rows.</summary>
    public int Rows { get; private set; }

    /// <summary>The weights of all rows.</summary>
    public double Total { get; private set; }

    /// <summary>The weighted mean of the rows' losses.</summary>
    public double Loss => losses / Total;

    /// <summary>For each class the weight of its rows that are predicted right.</summary>
    public double[] HitWeights { get; }

    /// <summary>For each class the weight of its rows.</summary>
    public double[] ActualWeights { get; }

    /// <summary>For each class the weight of the rows predicted to be of it.</summary>
    public double[] PredictedWeights { get; }

    /// <summary>Row i, column j: how many rows of class i are predicted to be of class j; null for many classes.</summary>
    public int[][]? Confusion { get; }

    /// <summary>Precision, recall and F1 of each class, after <see cref="Close"/>.</summary>
    public ClassScore[] Scores { get; private set; } = [];

    /// <summary>Two classes: the areas under the curves of the ranked rows, after <see cref="Close"/>.</summary>
    public (double? RocAuc, double? PrAuc) Areas { get; private set; }

    /// <summary>Counts a row.</summary>
    public void Add(Predictions answers, int row, int predicted)
    {
        int label = answers.Labels![row];
        double weight = answers.Weight(row);
        isWeighted |= answers.Weights is not null;
        losses += weight * answers.Losses[row];
        members[label]++;
        ActualWeights[label] += weight;
        PredictedWeights[predicted] += weight;
        HitWeights[label] += label == predicted ? weight : 0;
        if (Confusion is not null)
            Confusion[label][predicted]++;
        if (labels.Length > 0)
            (labels[Rows], scores[Rows], weights[Rows]) = (label, answers.Score(row), weight);
        Total += weight;
        Rows++;
    }

    /// <summary>Computes what follows from the counts of all rows.</summary>
    public void Close()
    {
        Scores = [.. classes.Select((name, i) => Score(name, members[i], HitWeights[i], ActualWeights[i], PredictedWeights[i])
            with { Share = isWeighted ? ActualWeights[i] / Total : null })];
        Areas = classes.Count == 2 ? RankMetrics.Areas(scores, labels, weights) : (null, null);
    }

    private static ClassScore Score(string name, int rows, double hits, double actual, double predicted)
    {
        double precision = predicted == 0 ? 0 : hits / predicted;
        double recall = actual == 0 ? 0 : hits / actual;
        double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new ClassScore(name, rows, precision, recall, f1);
    }
}
