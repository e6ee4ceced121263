using System.Text;
using System.Text.Json;
using Downhill.Tables;

namespace Downhill.Serving;

/// <summary>Reads JSON rows as the raw numbers of a model, with the rules for tables.</summary>
internal sealed class RowReader(Preprocessing preprocessing, int columns)
{
    private const int MaxOnStack = 256;

    private readonly ModelValues values = new(preprocessing, columns);
    private readonly byte[][] names = [.. preprocessing.Columns.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The rows of a body: one object, an array of objects, or for inputs without names arrays of numbers.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="maxRows">The most rows.</param>
    /// <exception cref="RequestException">It is no JSON, or a value does not suit its column.</exception>
    public PredictorRows Read(ReadOnlySpan<byte> body, int maxRows)
    {
        if (body.IsEmpty)
            throw Bad("The body is empty.");
        var rows = new PredictorRows(values);
        try
        {
            ReadRows(body, rows, maxRows);
        }
        catch (JsonException error)
        {
            throw Bad($"The body is not JSON: {error.Message.ReplaceLineEndings(" ")}");
        }
        catch (InvalidOperationException)
        {
            throw Bad("The body holds a text that is not valid Unicode.");
        }
        catch (DownhillException error)
        {
            throw Bad(error.Message);
        }

        return rows.Count > 0 ? rows : throw Bad("The body holds no row.");
    }

    private static RequestException Bad(string message) => new(400, message);

    private static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw Bad("The body ends too early.");
    }

    private static bool IsFlat(Utf8JsonReader reader) => reader.Read()
        && reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject);

    private void ReadRows(ReadOnlySpan<byte> body, PredictorRows rows, int maxRows)
    {
        var reader = new Utf8JsonReader(body);
        Next(ref reader);
        if (reader.TokenType == JsonTokenType.StartObject
            || (reader.TokenType == JsonTokenType.StartArray && !values.HasNames && IsFlat(reader)))
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

    private void ReadRow(ref Utf8JsonReader reader, PredictorRows rows)
    {
        rows.Start();
        if (reader.TokenType == JsonTokenType.StartArray && !values.HasNames)
            ReadNumbers(ref reader, rows);
        else if (reader.TokenType == JsonTokenType.StartObject && values.HasNames)
            ReadObject(ref reader, rows);
        else
            throw Bad(values.HasNames
                ? $"Row {rows.Count} must be an object {{\"column\": value, …}}."
                : $"Row {rows.Count} must be an array of {columns:N0} numbers, for the model's inputs have no names.");
    }

    private void ReadNumbers(ref Utf8JsonReader reader, PredictorRows rows)
    {
        int at = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (at == columns || reader.TokenType != JsonTokenType.Number)
                throw Bad($"Row {rows.Count} must be {columns:N0} numbers.");
            rows.Set(at++, reader.GetDouble());
        }

        if (at != columns)
            throw Bad($"Row {rows.Count} has {at:N0} numbers; the model takes {columns:N0}.");
    }

    private void ReadObject(ref Utf8JsonReader reader, PredictorRows rows)
    {
        Span<bool> given = columns <= MaxOnStack ? stackalloc bool[columns] : new bool[columns];
        given.Clear();
        int next = 0; // most rows have the model's order
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int column = next < names.Length && reader.ValueTextEquals(names[next])
                ? next
                : values.Find(reader.GetString()!, rows.Count) ?? -1;
            Next(ref reader);
            if (column < 0)
            {
                reader.Skip();
                continue;
            }

            if (given[column])
                throw Bad($"Row {rows.Count}: the column '{values.Name(column)}' occurs twice.");
            given[column] = true;
            next = column + 1;
            ReadValue(ref reader, rows, column);
        }

        values.RequireAll(given, rows.Count);
    }

    private void ReadValue(ref Utf8JsonReader reader, PredictorRows rows, int column)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                rows.SetMissing(column);
                break;
            case JsonTokenType.Number:
                rows.Set(column, reader.GetDouble());
                break;
            case JsonTokenType.String:
                rows.Set(column, reader.GetString()!);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                rows.Set(column, reader.TokenType == JsonTokenType.True ? "true" : "false");
                break;
            default:
                throw Bad($"{values.Place(column, rows.Count)}: expected a single value.");
        }
    }
}
