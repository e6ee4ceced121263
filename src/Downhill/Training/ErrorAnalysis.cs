using System.Globalization;
using System.Numerics;

namespace Downhill;

/// <summary>An error analysis: the rows with the largest loss, the distribution of the errors, and the importance of the columns.</summary>
/// <param name="Rows">The number of analyzed rows.</param>
/// <param name="Worst">The rows with the largest loss, the worst first.</param>
/// <param name="Residuals">Numbers: how the errors lie.</param>
/// <param name="Answered">Numbers: what was right and what was answered, for some of the rows evenly.</param>
/// <param name="Roc">Two classes: the share of the first class that is called the second, and of the second, by falling threshold.</param>
/// <param name="PrecisionRecall">Two classes: recall and precision of the second, by falling threshold.</param>
/// <param name="Calibration">Classes: how often a class called with some confidence is right.</param>
/// <param name="Importances">Tables: how much each column is needed, the most needed first; null if the raw rows are not there.</param>
public sealed record ErrorAnalysis(
    int Rows,
    IReadOnlyList<WrongRow> Worst,
    ResidualSummary? Residuals,
    IReadOnlyList<CurvePoint>? Answered,
    IReadOnlyList<CurvePoint>? Roc,
    IReadOnlyList<CurvePoint>? PrecisionRecall,
    IReadOnlyList<CalibrationBin>? Calibration,
    IReadOnlyList<ColumnImportance>? Importances)
{
    /// <summary>
    /// Classes: for each class, the rows with the largest loss that were predicted as another class, the largest loss first.
    /// </summary>
    public IReadOnlyList<WrongRow>? WorstOfClass { get; init; }

    private const int MaxWorst = 10, MaxWorstOfClass = 5, MaxPoints = 400, Bins = 10;

    /// <summary>Analyzes the predictions of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss it was trained with.</param>
    /// <param name="preprocessing">The preprocessing, fitted on the training rows.</param>
    /// <param name="rows">The rows, as the network is to see them.</param>
    /// <param name="raw">The same rows before preprocessing, for the importance of columns; null leaves it out.</param>
    /// <param name="threads">The number of threads of a pass; the result does not depend on it.</param>
    /// <param name="progress">Gets the finished share of the columns' importance.</param>
    /// <param name="cancellation">Leaves out the importance of columns that is not measured yet.</param>
    public static ErrorAnalysis Of<T>(
        Network<T> network, Loss loss, Preprocessing preprocessing, Dataset rows, Dataset? raw = null, int threads = 1,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var evaluator = new Evaluator<T>(network, rows, loss, threads, preprocessing);
        Predictions answers = evaluator.AnswerAll(rows);
        IReadOnlyList<string> classes = rows.Targets.Classes;
        int[] called = answers.Labels is null ? [] : [.. Enumerable.Range(0, answers.Rows).Select(row => answers.Predicted(row))];
        int[] order = [.. Enumerable.Range(0, answers.Rows).OrderByDescending(row => answers.Losses[row]).ThenBy(row => row)
            .Take(MaxWorst)];
        bool areTwo = answers.Labels is not null && classes.Count == 2;
        return new ErrorAnalysis(
            answers.Rows,
            [.. order.Select(row => Wrong(answers, row, rows, called))],
            answers.Targets is null
                ? null
                : ResidualSummary.Of([.. answers.Values.Zip(answers.Targets, (answer, target) => answer - target)]),
            answers.Targets is null
                ? null
                : Thin([.. answers.Targets.Zip(answers.Values, (target, answer) => new CurvePoint(target, answer))]),
            areTwo ? Thresholds(answers, precision: false) : null,
            areTwo ? Thresholds(answers, precision: true) : null,
            answers.Labels is null || answers.LogLosses is null ? null : Confidences(answers),
            Importances())
        {
            WorstOfClass = answers.Labels is not int[] labels ? null
                :
                [
                    .. Enumerable.Range(0, answers.Rows).Where(row => called[row] != labels[row]).GroupBy(row => labels[row])
                        .OrderBy(group => group.Key)
                        .SelectMany(group => group.OrderByDescending(row => answers.Losses[row]).ThenBy(row => row).Take(MaxWorstOfClass))
                        .Select(row => Wrong(answers, row, rows, called)),
                ],
        };

        IReadOnlyList<ColumnImportance>? Importances()
        {
            try
            {
                return raw is null || !preprocessing.IsTabular
                    ? null
                    : ColumnImportance.Of(evaluator, preprocessing, rows, raw, progress, cancellation);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    private static WrongRow Wrong(Predictions answers, int row, Dataset rows, int[] called)
    {
        if (answers.Labels is int[] labels)
        {
            double? confidence = answers.LogLosses is null ? null : answers.Confidence(row, called[row]);
            return new WrongRow(rows.Stored(row) + 1, rows.Targets.Classes[labels[row]], rows.Targets.Classes[called[row]], confidence,
                answers.Losses[row]);
        }

        return new WrongRow(rows.Stored(row) + 1, Numbers(answers.Targets.AsSpan(row * answers.Width, answers.Width)),
            Numbers(answers.Row(row)), null, answers.Losses[row]);
    }

    private static string Numbers(ReadOnlySpan<double> values) =>
        string.Join(" ", values.ToArray().Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));

    // From the highest score down; rows of equal scores go over together.
    private static List<CurvePoint> Thresholds(Predictions answers, bool precision)
    {
        int[] order = [.. Enumerable.Range(0, answers.Rows).OrderByDescending(answers.Score)];
        double positives = Weight(answers, 1), negatives = Weight(answers, 0);
        var points = new List<CurvePoint>();
        if (!precision)
            points.Add(new CurvePoint(0, 0));
        double right = 0, wrong = 0;
        for (int i = 0; i < order.Length; i++)
        {
            double weight = answers.Weight(order[i]);
            (right, wrong) = answers.Labels![order[i]] == 1 ? (right + weight, wrong) : (right, wrong + weight);
            if (i + 1 < order.Length && answers.Score(order[i + 1]).Equals(answers.Score(order[i])))
                continue;
            points.Add(precision
                ? new CurvePoint(right / positives, right + wrong > 0 ? right / (right + wrong) : 1)
                : new CurvePoint(wrong / negatives, right / positives));
        }

        return Thin(points);
    }

    // At least a little, to divide by.
    private static double Weight(Predictions answers, int label)
    {
        double sum = 0;
        for (int row = 0; row < answers.Rows; row++)
            sum += answers.Labels![row] == label ? answers.Weight(row) : 0;
        return sum > 0 ? sum : 1;
    }

    private static List<CalibrationBin> Confidences(Predictions answers)
    {
        var sums = new (int Rows, double Weight, double Confidence, double Right)[Bins];
        for (int row = 0; row < answers.Rows; row++)
        {
            int called = PredictedClass.Of(answers.Row(row)); // the most probable, whatever the threshold is
            double confidence = answers.Confidence(row, called), weight = answers.Weight(row);
            ref (int Rows, double Weight, double Confidence, double Right) bin =
                ref sums[Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1)];
            bin = (bin.Rows + 1, bin.Weight + weight, bin.Confidence + (weight * confidence),
                bin.Right + (called == answers.Labels![row] ? weight : 0));
        }

        return [.. sums.Where(bin => bin.Weight > 0)
            .Select(bin => new CalibrationBin(bin.Rows, bin.Confidence / bin.Weight, bin.Right / bin.Weight))];
    }

    private static List<CurvePoint> Thin(List<CurvePoint> points) => points.Count <= MaxPoints
        ? points
        : [.. Enumerable.Range(0, MaxPoints).Select(i => points[(int)(i * (points.Count - 1L) / (MaxPoints - 1))])];
}

/// <summary>A row with a large loss.</summary>
/// <param name="Row">Its place in the data, from 1.</param>
/// <param name="Actual">The actual value.</param>
/// <param name="Predicted">The predicted value.</param>
/// <param name="Confidence">The probability that was given to the answer, where there is one.</param>
/// <param name="Loss">The loss of the row.</param>
public sealed record WrongRow(int Row, string Actual, string Predicted, double? Confidence, double Loss);

/// <summary>A point of a curve.</summary>
/// <param name="X">The x coordinate.</param>
/// <param name="Y">The y coordinate.</param>
public readonly record struct CurvePoint(double X, double Y);

/// <summary>The rows whose predictions have a similar confidence.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Confidence">The mean probability that was given to the class called.</param>
/// <param name="Accuracy">The share of them that was called rightly.</param>
public sealed record CalibrationBin(int Rows, double Confidence, double Accuracy);

/// <summary>The distribution of the errors of a network: prediction − target, in the target's unit.</summary>
/// <param name="Mean">Their mean; 0 if errors to both sides weigh the same.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Low">The 5 % quantile: one error of 20 is below it.</param>
/// <param name="LowerQuartile">The lower quartile: one error of four is below it.</param>
/// <param name="Median">Half of them are below it.</param>
/// <param name="UpperQuartile">The upper quartile: one error of four is above it.</param>
/// <param name="High">The 95 % quantile: one error of 20 is above it.</param>
/// <param name="Largest">The error farthest from 0.</param>
public sealed record ResidualSummary(double Mean, double Deviation, double Low, double LowerQuartile, double Median, double UpperQuartile,
    double High, double Largest)
{
    internal static ResidualSummary Of(double[] errors)
    {
        var moments = MeanAndDeviation.Of(errors);
        Array.Sort(errors);
        return new ResidualSummary(
            moments.Mean, moments.Deviation, At(0.05), At(0.25), At(0.5), At(0.75), At(0.95),
            Math.Abs(errors[0]) > Math.Abs(errors[^1]) ? errors[0] : errors[^1]);

        double At(double share) => SortedNumbers.Quantile(errors, share);
    }
}
