using System.Globalization;
using static Downhill.Reports.MetricText;

namespace Downhill.Reports;

/// <summary>The content of a run's report.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="Record">The record of the run.</param>
/// <param name="Epochs">The records of the epochs.</param>
/// <param name="Rows">The evaluation on the rows of the run; null if they could not be read again.</param>
/// <param name="Missing">The reason why they could not be read again.</param>
/// <param name="Drawing">The network; null leaves it out.</param>
public sealed record RunReport(string Name, RunRecord Record, IReadOnlyList<EpochRecord> Epochs, ReportedRows? Rows = null,
    string? Missing = null, NetworkDrawing? Drawing = null)
{
    private const int MaxClasses = 30;

    /// <summary>Reads a run and measures its model again. Without its rows, the report has what the folder knows.</summary>
    /// <param name="folder">The folder of a run with metrics.</param>
    /// <param name="option">The words for a setting that helps; null leaves them out.</param>
    /// <exception cref="DownhillException">The folder has no run, or the run has no metrics yet.</exception>
    public static RunReport Read(string folder, Func<Hint, string>? option = null)
    {
        RunRecord record = RunFolder.ReadRecord(folder);
        if (record.Metrics is null)
            throw new DownhillException(
                $"The run in {folder} is {(RunFolder.Status(folder) ?? record.Status).Text()} and has no metrics yet; "
                    + $"a report needs a run with a saved model.");
        var model = ModelFile.Open(RunFolder.FindModel(folder));
        ReportedRows? rows = null;
        string? missing = null;
        try
        {
            rows = ReportedRows.Of(record, folder, model);
        }
        catch (Exception error) when (error is DownhillException or IOException or UnauthorizedAccessException)
        {
            missing = error is DownhillException { Text: ErrorText text } ? text.ToString(option) : error.Message;
        }

        NetworkDrawing? drawing = record.Blend is not null || record.Model.Layers is [Average]
            ? null
            : NetworkDrawing.Of(model.Load<double>());
        return new RunReport(Path.GetFileName(Path.GetFullPath(folder)), record, RunFolder.ReadEpochs(folder), rows, missing, drawing);
    }

    /// <summary>The report.</summary>
    public Document Document() => new(Name, Sections());

    private IEnumerable<Section> Sections()
    {
        RunMetrics metrics = Record.Metrics ?? new RunMetrics(null, null, null);
        (string part, Metrics last) = metrics.Test is Metrics test ? ("test", test)
            : metrics.Validation is Metrics validation ? ("validation", validation)
            : ("training", metrics.Train ?? Rows?.Metrics ?? new Metrics(0, Record.Result?.Loss ?? double.NaN));
        yield return new Section(string.Empty,
            [Summary(part, last), .. Missing is null
                ? Array.Empty<Block>()
                : [new Note($"The rows could not be read again. Curves of predictions, columns and the rows with the largest loss are "
                    + $"left out: {Missing}")]]);
        if (last.Rows > 0)
            yield return new Section("Metrics", [.. Measures(metrics)]);
        if (Rows is not null)
            yield return new Section("Data", [.. Rows.Data.Blocks()]);
        yield return new Section("Settings", [.. Settings()]);
        if (RunCurves.Of(Epochs) is { Length: > 0 } curves)
            yield return new Section("Training", [.. curves]);
        if (MetricTables.Confusion(last, $"{part} rows") is ConfusionMatrix { Classes.Length: <= MaxClasses } matrix)
            yield return new Section("Classes",
                [matrix, MetricTables.Classes(last.Classes!,
                $"Precision, recall and F1 of each class; {part} rows{MetricTables.PositiveText(last)}")]);
        if (Rows is not null)
        {
            yield return new Section($"Predictions for the {Rows.Part} rows",
                [.. PredictionCharts.Of(Rows.Analysis, Rows.Part, last.Positive)]);
            if (ErrorTables.Importances(Rows.Analysis) is DataTable importances)
                yield return new Section("Importance of the columns", [importances]);
            yield return new Section("Largest errors", [ErrorTables.Worst(Rows.Analysis, Rows.Part, Rows.Places, files: Rows.Files)]);
            if (Rows.Pictures is not null)
                yield return Rows.Pictures;
        }

        yield return new Section("Reproduce",
            [new Code(Record.Command),
            new Paragraph($"Downhill {Record.Version}, {Record.Machine.Runtime} on {Record.Machine.System}. "
                + $"The result does not depend on the machine.")]);
    }

    private Paragraph Summary(string part, Metrics last)
    {
        string status = Record.Status == RunStatus.Finished ? string.Empty : $" Status: {Record.Status.Text()}.";
        string started = Record.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        string result = last.Rows > 0 ? $"{MetricText.Short(last)} on {Count(last.Rows)} {part} rows" : NotMeasured(last);
        return new Paragraph($"{Record.Data.Source} → {(Record.Data.Target.Length == 0 ? "target" : Record.Data.Target)}. "
            + $"{result}.{status} Trained on {started} UTC in {Number(Record.Seconds ?? 0)} s; {Count(Record.Parameters, "parameter")}.");
    }

    private string NotMeasured(Metrics last) => double.IsFinite(last.Loss)
        ? $"Not measured yet; the training loss is {Number(last.Loss)} after {Count(Record.Result?.Epochs ?? 0, "epoch")}"
        : "Not measured yet";

    private IEnumerable<Block> Measures(RunMetrics metrics)
    {
        yield return MetricTables.All(("training", metrics.Train), ("out of fold", metrics.OutOfFold), ("validation", metrics.Validation),
            ("test", metrics.Test));
        if (Record.Blend is BlendRecord blend)
        {
            foreach (string sentence in BlendText.Sentences(blend, metrics))
                yield return new Paragraph(sentence);
        }

        if (metrics.OutOfFold is { Intervals: not null } outside)
            yield return MetricTables.Intervals(outside, new Bootstrap().Level,
                "The training rows out of fold; the interval contains 95 % of 1,000 bootstrap samples.");
        if (Rows is { Metrics.Intervals: not null })
            yield return MetricTables.Intervals(Rows.Metrics, Rows.Level,
                $"The {Rows.Part} rows, measured again; the interval contains {Percent(Rows.Level, 0)} of 1,000 bootstrap samples.");
        if (Record.CrossValidation is CrossValidation folds)
            yield return MetricTables.Folds(folds);
        if (Record.Coverage is RunCoverage coverage)
        {
            if (CoverageText.Sentence(coverage, !Record.Data.Classes.IsEmpty) is string held)
                yield return new Paragraph(held);
            yield return CoverageText.Chart(coverage, !Record.Data.Classes.IsEmpty);
        }

        if (Record.Thresholds is ThresholdTable thresholds)
            yield return MetricTables.Thresholds(thresholds);
    }

    private IEnumerable<Block> Settings()
    {
        TrainingOptions training = Record.Training;
        (string Name, string Value)[] settings =
        [
            .. Record.Recipe is string recipe ? [("recipe", recipe)] : Array.Empty<(string, string)>(),
            ("rows", $"{Count(Record.Data.Training)} for training, {Count(Record.Data.Validation)} for validation, "
                + $"{Count(Record.Data.Test)} for testing"),
            ("model", Record.Blend is BlendRecord blend ? BlendText.Summary(blend) : ModelText.OfRun(Record.Model)),
            ("loss", Catalog.Losses.NameOf(training.Loss)),
            .. Record.Blend is null ? Descent(training) : Array.Empty<(string, string)>(),
            .. Record.Thresholds is { Chosen: DecisionThreshold chosen } table
                ? [("threshold", MetricTables.ThresholdText(chosen, table.Positive))]
                : Array.Empty<(string, string)>(),
            ("seed", training.Seed.ToString(CultureInfo.InvariantCulture)),
            .. Record.Result?.BestEpoch is int best ? [("weights", $"of epoch {Count(best)}")] : Array.Empty<(string, string)>(),
        ];
        yield return new DataTable(string.Empty, [Column.Text("setting"), Column.Prose("value")],
            [.. settings.Select(setting => new Row(setting.Name, [setting.Value]))]);
        if (Record is { Blend: BlendRecord competition, Metrics.OutOfFold: Metrics outside })
            yield return BlendText.Candidates(competition, outside) with { Caption = "The candidates that competed" };
        if (Drawing is not null)
            yield return Drawing;
        if (Rows is null && Record.Data.Schema is { Count: > 0 } schema)
        {
            yield return new DataTable(
                "The columns of the table",
                [Column.Text("column"), Column.Text("kind"), Column.Text("role"), Column.Prose("reason")],
                [.. schema.Select(column => new Row(column.Name, [column.Kind, column.Role, column.Reason]))]);
        }
    }

    // What a blend's members do each in their own way.
    private (string Name, string Value)[] Descent(TrainingOptions training) =>
    [
        ("optimizer", $"{Catalog.Optimizers.NameOf(training.Optimizer)}, learning rate {Number(training.Optimizer.LearningRate)}"),
        ("schedule", training.Schedule is null ? "constant" : Catalog.Schedules.NameOf(training.Schedule)),
        ("batch size", training.BatchSize == 0 ? "all rows" : Count(training.BatchSize)),
        ("epochs", $"{Count(Record.Result?.Epochs ?? training.Epochs)} of {Count(training.Epochs)}"),
    ];
}
