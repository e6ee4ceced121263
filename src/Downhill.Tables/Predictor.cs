using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace Downhill.Tables;

/// <summary>
/// Predictions of a trained model for rows of a program: dictionaries, objects, or numbers. Values are read like those of a table, so a row
/// gets the same prediction in every form. Any number of threads may use one predictor at the same time.
/// </summary>
public sealed class Predictor
{
    private readonly ModelValues values;
    private readonly Func<Samples, double[]> predict;
    private readonly int outputs;
    private readonly Preprocessing preprocessing;

    /// <summary>Creates a predictor for a trained model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="threads">The number of threads of one call.</param>
    public Predictor(ModelFile model, int threads = 1)
    {
        preprocessing = model.Preprocessing;
        if (preprocessing.Image is ImageEncoding image)
            throw new DownhillException(
                $"The model takes the images of {Words.Column(image.Name)} beside other columns, and a single value is no image; "
                    + $"predict a table that lists the image files instead.");
        values = new ModelValues(preprocessing, preprocessing.RawInput(model.Model).Size);
        outputs = model.Model.OutputShape().Size;
        predict = model.Dtype == "F64" ? new Predictor<double>(model, threads).Predict : new Predictor<float>(model, threads).Predict;
    }

    /// <summary>The columns that a row must have; empty if the inputs have no names.</summary>
    public ImmutableArray<string> Columns => preprocessing.Columns;

    /// <summary>The classes; empty if the model predicts numbers.</summary>
    public ImmutableArray<string> Classes => preprocessing.Classes;

    /// <summary>Opens a run folder or a model file.</summary>
    /// <exception cref="DownhillException">There is no model.</exception>
    public static Predictor Open(string path, int threads = 1) => new(ModelFile.Open(RunFolder.FindModel(path)), threads);

    /// <summary>
    /// The prediction for a row: each column's name with its value, or null if it is missing. The target may be included.
    /// </summary>
    /// <exception cref="DownhillException">
    /// A column is missing or unknown, or a value does not suit its column; the message names it.
    /// </exception>
    public Prediction Predict(IReadOnlyDictionary<string, object?> row) => Predict([row])[0];

    /// <summary>The predictions for several rows.</summary>
    /// <inheritdoc cref="Predict(IReadOnlyDictionary{string, object})"/>
    public IReadOnlyList<Prediction> Predict(IEnumerable<IReadOnlyDictionary<string, object?>> rows) => Answer(Batch(rows));

    /// <summary>The raw numbers of a row in the order of the columns, for explanations of a prediction.</summary>
    /// <inheritdoc cref="Predict(IReadOnlyDictionary{string, object})"/>
    public double[] Raw(IReadOnlyDictionary<string, object?> row) => Batch([row]).Raw;

    /// <summary>The prediction for a row of numbers in the order of the columns; NaN is a missing value.</summary>
    /// <exception cref="DownhillException">The numbers are too many or too few, or a column is none of numbers.</exception>
    public Prediction Predict(ReadOnlySpan<float> row) => row.Length == values.Columns
        ? PredictBatch(row)[0]
        : throw new DownhillException($"The model takes {values.Columns:N0} numbers a row, not {row.Length:N0}.");

    /// <summary>The predictions for several rows of numbers, one after the other.</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{float})"/>
    public IReadOnlyList<Prediction> PredictBatch(ReadOnlySpan<float> rows)
    {
        if (rows.Length % values.Columns != 0)
            throw new DownhillException(
                $"The model takes {values.Columns:N0} numbers a row; {rows.Length:N0} numbers do not fill whole rows.");
        for (int column = 0; column < values.Columns; column++)
        {
            if (!values.IsNumber(column))
                throw new DownhillException(
                    $"The column '{Columns[column]}' of the model is not numeric; give rows with column names.");
        }

        var batch = new PredictorRows(values);
        for (int i = 0; i < rows.Length; i++)
        {
            if (i % values.Columns == 0)
                batch.Start();
            batch.Set(i % values.Columns, rows[i]);
        }

        return Answer(batch);
    }

