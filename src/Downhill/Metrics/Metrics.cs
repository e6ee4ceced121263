using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The metrics of a network on some rows. A metric that does not apply is null; for example, classes have no RMSE.</summary>
/// <param name="Rows">The number of measured rows.</param>
/// <param name="Loss">The mean loss of a row.</param>
/// <param name="Values">The metrics that apply: see <see cref="MetricList.All"/>.</param>
/// <param name="Classes">Classes: precision, recall and F1 of each.</param>
/// <param name="Confusion">Classes: row i, column j counts the rows of class i that were called j; left out above 200 classes.</param>
/// <param name="Intervals">An interval for each metric; null if intervals were not requested.</param>
/// <param name="Positive">Two classes: the one that ROC-AUC, PR-AUC and thresholds are of, which is the second.</param>
/// <param name="CalibrationBound">
/// Where intervals were asked for: the calibration error that 95 % of perfectly calibrated models with these probabilities stay below on as
/// many rows.
/// </param>
[JsonConverter(typeof(MetricsConverter))]
public sealed record Metrics(
    int Rows,
    double Loss,
    MetricValues Values,
    IReadOnlyList<ClassScore>? Classes = null,
    IReadOnlyList<IReadOnlyList<int>>? Confusion = null,
    IReadOnlyList<MetricInterval>? Intervals = null,
    string? Positive = null,
    double? CalibrationBound = null)
{
    /// <summary>Metrics with a loss only.</summary>
    public Metrics(int rows, double loss)
        : this(rows, loss, [])
    {
    }

    /// <summary>Whether classes have names, and the confusion matrix a row and a column for each of them.</summary>
    internal bool IsWhole => (Classes is null || Classes.All(score => score?.Name is not null))
        && (Confusion is null || (Confusion.Count == Classes?.Count && Confusion.All(row => row?.Count == Confusion.Count)));

    /// <summary>Classes: the share of rows whose predicted class is correct.</summary>
    public double? Accuracy => Values["accuracy"];

    /// <summary>Classes: the mean of −ln p, where p is the predicted probability of the correct class.</summary>
    public double? LogLoss => Values["logLoss"];

    /// <summary>Two classes: the area under the ROC curve.</summary>
    public double? RocAuc => Values["rocAuc"];

    /// <summary>Two classes: the average precision.</summary>
    public double? PrAuc => Values["prAuc"];

    /// <summary>Classes: the mean recall of the classes that occur.</summary>
    public double? BalancedAccuracy => Values["balancedAccuracy"];

    /// <summary>Classes: the Matthews correlation.</summary>
    public double? Mcc => Values["mcc"];

    /// <summary>From ten classes on: the share of rows whose correct class is among the five most probable classes.</summary>
    public double? Top5 => Values["top5"];

    /// <summary>Probabilities: the mean distance of accuracy from confidence.</summary>
    public double? CalibrationError => Values["calibrationError"];

    /// <summary>Numbers: the root of the mean squared error, in the target's unit.</summary>
    public double? Rmse => Values["rmse"];

    /// <summary>Numbers: the mean absolute error, in the target's unit.</summary>
    public double? Mae => Values["mae"];

    /// <summary>Numbers: the share of the targets' variance that is explained.</summary>
    public double? R2 => Values["r2"];

    /// <summary>Numbers: the mean absolute error as a share of the target.</summary>
    public double? Mape => Values["mape"];

    /// <summary>Numbers: <see cref="R2"/> without the effect of a constant error.</summary>
    public double? ExplainedVariance => Values["explainedVariance"];

    /// <summary>The loss and every metric that applies, under the names they have in JSON.</summary>
    public IEnumerable<(string Name, double Value)> Numbers() => Values.Prepend(("loss", Loss));

    /// <summary>Whether a higher value of a metric is better, as for an accuracy; a lower loss or error is better.</summary>
    /// <param name="name">The metric, as in JSON: <c>logLoss</c>.</param>
    public static bool HigherIsBetter(string name) => MetricList.Find(name) is { HigherIsBetter: true };

    /// <summary>
    /// A constant prediction that is as good: the most frequent class, by the weights of the rows, if its accuracy and log-loss are at
    /// least as good, or "the mean" if R² is not above 0; null if the network is better.
    /// </summary>
    public string? ConstantAsGood()
    {
        if (Classes is null)
            return R2 <= 0 ? "the mean" : null;
        ClassScore most = Classes.MaxBy(Share)!;
        double entropy = Classes.Where(score => Share(score) > 0).Sum(score => -Share(score) * Scalar.Log(Share(score)));
        return Share(most) < 1 && Accuracy <= Share(most) && (LogLoss is null || LogLoss >= entropy) ? $"\"{most.Name}\"" : null;

        double Share(ClassScore score) => score.Share ?? score.Rows / (double)Rows;
    }

    /// <summary>The metrics without the tables of classes.</summary>
    public Metrics Summary() => this with { Classes = null, Confusion = null };
}
