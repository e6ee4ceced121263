using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// How the prediction of a trained model depends on one column: the mean of the predictions for all rows when the column has the same value
/// in each of them and everything else stays. Source: J. H. Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", 2001,
/// section 8.2.
/// </summary>
/// <param name="Column">The place of the column among the model's columns.</param>
/// <param name="Output">The predicted value: the label of a class, or the index of the target.</param>
/// <param name="Rows">The number of averaged rows.</param>
/// <param name="Points">The values of the column, ascending, each with the predictions there.</param>
public sealed record PartialDependence(int Column, int Output, int Rows, ImmutableArray<DependencePoint> Points)
{
    /// <summary>The largest number of rows, evenly spread, and of values of a column.</summary>
    public const int MaxRows = 500, MaxValues = 24;

    // The outermost values of a column are rare, and what the model predicts there is guesswork; as scikit-learn leaves them out.
    private const double Tail = 0.05;

    /// <summary>Measures a column.</summary>
    /// <param name="model">The model.</param>
    /// <param name="raw">Rows as they are before preprocessing.</param>
    /// <param name="column">The place of the column.</param>
    /// <param name="output">The label of a class, or the target's place.</param>
    /// <returns>Predictions in the unit of the target; of a class, its probability.</returns>
    /// <exception cref="DownhillException">There is no such column or output, or the column is an image.</exception>
    public static PartialDependence Of(IStoredModel model, Dataset raw, int column, int output = 0)
    {
        var predictor = new Predictor<float>(model);
        Preprocessing preprocessing = model.Preprocessing;
        int labels = Math.Max(predictor.Outputs, preprocessing.Classes.Length), width = raw.Inputs.Columns;
        int columns = preprocessing.Encodings?.Count ?? width;
        if ((uint)column >= (uint)columns)
            throw new DownhillException($"The model has {columns:N0} columns, counted from 0; there is no column {column}.");
        if (preprocessing.Encodings?[column] is ImageEncoding image)
            throw new DownhillException($"The column '{image.Name}' is an image, which has no range of values; choose another column.");
        int place = preprocessing.RawPlace(column);
        if ((uint)output >= (uint)labels)
            throw new DownhillException($"The model has {labels:N0} outputs, counted from 0; there is no output {output}.");
        int count = Math.Min(raw.Rows, MaxRows);
        var rows = new double[count * width];
        for (int i = 0; i < count; i++)
            raw.Inputs.Gather([raw.Stored((int)((long)i * raw.Rows / count))], rows.AsSpan(i * width, width));
        var moved = Samples.From(rows, width);
        var points = ImmutableArray.CreateBuilder<DependencePoint>();
        double[] all = [.. Enumerable.Range(0, raw.Rows).Select(row => raw.Inputs[raw.Stored(row), place])];
        foreach (double value in Values(all, preprocessing.Encodings?[column]))
        {
            for (int i = 0; i < count; i++)
                rows[(i * width) + place] = value;
            double[] answers = predictor.Predict(moved);
            points.Add(Point(value, [.. Enumerable.Range(0, count)
                .Select(row => Answer(answers, row, predictor.Outputs, output, labels))]));
        }

        return new PartialDependence(column, output, count, points.ToImmutable());
    }

    // With one output for two classes it is the probability of the second.
    private static double Answer(double[] answers, int row, int width, int output, int labels) =>
        width == labels ? answers[(row * width) + output] : output == 1 ? answers[row] : 1 - answers[row];

    private static DependencePoint Point(double value, double[] predictions)
    {
        double mean = predictions.Average();
        Array.Sort(predictions);
        return new DependencePoint(value, mean, Quantile(predictions, 0.1), Quantile(predictions, 0.9));
    }

    // Of categories the most frequent; of numbers each where they are few, otherwise equal distances between the tails.
    private static double[] Values(double[] all, ColumnEncoding? encoding)
    {
        double[] known = [.. all.Where(double.IsFinite).Order()], distinct = [.. known.Distinct()];
        if (distinct.Length <= MaxValues)
            return distinct;
        if (encoding?.Names is not null)
        {
            var groups = known.GroupBy(value => value).OrderByDescending(group => group.Count());
            return [.. groups.Take(MaxValues).Select(group => group.Key).Order()];
        }

        double low = Quantile(known, Tail), high = Quantile(known, 1 - Tail);
        return high > low ? [.. Enumerable.Range(0, MaxValues).Select(i => low + (i * (high - low) / (MaxValues - 1)))] : [low];
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}

/// <summary>The predictions if a column has one value in all rows.</summary>
/// <param name="Value">The value before preprocessing: a number, the place of a category, or the days of a date.</param>
/// <param name="Mean">The mean of the predictions.</param>
/// <param name="Low">A tenth of the rows have a smaller prediction.</param>
/// <param name="High">A tenth of the rows have a larger prediction.</param>
public readonly record struct DependencePoint(double Value, double Mean, double Low, double High);