    /// <summary>A predictor for objects: <c>predictor.For&lt;Person&gt;(("age", p => p.Age), ("job", p => p.Job))</c>.</summary>
    /// <param name="columns">The name of each column and how its value is got.</param>
    /// <typeparam name="TRow">The type of a row.</typeparam>
    /// <exception cref="DownhillException">A column of the model is missing, or one is none of the model's.</exception>
    public RowPredictor<TRow> For<TRow>(params ReadOnlySpan<(string Column, Func<TRow, object?> Value)> columns)
    {
        var getters = new Func<TRow, object?>?[values.Columns];
        foreach ((string name, Func<TRow, object?> value) in columns)
        {
            if (values.Find(name, 1) is int column)
                getters[column] = value;
        }

        string[] missing = [.. Columns.Where((_, column) => getters[column] is null)];
        if (missing.Length > 0)
        {
            throw new DownhillException(
                $"The rows lack {Words.Count(missing.Length, "column")} that the model needs: "
                    + $"{string.Join(", ", missing.Select(Words.Column))}.");
        }

        return new RowPredictor<TRow>(this, getters!);
    }

    /// <summary>A predictor for objects, whose properties are the columns; it uses the metadata of the JSON source generator.</summary>
    /// <param name="type">The metadata: <c>PersonContext.Default.Person</c>.</param>
    /// <typeparam name="TRow">The type of a row.</typeparam>
    /// <exception cref="DownhillException">A column of the model is missing, or a property is none of the model's columns.</exception>
    public RowPredictor<TRow> For<TRow>(JsonTypeInfo<TRow> type)
    {
        (string, Func<TRow, object?>)[] columns =
            [.. type.Properties.Where(property => property.Get is not null)
                .Select(property => (property.Name, (Func<TRow, object?>)(row => property.Get!(row!))))];
        return For<TRow>(columns);
    }

    internal IReadOnlyList<Prediction> Predict<TRow>(IEnumerable<TRow> rows, Func<TRow, object?>[] getters)
    {
        var batch = new PredictorRows(values);
        foreach (TRow row in rows)
        {
            batch.Start();
            for (int column = 0; column < getters.Length; column++)
                batch.Set(column, Columns[column], getters[column](row));
        }

        return Answer(batch);
    }

    private PredictorRows Batch(IEnumerable<IReadOnlyDictionary<string, object?>> rows)
    {
        if (!values.HasNames)
            throw new DownhillException($"The inputs of the model have no names; give rows of {values.Columns:N0} numbers.");
        var batch = new PredictorRows(values);
        var given = new bool[values.Columns];
        foreach (IReadOnlyDictionary<string, object?> row in rows)
        {
            batch.Start();
            given.AsSpan().Clear();
            foreach ((string name, object? value) in row)
            {
                if (values.Find(name, batch.Count) is not int column)
                    continue;
                given[column] = true;
                batch.Set(column, name, value);
            }

            values.RequireAll(given, batch.Count);
        }

        return batch;
    }

    private Prediction[] Answer(PredictorRows batch)
    {
        if (batch.Count == 0)
            return [];
        double[] answers = predict(Samples.From(batch.Raw, values.Columns));
        return [.. Enumerable.Range(0, batch.Count).Select(row => Answer(answers.AsSpan(row * outputs, outputs), batch.Unseen(row)))];
    }

    private Prediction Answer(ReadOnlySpan<double> answer, ImmutableArray<string> unseen) => Classes.IsEmpty
        ? new Prediction(null, [.. answer], unseen)
        : new Prediction(Classes[preprocessing.ClassOf(answer)], answer.Length == 1 ? [1 - answer[0], answer[0]] : [.. answer], unseen);
}

/// <summary>Predictions of a trained model for objects.</summary>
/// <typeparam name="TRow">The type of a row.</typeparam>
public sealed class RowPredictor<TRow>
{
    private readonly Predictor predictor;
    private readonly Func<TRow, object?>[] columns;

    internal RowPredictor(Predictor predictor, Func<TRow, object?>[] columns) => (this.predictor, this.columns) = (predictor, columns);

    /// <summary>The prediction for a row.</summary>
    /// <exception cref="DownhillException">A value does not suit its column; the message names it.</exception>
    public Prediction Predict(TRow row) => predictor.Predict([row], columns)[0];

    /// <summary>The predictions for several rows.</summary>
    /// <exception cref="DownhillException">A value does not suit its column; the message names row and column.</exception>
    public IReadOnlyList<Prediction> PredictBatch(IEnumerable<TRow> rows) => predictor.Predict(rows, columns);
}
