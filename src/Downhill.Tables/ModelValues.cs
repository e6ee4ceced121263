using System.Text;

namespace Downhill.Tables;

/// <summary>Reads single values for a trained model with the rules for tables: each becomes the raw number of its column.</summary>
internal sealed class ModelValues
{
    private readonly Preprocessing preprocessing;
    private readonly Dictionary<string, int> places = [];
    private readonly EncodingNames?[] names;
    private readonly MissingMarks missing;
    private readonly NumberReading numbers;
    private readonly bool[] areNumbers;

    public ModelValues(Preprocessing preprocessing, int columns)
    {
        this.preprocessing = preprocessing;
        Columns = columns;
        missing = new MissingMarks(preprocessing.Missing ?? [], preprocessing.Reading?.MissingOnly == true);
        numbers = new NumberReading(preprocessing.Reading?.DecimalComma == true, preprocessing.Reading?.Amounts == true);
        for (int i = 0; i < preprocessing.Columns.Length; i++)
            places.TryAdd(preprocessing.Columns[i], i);
        names = new EncodingNames?[columns];
        areNumbers = new bool[columns];
        for (int i = 0; i < columns; i++)
        {
            names[i] = EncodingNames.Of(preprocessing.Encodings?[i]);
            areNumbers[i] = preprocessing.Encodings?[i].TakesNumbers ?? true;
        }
    }

    /// <summary>The number of raw values in a row.</summary>
    public int Columns { get; }

    /// <summary>Whether the inputs have names.</summary>
    public bool HasNames => places.Count > 0;

    /// <summary>The place of a column; null for the target and the weight, which a row may have too.</summary>
    /// <exception cref="DownhillException">The model has no such column.</exception>
    public int? Find(string name, int row)
    {
        if (places.TryGetValue(name, out int column))
            return column;
        return preprocessing.Target.Contains(name) || name == preprocessing.Weight
            ? null
            : throw new DownhillException(
                $"Row {row}: the model has no column {Words.Column(name)}{Nearest.Hint(name, places.Keys)}; "
                    + $"it takes {string.Join(", ", preprocessing.Columns)}.");
    }

    /// <summary>Throws if a column was not given.</summary>
    public void RequireAll(ReadOnlySpan<bool> given, int row)
    {
        int absent = given.IndexOf(false);
        if (absent >= 0)
            throw new DownhillException(
                $"Row {row} lacks the column '{preprocessing.Columns[absent]}'; use null if its value is missing.");
    }

    /// <summary>The raw number of a missing value.</summary>
    public double Missing(int column, int row) => preprocessing.Encodings?[column] is null
        ? throw new DownhillException($"{Place(column, row)}: the value is missing, but the model was trained on numbers only.")
        : double.NaN;

    /// <summary>The raw number of a number.</summary>
    /// <param name="column">The place of the column.</param>
    /// <param name="number">The number; NaN is a missing value.</param>
    /// <param name="row">The row, from 1, for messages.</param>
    /// <param name="isUnseen">Whether the training had no such value.</param>
    public double Read(int column, double number, int row, out bool isUnseen)
    {
        isUnseen = false;
        if (double.IsInfinity(number))
            throw new DownhillException($"{Place(column, row)}: the number is beyond the largest double.");
        if (double.IsNaN(number) || missing.Contains(number))
            return Missing(column, row);
        return areNumbers[column] ? number : Read(column, NumberText.Format(number), row, out isUnseen);
    }

    /// <summary>The raw number of a value of a table.</summary>
    /// <inheritdoc cref="Read(int, double, int, out bool)"/>
    public double Read(int column, string text, int row, out bool isUnseen)
    {
        isUnseen = false;
        if (missing.Contains(Encoding.UTF8.GetBytes(text), out bool isUsual))
        {
            // What was quoted in the training, such as the country NA, is a name that the model knows.
            bool isKnown = isUsual && text.Length > 0 && names[column] is EncodingNames known && known.Place(text) < known.Count;
            if (!isKnown)
                return Missing(column, row);
        }

        if (names[column] is EncodingNames own)
        {
            int place = Place(own, text);
            isUnseen = place == own.Count;
            return place;
        }

        if (preprocessing.Encodings?[column] is { TakesNumbers: false } encoding)
        {
            double raw = encoding.Read(text);
            return double.IsNaN(raw)
                ? throw new DownhillException($"{Place(column, row)}: {Words.Value(text)} is not {encoding.Expected}.")
                : raw;
        }

        return numbers.TryParse(text, out double number)
            ? missing.Contains(number) ? Missing(column, row) : number
            : throw new DownhillException($"{Place(column, row)}: {Words.Value(text)} is not a number.");
    }

    /// <summary>A value's place, for messages.</summary>
    public string Place(int column, int row) =>
        preprocessing.Columns.IsEmpty ? $"Row {row}, number {column + 1}" : $"Row {row}, column '{preprocessing.Columns[column]}'";

    /// <summary>The name of a column.</summary>
    public string Name(int column) => preprocessing.Columns[column];

    /// <summary>Whether a column takes numbers as they are.</summary>
    public bool IsNumber(int column) => areNumbers[column];

    // Models of version 0.1.0 take two texts of one number as the same category.
    private int Place(EncodingNames known, string text)
    {
        int place = known.Place(text);
        return place == known.Count && preprocessing.Reading is null && NumberText.TryParse(text, out double number)
            ? known.Place(NumberText.Format(number))
            : place;
    }
}
