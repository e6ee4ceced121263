using System.Collections.Immutable;
using System.Globalization;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Studio.Server.Study;

/// <summary>A finished run, measured on its own rows, for its page.</summary>
public sealed class RunResult
{
    private readonly Dataset raw;
    private readonly double[] scores;
    private readonly Lock gate = new();
    private readonly Dictionary<(int Column, int Output), PartialDependence> dependences = [];

    /// <summary>Measures a run.</summary>
    /// <param name="record">The content of its <c>run.json</c>.</param>
    /// <param name="model">Its model.</param>
    /// <param name="parts">Its rows.</param>
    /// <param name="analysis">Its errors, where they are known already.</param>
    public RunResult(RunRecord record, ModelFile model, TrainParts parts, ErrorAnalysis? analysis = null)
    {
        (Record, Model, raw, Places) = (record, model, parts.Raw, parts.Places);
        (Part, Dataset rows) = parts.EvaluationSet;
        Analysis = analysis ?? (model.Dtype == "F64" ? Analyze<double>(rows) : Analyze<float>(rows));
        Measured = record.Metrics is not { } metrics ? new Metrics(rows.Rows, record.Result?.Loss ?? double.NaN)
            : (Part == "test" ? metrics.Test : null) ?? metrics.Validation ?? metrics.Train ?? new Metrics(rows.Rows, double.NaN);
        double[] answers = model.Predict(raw);
        int width = answers.Length / raw.Rows;
        Classes = model.Preprocessing.Classes;
        Positive = Measured.Positive is string named ? Classes.IndexOf(named) : 1;
        scores = Classes.Length != 2 ? [] : [.. Enumerable.Range(0, raw.Rows).Select(Score)];
        Pictures = ErrorPictures.Of(Analysis, model, raw, Part, parts.Files ?? (row => $"row {row + 1}"));

        double Score(int row) => width == 2 ? answers[(2 * row) + Positive] : Positive == 1 ? answers[row] : 1 - answers[row];
    }

    /// <summary>The run's record.</summary>
    public RunRecord Record { get; }

    /// <summary>Its model.</summary>
    public ModelFile Model { get; }

    /// <summary>The measured part of the rows.</summary>
    public string Part { get; }

    /// <summary>Its metrics.</summary>
    public Metrics Measured { get; }

    /// <summary>Its errors, by row and by column.</summary>
    public ErrorAnalysis Analysis { get; }

    /// <summary>The images with the largest errors; null if the rows are not images.</summary>
    public Section? Pictures { get; }

    /// <summary>The position of each row in the file.</summary>
    public Func<int, RowPlace>? Places { get; }

    /// <summary>The classes; empty for a number.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>The label of the positive class of two.</summary>
    public int Positive { get; }

    /// <summary>Whether a threshold divides the answers: there are two classes.</summary>
    public bool HasThreshold => scores.Length > 0;

    /// <summary>The columns of the model without an image, the most important first.</summary>
    public IReadOnlyList<string> Columns
    {
        get
        {
            string[] all = [.. Model.Preprocessing.Columns.Where(column => column != Model.Preprocessing.Image?.Name)],
                important = [.. (Analysis.Importances ?? []).Select(one => one.Column).Where(all.Contains)];
            return [.. important, .. all.Except(important)];
        }
    }

    /// <summary>Whether a row has only columns, so that a form can show it.</summary>
    public bool HasForm => Columns.Count > 0 && Model.Preprocessing.Image is null;

    /// <summary>The confusion matrix if the positive class is predicted from the given probability on.</summary>
    public ConfusionMatrix At(double threshold)
    {
        int[][] counts = [[0, 0], [0, 0]];
        for (int row = 0; row < scores.Length; row++)
            counts[raw.Targets.Label(raw.Stored(row))][scores[row] >= threshold ? Positive : 1 - Positive]++;
        return new ConfusionMatrix(
            "Confusion matrix",
            $"The {Part} rows by actual and predicted class; '{Classes[Positive]}' is predicted from a probability of {threshold:F2} on",
            Classes,
            [.. counts.Select(row => row.ToImmutableArray())]);
    }

    /// <summary>How the prediction depends on a column.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="output">The label of a class, or the target's place.</param>
    public Block Dependence(string column, int output)
    {
        int place = Model.Preprocessing.Columns.IndexOf(column);
        lock (gate)
        {
            if (!dependences.TryGetValue((place, output), out PartialDependence? known))
                dependences.Add((place, output), known = PartialDependence.Of(Model, raw, place, output));
            return DependenceReport.Of(known, Model.Preprocessing);
        }
    }

    /// <summary>A row of the data, by its place there from 0, before preprocessing.</summary>
    public double[] Values(int row) =>
        [.. Enumerable.Range(0, raw.Inputs.Columns).Select(column => raw.Inputs[row, column])];

    /// <summary>A row of the data, by its place there from 0, as a form shows it; an empty field is a missing value.</summary>
    public Dictionary<string, string> Fields(int row) => Model.Preprocessing.Columns.Index().ToDictionary(
        column => column.Item,
        column => raw.Inputs[row, column.Index] is var value && double.IsNaN(value) ? string.Empty
            : Model.Preprocessing.Encodings?[column.Index].TakesNumbers ?? true ? value.ToString("G7", CultureInfo.InvariantCulture)
            : ColumnValueText.Of(Model.Preprocessing, column.Index, value));

    private ErrorAnalysis Analyze<T>(Dataset rows)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        ErrorAnalysis.Of(Model.Load<T>(), Record.Training.Loss, Model.Preprocessing, rows, raw);
}
