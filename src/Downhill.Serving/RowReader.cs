using System.Text;
using System.Text.Json;
using Downhill.Tables;

namespace Downhill.Serving;

/// <summary>Reads JSON rows as the raw numbers of a model, as a table's values are read.</summary>
internal sealed class RowReader
{
    private readonly Preprocessing preprocessing;
    private readonly int columns;
    private readonly Dictionary<string, int> places = [];
    private readonly Dictionary<string, double>?[] categories;
    private readonly MissingMarks missing;

    public RowReader(Preprocessing preprocessing, int columns)
    {
        this.preprocessing = preprocessing;
        this.columns = columns;
        missing = new MissingMarks(preprocessing.Missing ?? []);
        for (int i = 0; i < preprocessing.Columns.Length; i++)
            places.TryAdd(preprocessing.Columns[i], i);
        categories = new Dictionary<string, double>?[columns];
        for (int i = 0; i < columns; i++)
        {
            if (preprocessing.Encodings?[i] is not CategoryEncoding category)
                continue;
            var known = categories[i] = [];
            foreach (string name in category.Categories)
                known.TryAdd(name, known.Count);
        }
    }

    /// <summary>The rows of a body: one object, an array of objects, or for inputs without names arrays of numbers.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="maxRows">The most rows.</param>
    /// <exception cref="RequestException">It is no JSON, or a value does not suit its column.</exception>
    public JsonRows Read(ReadOnlySpan<byte> body, int maxRows)
    {
        if (body.IsEmpty)
            throw Bad("The body is empty.");
        var reader = new Utf8JsonReader(body);
        var rows = new JsonRows(columns);
        try
        {
            Next(ref reader);
            if (reader.TokenType == JsonTokenType.StartObject || (reader.TokenType == JsonTokenType.StartArray && places.Count == 0 && IsFlat(reader)))
            {
                ReadRow(ref reader, rows);
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (rows.Count == maxRows)
                        throw new RequestException(413, $"A request has at most {maxRows:N0} rows; send more requests.");
                    ReadRow(ref reader, rows);
                }
            }
            else
            {
                throw Bad("The body must be a row {\"column\": value, …} or an array of rows.");
            }

            if (reader.Read())
                throw Bad("Something follows the rows.");
        }
        catch (JsonException error)
        {
            throw Bad($"The body is not JSON: {error.Message.ReplaceLineEndings(" ")}");
        }
        catch (InvalidOperationException)
        {
            throw Bad("The body holds a text that is not valid Unicode.");
        }

        return rows.Count > 0 ? rows : throw Bad("The body holds no row.");
    }

    private static RequestException Bad(string message) => new(400, message);

    private static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw Bad("The body ends too early.");
    }

    private static bool IsFlat(Utf8JsonReader reader) => reader.Read() && reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject);

    private void ReadRow(ref Utf8JsonReader reader, JsonRows rows)
    {
        Span<double> raw = rows.Add();
        if (reader.TokenType == JsonTokenType.StartArray && places.Count == 0)
        {
            int at = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (at == columns || reader.TokenType != JsonTokenType.Number)
                    throw Bad($"Row {rows.Count} must be {columns:N0} numbers.");
                raw[at++] = Number(ref reader, rows.Count, $"number {at}");
            }

            if (at != columns)
                throw Bad($"Row {rows.Count} has {at:N0} numbers; the model takes {columns:N0}.");
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject || places.Count == 0)
            throw Bad(places.Count == 0 ? $"Row {rows.Count} must be an array of {columns:N0} numbers, for the model's inputs have no names." : $"Row {rows.Count} must be an object {{\"column\": value, …}}.");
        Span<bool> given = columns <= 256 ? stackalloc bool[columns] : new bool[columns];
        given.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            Next(ref reader);
            if (!places.TryGetValue(name, out int column))
            {
                if (!preprocessing.Target.Contains(name) && name != preprocessing.Weight)
                    throw Bad($"Row {rows.Count}: the model has no column '{PlainText.Plain(name)}'{Nearest.Hint(name, places.Keys)}; it takes {string.Join(", ", preprocessing.Columns)}.");
                reader.Skip();
                continue;
            }

            if (given[column])
                throw Bad($"Row {rows.Count}: the column '{name}' stands there twice.");
            given[column] = true;
            raw[column] = Value(ref reader, rows, column);
        }

        int absent = given.IndexOf(false);
        if (absent >= 0)
            throw Bad($"Row {rows.Count} lacks the column '{preprocessing.Columns[absent]}'; say null where its value is missing.");
    }

    private double Value(ref Utf8JsonReader reader, JsonRows rows, int column)
    {
        ColumnEncoding? encoding = preprocessing.Encodings?[column];
        string name = preprocessing.Columns[column];
        if (reader.TokenType == JsonTokenType.Null)
            return encoding is null ? throw Bad($"Row {rows.Count}, column '{name}': the value is missing, but the model was trained on numbers only.") : double.NaN;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            throw Bad($"Row {rows.Count}, column '{name}': expected a single value.");
        if (encoding is null or NumberEncoding && reader.TokenType == JsonTokenType.Number)
        {
            double number = Number(ref reader, rows.Count, $"column '{name}'");
            return missing.Contains(number) ? double.NaN : number;
        }

        string text = reader.TokenType switch
        {
            JsonTokenType.Number => NumberText.Format(Number(ref reader, rows.Count, $"column '{name}'")),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => reader.GetString()!.Trim(),
        };
        if (missing.Contains(Encoding.UTF8.GetBytes(text)))
            return encoding is null ? throw Bad($"Row {rows.Count}, column '{name}': the value is missing, but the model was trained on numbers only.") : double.NaN;
        switch (encoding)
        {
            case CategoryEncoding category:
                if (categories[column]!.TryGetValue(text, out double place))
                    return place;
                rows.AddUnseen(name);
                return category.Categories.Length;
            case BooleanEncoding flag:
                int value = BooleanWords.Place(text, flag.First, flag.Second);
                if (value > 1)
                    rows.AddUnseen(name);
                return value;
            case DateEncoding date:
                double days = DateFormats.Days(text, date.Format);
                return double.IsNaN(days) ? throw Bad($"Row {rows.Count}, column '{name}': {PlainText.Quote(text)} is no date written as {date.Format}.") : days;
            default:
                return NumberText.TryParse(text, out double number) ? number : throw Bad($"Row {rows.Count}, column '{name}': {PlainText.Quote(text)} is not a number.");
        }
    }

    private static double Number(ref Utf8JsonReader reader, int row, string place) => reader.TryGetDouble(out double number) && double.IsFinite(number)
        ? number
        : throw Bad($"Row {row}, {place}: the number is beyond the largest double.");
}
