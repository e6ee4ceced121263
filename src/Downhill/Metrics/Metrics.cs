namespace Downhill;

/// <summary>How well a network does on some rows. What does not apply is null: classes have no RMSE.</summary>
/// <param name="Rows">How many rows were measured.</param>
/// <param name="Loss">The mean loss of a row.</param>
/// <param name="Accuracy">The share of rows whose most probable class is the right one.</param>
/// <param name="LogLoss">The mean of −ln p, p being the probability given to the right class; for losses that answer in probabilities.</param>
/// <param name="RocAuc">Two classes: the probability that a row of the second class is given a higher score than one of the first, ties counting half.</param>
/// <param name="Rmse">Numbers: the root of the mean squared error, in the target's unit.</param>
/// <param name="Mae">Numbers: the mean absolute error, in the target's unit.</param>
/// <param name="R2">Numbers: 1 − Σ(y − t)² / Σ(t − mean)², averaged over the targets; null where a target is constant.</param>
/// <param name="Classes">Classes: precision, recall and F1 of each.</param>
/// <param name="Confusion">Classes: row i, column j counts the rows of class i that were called j; left out above 200 classes.</param>
/// <param name="PrAuc">Two classes: the average precision, the area under precision over recall; null where the second class is absent.</param>
/// <param name="BalancedAccuracy">Classes: the mean recall of those that occur.</param>
/// <param name="Mcc">Classes: the Matthews correlation of right and called classes, from −1 to 1.</param>
/// <param name="Top5">From ten classes on: the share of rows whose right class is among the five most probable.</param>
/// <param name="CalibrationError">Probabilities: the mean distance of accuracy from confidence, over 15 bins of confidence.</param>
/// <param name="Mape">Numbers: the mean of |y − t| / |t|; null where a target is 0.</param>
/// <param name="ExplainedVariance">Numbers: 1 − variance of y − t / variance of t, averaged over the targets; null where a target is constant.</param>
/// <param name="Intervals">Where they were asked for, an interval for each number.</param>
/// <param name="Positive">Two classes: the one that ROC-AUC, PR-AUC and thresholds are of, which is the second.</param>
public sealed record Metrics(
    int Rows,
    double Loss,
    double? Accuracy = null,
    double? LogLoss = null,
    double? RocAuc = null,
    double? Rmse = null,
    double? Mae = null,
    double? R2 = null,
    IReadOnlyList<ClassScore>? Classes = null,
    IReadOnlyList<IReadOnlyList<int>>? Confusion = null,
    double? PrAuc = null,
    double? BalancedAccuracy = null,
    double? Mcc = null,
    double? Top5 = null,
    double? CalibrationError = null,
    double? Mape = null,
    double? ExplainedVariance = null,
    IReadOnlyList<MetricInterval>? Intervals = null,
    string? Positive = null)
{
    /// <summary>Whether classes have names, and the confusion matrix a row and a column for each of them.</summary>
    internal bool IsWhole => (Classes is null || Classes.All(score => score?.Name is not null))
        && (Confusion is null || (Confusion.Count == Classes?.Count && Confusion.All(row => row?.Count == Confusion.Count)));

    /// <summary>Every number that applies, under the name it has in JSON.</summary>
    public IEnumerable<(string Name, double Value)> Numbers()
    {
        (string Name, double? Value)[] all =
        [
            ("loss", Loss), ("accuracy", Accuracy), ("logLoss", LogLoss), ("rocAuc", RocAuc), ("prAuc", PrAuc),
            ("balancedAccuracy", BalancedAccuracy), ("mcc", Mcc), ("top5", Top5), ("calibrationError", CalibrationError),
            ("rmse", Rmse), ("mae", Mae), ("r2", R2), ("mape", Mape), ("explainedVariance", ExplainedVariance),
        ];
        return all.Where(entry => entry.Value is not null).Select(entry => (entry.Name, entry.Value!.Value));
    }

    /// <summary>Whether more of a metric is better, as of accuracy; less of a loss or an error is.</summary>
    /// <param name="name">The metric, as in JSON: <c>logLoss</c>.</param>
    public static bool HigherIsBetter(string name) => name is "accuracy" or "rocAuc" or "prAuc" or "balancedAccuracy" or "mcc" or "top5" or "r2" or "explainedVariance";

    /// <summary>
    /// The constant answer that does as well: the most frequent class where it is right as often and its share as a probability has no larger
    /// log-loss, or "the mean" where R² is not above 0; null where the network does better.
    /// </summary>
    public string? ConstantAsGood()
    {
        if (Classes is null)
            return R2 <= 0 ? "the mean" : null;
        ClassScore most = Classes.MaxBy(score => score.Rows)!;
        double entropy = Classes.Where(score => score.Rows > 0).Sum(score => -score.Rows * Scalar.Log(score.Rows / (double)Rows) / Rows);
        return most.Rows < Rows && Accuracy <= most.Rows / (double)Rows && (LogLoss is null || LogLoss >= entropy) ? $"\"{most.Name}\"" : null;
    }

    /// <summary>The numbers alone, without the tables of classes.</summary>
    public Metrics Summary() => this with { Classes = null, Confusion = null };
}

/// <summary>How well one class is told from the others.</summary>
/// <param name="Name">The class.</param>
/// <param name="Rows">How many rows belong to it.</param>
/// <param name="Precision">Of the rows called so, the share that is; 0 where none is called so.</param>
/// <param name="Recall">Of the rows that are, the share called so; 0 where there is none.</param>
/// <param name="F1">The harmonic mean of the two; 0 where both are 0.</param>
public sealed record ClassScore(string Name, int Rows, double Precision, double Recall, double F1);
