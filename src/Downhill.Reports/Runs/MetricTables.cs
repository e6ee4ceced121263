using System.Collections.Immutable;
using System.Globalization;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>Metrics as tables.</summary>
public static class MetricTables
{
    private const int MaxConfusions = 10;

    /// <summary>The main metrics, a row for each part of the data; null if none was measured.</summary>
    public static DataTable? Main(params IReadOnlyList<(string Part, Metrics? Metrics)> parts)
    {
        (string Part, Metrics Metrics)[] measured =
            [.. parts.Where(part => part.Metrics is not null).Select(part => (part.Part, part.Metrics!))];
        if (measured.Length == 0)
            return null;
        string[] names = [.. measured.Select(part => Main(part.Metrics)).MaxBy(numbers => numbers.Count)!.Select(number => number.Name)];
        return new DataTable(
            string.Empty,
            [Column.Text("part"), "rows", .. names.Select(name => new Column(name))],
            [.. measured.Select(part =>
                new Row(part.Part, [Whole(part.Metrics.Rows),
                .. names.Select(name => Main(part.Metrics).FirstOrDefault(number => number.Name == name, (name, string.Empty)).Cell)]))]);
    }

    /// <summary>Every metric: a column for each part of the data.</summary>
    public static DataTable All(params IReadOnlyList<(string Part, Metrics? Metrics)> parts)
    {
        (string Part, Metrics Metrics)[] measured =
            [.. parts.Where(part => part.Metrics is not null).Select(part => (part.Part, part.Metrics!))];
        string[] names = [.. measured.SelectMany(part => part.Metrics.Numbers().Select(number => number.Name)).Distinct()];
        return new DataTable(
            string.Empty,
            [Column.Text("metric"), .. measured.Select(part => new Column($"{part.Part}, {Count(part.Metrics.Rows, "row")}"))],
            [.. names.Select(name => new Row(Name(name), [.. measured.Select(part => Value(part.Metrics, name))]))]);
    }

    /// <summary>Every metric with its interval, and the calibration error that chance alone explains.</summary>
    /// <param name="metrics">Metrics with intervals.</param>
    /// <param name="level">The share of bootstrap samples that an interval holds.</param>
    /// <param name="caption">The caption.</param>
    public static DataTable Intervals(Metrics metrics, double level, string caption = "") => new(
        caption,
        [Column.Text("metric"), "value", $"{(100 * level).ToString("G4", CultureInfo.InvariantCulture)} % from", "to"],
        [
            .. metrics.Numbers().Select(number =>
                metrics.Intervals?.FirstOrDefault(interval => interval.Name == number.Name) is MetricInterval interval
                ? new Row(Name(number.Name), [Cell(number.Value), Cell(interval.Low), Cell(interval.High)])
                : new Row(Name(number.Name), [Cell(number.Value), string.Empty, string.Empty])),
            .. metrics.CalibrationBound is double bound
                ? [new Row("calibration error by chance", [string.Empty, Cell(0), Cell(bound)])]
                : Array.Empty<Row>(),
        ]);

    /// <summary>Mean and standard deviation of each metric over the folds.</summary>
    public static DataTable Folds(CrossValidation folds) => new(
        "Cross-validation: each network is measured on the fold that was left out of its training.",
        [Column.Text("metric"), "mean", "standard deviation"],
        [.. folds.Mean.Numbers().Select(number => new Row(Name(number.Name), [Cell(number.Value), Value(folds.Deviation, number.Name)]))]);

    /// <summary>The end of a sentence that names the positive class; empty if there are not two classes.</summary>
    public static string PositiveText(Metrics metrics) => metrics.Positive is string positive
        ? $"; ROC-AUC and PR-AUC are for '{positive}', the positive class"
        : string.Empty;

    /// <summary>Precision, recall and F1 of each class.</summary>
    public static DataTable Classes(IEnumerable<ClassScore> classes, string caption) => new(
        caption,
        [Column.Text("class"), "rows", "precision", "recall", "F1"],
        [.. classes.Select(score =>
            new Row(score.Name, [Whole(score.Rows), Fixed(score.Precision), Fixed(score.Recall), Fixed(score.F1)]))]);

