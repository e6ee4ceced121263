using System.Collections.Immutable;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Studio.Server.Study;

/// <summary>A finished run, with what the page asks of it.</summary>
public sealed class StudyResult
{
    private readonly ModelFile model;
    private readonly Predictor predictor;
    private readonly Dataset raw;
    private readonly double[] scores;

    public StudyResult(ExperimentRun run, RunRecord record)
    {
        Record = record;
        model = ModelFile.Open(run.Folder.ModelPath);
        predictor = new Predictor(model);
        (Part, Dataset rows) = run.Parts.EvaluationSet;
        raw = run.Parts.Raw;
        Analysis = run.Analyze();
        Places = run.Parts.Places;
        Measured = Part == "test" ? record.Metrics!.Test! : record.Metrics!.Validation ?? record.Metrics.Train!;
        double[] answers = model.Dtype == "F64" ? new Predictor<double>(model).Predict(raw) : new Predictor<float>(model).Predict(raw);
        int width = answers.Length / raw.Rows;
        Classes = model.Preprocessing.Classes;
        Positive = Measured.Positive is string named ? Classes.IndexOf(named) : 1;
        scores = Classes.Length != 2 ? [] : [.. Enumerable.Range(0, raw.Rows).Select(row => width == 2 ? answers[(2 * row) + Positive] : Positive == 1 ? answers[row] : 1 - answers[row])];
    }

    /// <summary>The run's record.</summary>
    public RunRecord Record { get; }

    /// <summary>The part of the rows that is measured here.</summary>
    public string Part { get; }

    /// <summary>Its metrics.</summary>
    public Metrics Measured { get; }

    /// <summary>Its errors, by row and by column.</summary>
    public ErrorAnalysis Analysis { get; }

    /// <summary>Where each row stands in the file.</summary>
    public Func<int, RowPlace>? Places { get; }

    /// <summary>The classes; empty for a number.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Of two classes, the place of the positive one.</summary>
    public int Positive { get; }

    /// <summary>Whether a threshold divides the answers: there are two classes.</summary>
    public bool HasThreshold => scores.Length > 0;

    /// <summary>The columns that a prediction asks for.</summary>
    public ImmutableArray<string> Columns => predictor.Columns;

    /// <summary>The numbers of rows by actual and predicted class, where the positive class is predicted from a probability on.</summary>
    public ConfusionMatrix At(double threshold)
    {
        int[][] counts = [[0, 0], [0, 0]];
        for (int row = 0; row < scores.Length; row++)
            counts[raw.Targets.Label(row)][scores[row] >= threshold ? Positive : 1 - Positive]++;
        return new ConfusionMatrix(
            "Confusion matrix",
            $"The {Part} rows by actual and predicted class; '{Classes[Positive]}' is predicted from a probability of {threshold:F2} on",
            Classes,
            [.. counts.Select(row => row.ToImmutableArray())]);
    }

    /// <summary>The answer for a row that was filled in; an empty field is a missing value.</summary>
    /// <exception cref="DownhillException">A value does not suit its column.</exception>
    public Prediction Predict(IReadOnlyDictionary<string, string> row) =>
        predictor.Predict(row.ToDictionary(field => field.Key, field => field.Value.Length == 0 ? null : (object?)field.Value));

    /// <summary>Where the truth of such a number lies in 90 of 100 rows; null where the model does not know.</summary>
    public (double Lower, double Upper)? Interval(Prediction prediction) =>
        Classes.IsEmpty && model.Preprocessing.Uncertainty is Uncertainty uncertainty ? uncertainty.Interval(prediction.Number, 0.9) : null;

    /// <summary>Which columns move the prediction for one of the measured rows, counted from 0, and how far.</summary>
    public Document Why(int row, string place)
    {
        double[] values = [.. Enumerable.Range(0, raw.Inputs.Columns).Select(column => (double)raw.Inputs[raw.Stored(row), column])];
        return new AttributionReport(new IntegratedGradients(model).Of(values), model, place).Document();
    }
}
