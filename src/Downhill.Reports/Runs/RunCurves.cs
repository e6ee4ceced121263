using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>Charts of a run by epoch.</summary>
public static class RunCurves
{
    private const int MaxLines = 4;

    /// <summary>The loss, the main metric and the learning rate of a run, or of the first member of an ensemble.</summary>
    public static ImmutableArray<LineChart> Of(IEnumerable<EpochRecord> epochs)
    {
        EpochRecord[] first = First(epochs);
        if (first.Length < 2)
            return [];
        bool isScheduled = first.Select(epoch => epoch.LearningRate).Distinct().Count() > 1;
        return
        [
            .. ((LineChart?[])
            [
                Chart("Loss", "The mean loss of a row", "loss", Line("training", first, epoch => epoch.Loss),
                    Line("validation", first, epoch => epoch.Validation?.Loss)),
                Chart("Accuracy", "The accuracy on the validation rows", "accuracy",
                    Line("validation", first, epoch => epoch.Validation?.Accuracy)),
                Chart("RMSE", "The root of the mean squared error on the validation rows", "RMSE",
                    Line("validation", first, epoch => epoch.Validation?.Rmse)),
                isScheduled ? Chart("Learning rate", "The learning rate of the last step", "learning rate",
                    Line("learning rate", first, epoch => epoch.LearningRate)) : null,
            ]).OfType<LineChart>(),
        ];

        LineChart? Chart(string title, string what, string up, params ReadOnlySpan<ChartLine> lines)
        {
            ImmutableArray<ChartLine> drawn = [.. lines.ToArray().Where(line => line.Points.Length > 1)];
            string whose = first[0].Member is null ? string.Empty : ", first member";
            return drawn.IsEmpty ? null : new LineChart(title, $"{what} by epoch{whose}.", "epoch", up, drawn);
        }
    }

    /// <summary>The losses of a training so far; null before the second epoch.</summary>
    /// <param name="training">The training loss of each epoch.</param>
    /// <param name="validation">The validation loss of each epoch; empty if there are no validation rows.</param>
    /// <param name="title">The title of the chart.</param>
    public static LineChart? Losses(IReadOnlyList<double> training, IReadOnlyList<double> validation, string title = "Loss by epoch") =>
        training.Count < 2 ? null : new LineChart(title, string.Empty, "epoch", "loss", [.. LossLines(training, validation)]);

    /// <summary>The lines of the training and the validation losses, by epoch from 1.</summary>
    public static ImmutableArray<ChartLine> LossLines(IReadOnlyList<double> training, IReadOnlyList<double> validation) =>
        [Line("training", training), Line("validation", validation)];

    /// <summary>The same curve of several runs, with at most four lines on one chart.</summary>
    /// <param name="runs">The runs with their names.</param>
    /// <param name="title">The title.</param>
    /// <param name="up">The label of the vertical axis.</param>
    /// <param name="value">The value of an epoch.</param>
    public static IEnumerable<LineChart> Together(
        IEnumerable<(string Name, IReadOnlyList<EpochRecord> Epochs)> runs, string title, string up, Func<EpochRecord, double?> value) =>
        runs.Chunk(MaxLines)
            .Select(some => some.Select(run => Line(run.Name, First(run.Epochs), value))
                .ToImmutableArray()) // all, so that each keeps its colour
            .Where(lines => lines.Any(line => line.Points.Length > 1))
            .Select(lines => new LineChart(title, $"{title} by epoch; for an ensemble, that of the first member.", "epoch", up, lines));

    private static EpochRecord[] First(IEnumerable<EpochRecord> epochs) => [.. epochs.Where(epoch => epoch.Member is null or 1)];

    private static ChartLine Line(string name, IReadOnlyList<double> values) =>
        new(name, [.. values.Select((value, i) => new ChartPoint(i + 1, value))]);

    private static ChartLine Line(string name, IEnumerable<EpochRecord> epochs, Func<EpochRecord, double?> value) =>
        new(name, [.. epochs.Where(epoch => value(epoch) is double number && double.IsFinite(number))
            .Select(epoch => new ChartPoint(epoch.Epoch, value(epoch)!.Value))]);
}
