using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Downhill.Experiments;

/// <summary>A part of the data: a fraction of all rows, or a file of its own.</summary>
/// <param name="Fraction">The fraction, from 0 (none) to below 1; 0 if it is a file.</param>
/// <param name="File">The file; null if it is a fraction.</param>
[JsonConverter(typeof(DataPartConverter))]
public readonly record struct DataPart(double Fraction, string? File = null)
{
    /// <summary>A fraction of all rows.</summary>
    public static implicit operator DataPart(double fraction) => new(fraction);

    /// <summary>A file.</summary>
    public static implicit operator DataPart(string file) => new(0, file);

    /// <summary>Reads <c>0.2</c> as a fraction and anything else as a file's name.</summary>
    public static DataPart Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double fraction)
            ? new DataPart(fraction)
            : new DataPart(0, text);

    /// <inheritdoc/>
    public override string ToString() => File ?? Fraction.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A number, or a text that holds a number or a file's name.</summary>
internal sealed class DataPartConverter : JsonConverter<DataPart>
{
    public override DataPart Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String => DataPart.Parse(reader.GetString()!),
        _ => throw new JsonException("a fraction such as 0.2, or the name of a file"),
    };

    public override void Write(Utf8JsonWriter writer, DataPart value, JsonSerializerOptions options)
    {
        if (value.File is string file)
            writer.WriteStringValue(file);
        else if (double.IsFinite(value.Fraction))
            writer.WriteNumberValue(value.Fraction);
        else
            writer.WriteStringValue(value.ToString()); // JSON has no such number; where rows are split it is refused
    }
}