    /// <summary>The metrics at thresholds for two classes; the best of each column is emphasized.</summary>
    public static DataTable Thresholds(ThresholdTable table)
    {
        IReadOnlyList<ThresholdScore> scores = table.Scores;
        string costs = string.Create(CultureInfo.InvariantCulture, $"cost {table.Missed}:{table.FalseAlarm}");
        double f1 = scores.Max(score => score.F1), balanced = scores.Max(score => score.BalancedAccuracy),
            cost = scores.Min(score => score.Cost);
        return new DataTable(
            $"Thresholds for '{table.Positive}', {Part(table)}. The cost is the mean per row: "
                + $"{Plain(table.Missed)} for a missed '{table.Positive}', {Plain(table.FalseAlarm)} for a false alarm.",
            ["threshold", "precision", "recall", "F1", "balanced accuracy", costs, Column.Text(string.Empty)],
            [
                .. scores.Select(score => new Row(score.Threshold.ToString("0.####", CultureInfo.InvariantCulture),
                [
                    Fixed(score.Precision), Fixed(score.Recall), Best(score.F1, f1), Best(score.BalancedAccuracy, balanced),
                    Best(score.Cost, cost),
                    score.Threshold == table.Chosen?.Value ? $"chosen: {table.Chosen.Aim}" : string.Empty,
                ])),
            ]);

        static Cell Best(double value, double best) => Fixed(value) with { Emphasis = value == best ? Emphasis.Good : Emphasis.None };

        static string Plain(double cost) => cost.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A sentence about how a model with a threshold predicts one of two classes.</summary>
    public static string ThresholdText(DecisionThreshold threshold, string positive) =>
        $"'{positive}' is predicted from a probability of {Number(threshold.Value)} (threshold: {threshold.Aim})";

    /// <summary>The confusion matrix; null if there is none.</summary>
    public static ConfusionMatrix? Confusion(Metrics metrics, string part) => metrics is { Classes: { } classes, Confusion: { } counts }
        ? new ConfusionMatrix(
            "Confusion matrix",
            $"Rows are actual classes, columns are predicted classes; {part}.",
            [.. classes.Select(score => score.Name)],
            [.. counts.Select(row => row.ToImmutableArray())])
        : null;

    /// <summary>The most frequent confusions of two classes, for a matrix that would be too wide.</summary>
    public static DataTable Confusions(ConfusionMatrix matrix) => new(
        "The most frequent confusions",
        [Column.Text("actual"), Column.Text("predicted"), "rows"],
        [
            .. matrix.Counts.SelectMany((row, actual) =>
                row.Select((count, predicted) => (Actual: actual, Predicted: predicted, Count: count)))
                .Where(cell => cell.Actual != cell.Predicted && cell.Count > 0)
                .OrderByDescending(cell => cell.Count)
                .Take(MaxConfusions)
                .Select(cell => new Row(matrix.Classes[cell.Actual],
                    [matrix.Classes[cell.Predicted], Whole(cell.Count) with { Emphasis = Emphasis.Bad }])),
        ]);

    internal static Cell Value(Metrics metrics, string name)
    {
        foreach ((string known, double value) in metrics.Numbers())
        {
            if (known == name)
                return Cell(value);
        }

        return string.Empty;
    }

    private static string Part(ThresholdTable table) => table.Part == "out of fold" ? table.Part : $"{table.Part} rows";

    private static Cell Fixed(double share) => new(share.ToString("F3", CultureInfo.InvariantCulture), share);

    private static List<(string Name, Cell Cell)> Main(Metrics metrics)
    {
        var numbers = new List<(string, Cell)> { ("loss", Cell(metrics.Loss)) };
        foreach (Metric metric in MetricList.All.Where(metric => metric.IsMain))
        {
            if (metrics.Values[metric.Name] is double value)
                numbers.Add((metric.Title, metric.Name == "accuracy" ? new Cell(Percent(value, 2), value) : Cell(value)));
        }

        return numbers;
    }
}
