using System.Buffers;
using System.Data;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Downhill.Tables;

/// <summary>
/// Tables from JSON lines, a database reader, or a program's records. Each value is read like the text of a CSV file, so the same table
/// gives the same numbers in every form.
/// </summary>
public static class RowTable
{
    // What a table without text of its own was written with.
    private static readonly TableFormat Format = new(',', '"', HasHeader: true, SkippedLines: 0, IsText: false);

    /// <summary>
    /// Reads JSON lines: an object a line, <c>{"age": 39, "job": "Sales"}</c>. Columns are the keys in the order in which they first come;
    /// a key that a line leaves out, or null, is missing.
    /// </summary>
    /// <param name="stream">UTF-8, read to its end.</param>
    /// <param name="name">The name in messages.</param>
    /// <param name="options">The options for reading values; those about separators have no effect.</param>
    /// <exception cref="DownhillException">
    /// A line is no object of single values, and such rows are not left out, or the last line is cut off.
    /// </exception>
    public static Table ReadJsonLines(Stream stream, string name, TableOptions? options = null)
    {
        options ??= new TableOptions();
        var rows = new RowBuilder(name, options);
        using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        long line = 0;
        try
        {
            while (text.ReadLine() is string read)
            {
                line++;
                if (string.IsNullOrWhiteSpace(read))
                    continue;
                (string, string?, bool)[] values;
                try
                {
                    values = Values(read, line, name);
                }
                catch (DownhillException error) when (options.SkipBadRows && (text.Peek() >= 0 || error.InnerException is null))
                {
                    rows.AddBad(line);
                    continue;
                }

                rows.Start(line);
                foreach ((string column, string? value, bool isText) in values)
                    rows.Add(column, value, isText);
                rows.End();
            }
        }
        catch (DecoderFallbackException error)
        {
            throw new DownhillException($"{name} line {line + 1} is not UTF-8.", error);
        }

        return rows.Build(Format);
    }

    /// <summary>Reads the rows of a query's result.</summary>
    /// <param name="reader">The result; it is read to its end and left open.</param>
    /// <param name="name">The name in messages.</param>
    /// <param name="options">The options for reading values.</param>
    /// <exception cref="DownhillException">There is no column or no row, or a value has a type that a table does not hold.</exception>
    public static Table Read(IDataReader reader, string name, TableOptions? options = null)
    {
        var rows = new RowBuilder(name, options ?? new TableOptions());
        string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        for (long line = 1; reader.Read(); line++)
        {
            rows.Start(line);
            for (int i = 0; i < columns.Length; i++)
                Add(rows, columns[i], reader.IsDBNull(i) ? null : reader.GetValue(i), name, line);
            rows.End();
        }

        return rows.Build(Format);
    }

    /// <summary>
    /// Makes a table of a program's own records: <c>RowTable.From("people", people, ("age", p => p.Age), ("job", p => p.Job))</c>.
    /// </summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="records">The rows.</param>
    /// <param name="columns">The name of each column and how its value is got: numbers, texts, truth values, dates, or null.</param>
    /// <typeparam name="TRecord">The type of a record.</typeparam>
    /// <exception cref="DownhillException">There is no row, or a value has a type that a table does not hold.</exception>
    public static Table From<TRecord>(string name, IEnumerable<TRecord> records,
        params ReadOnlySpan<(string Name, Func<TRecord, object?> Value)> columns) =>
        From(name, records, null, columns);

    /// <inheritdoc cref="From{TRecord}(string, IEnumerable{TRecord}, ReadOnlySpan{ValueTuple{string, Func{TRecord, object}}})"/>
    /// <param name="name">The name in messages.</param>
    /// <param name="records">The rows.</param>
    /// <param name="options">The options for reading values.</param>
    /// <param name="columns">The name of each column and how its value is got.</param>
    public static Table From<TRecord>(string name, IEnumerable<TRecord> records, TableOptions? options,
        params ReadOnlySpan<(string Name, Func<TRecord, object?> Value)> columns)
    {
        var rows = new RowBuilder(name, options ?? new TableOptions());
        long line = 0;
        foreach (TRecord record in records)
        {
            rows.Start(++line);
            foreach ((string column, Func<TRecord, object?> value) in columns)
                Add(rows, column, value(record), name, line);
            rows.End();
        }

        return rows.Build(Format);
    }

    /// <summary>Makes a table of records, whose properties are the columns; it uses the metadata of the JSON source generator.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="records">The rows.</param>
    /// <param name="type">The metadata: <c>PersonContext.Default.Person</c>.</param>
    /// <param name="options">The options for reading values.</param>
    /// <typeparam name="TRecord">The type of a record.</typeparam>
    /// <exception cref="DownhillException">There is no row, or a value has a type that a table does not hold.</exception>
    public static Table From<TRecord>(string name, IEnumerable<TRecord> records, JsonTypeInfo<TRecord> type, TableOptions? options = null)
    {
        (string, Func<TRecord, object?>)[] columns =
            [.. type.Properties.Where(property => property.Get is not null)
                .Select(property => (property.Name, (Func<TRecord, object?>)(record => property.Get!(record!))))];
        return From(name, records, options, columns);
    }

    private static void Add(RowBuilder rows, string column, object? value, string name, long line) =>
        rows.Add(column, Text(value, name, line, column), value is string);

    // A value as a CSV would hold it, null where it is missing; a float as the shortest text that reads back as that float.
    internal static string? Text(object? value, string name, long line, string column) => value switch
    {
        null => null,
        string text => text.Trim(),
        bool truth => truth ? "true" : "false",
        double number => double.IsNaN(number) ? null : number.ToString("R", CultureInfo.InvariantCulture),
        float number => float.IsNaN(number) ? null : number.ToString("R", CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => Text(time.UtcDateTime, name, line, column),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        TimeSpan { Ticks: >= 0 and < TimeSpan.TicksPerDay } time => Text(TimeOnly.FromTimeSpan(time), name, line, column),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum choice => choice.ToString(),
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal or Int128 or BigInteger or Half or char or Guid =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => throw new DownhillException(
            $"{name} row {line}, column {Words.Column(column)}: a value of type {value.GetType().Name} is not a number, text, "
                + $"boolean or date; leave the column out."),
    };

    private static (string Column, string? Text, bool IsText)[] Values(string text, long line, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new DownhillException($"{name} line {line} is not an object; expected {{\"column\": value, …}} on each line.");
            var values = new List<(string, string?, bool)>();
            var columns = new HashSet<string>();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string column = property.Name.Trim();
                if (!columns.Add(column))
                    throw RowBuilder.Twice(name, line, column);
                values.Add((column, property.Value.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.String => property.Value.GetString()!.Trim(),
                    JsonValueKind.Number => property.Value.GetRawText(),
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => throw new DownhillException(
                        $"{name} line {line}, column {Words.Column(property.Name)}: expected a single value, "
                            + $"not {(property.Value.ValueKind == JsonValueKind.Array ? "an array" : "an object")}."),
                }, property.Value.ValueKind == JsonValueKind.String));
            }

            return [.. values];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new DownhillException($"{name} line {line} is not JSON: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
