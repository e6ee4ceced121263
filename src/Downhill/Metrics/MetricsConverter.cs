using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>Metrics as one object: rows, loss, each metric under its name, then the tables.</summary>
internal sealed class MetricsConverter : JsonConverter<Metrics>
{
    private const string Rows = "rows", Loss = "loss", Positive = "positive", Bound = "calibrationBound";
    private const string Classes = "classes", Confusion = "confusion", Intervals = "intervals";

    public override Metrics Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        var metrics = new Metrics(0, double.NaN);
        var values = new List<(string Name, double)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            metrics = name switch
            {
                Rows => metrics with { Rows = reader.GetInt32() },
                Loss => metrics with { Loss = Number(ref reader) },
                Classes => metrics with { Classes = Part<IReadOnlyList<ClassScore>>(ref reader, options) },
                Confusion => metrics with { Confusion = Part<IReadOnlyList<IReadOnlyList<int>>>(ref reader, options) },
                Intervals => metrics with { Intervals = Part<IReadOnlyList<MetricInterval>>(ref reader, options) },
                Positive => metrics with { Positive = reader.GetString() },
                Bound => metrics with { CalibrationBound = Number(ref reader) },
                _ => metrics,
            };
            if (name is not (Rows or Loss or Classes or Confusion or Intervals or Positive or Bound))
                values.Add((name, MetricList.Find(name) is null || values.Exists(known => known.Name == name)
                    ? throw new JsonException($"'{name}' is no metric, or given twice.")
                    : Number(ref reader)));
        }

        return metrics with { Values = [.. values] };
    }

    public override void Write(Utf8JsonWriter writer, Metrics value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Rows, value.Rows);
        Write(writer, Loss, value.Loss);
        foreach ((string name, double number) in value.Values)
            Write(writer, name, number);
        Part(writer, Classes, value.Classes, options);
        Part(writer, Confusion, value.Confusion, options);
        Part(writer, Intervals, value.Intervals, options);
        if (value.Positive is not null)
            writer.WriteString(Positive, value.Positive);
        if (value.CalibrationBound is double bound)
            Write(writer, Bound, bound);
        writer.WriteEndObject();
    }

    // What JSON has no number for is a string: "NaN", "Infinity".
    private static double Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return reader.GetDouble();
        string text = reader.GetString()!;
        return double.TryParse(text, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new JsonException($"'{text}' is no number.");
    }

    private static void Write(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private static TPart? Part<TPart>(ref Utf8JsonReader reader, JsonSerializerOptions options)
        where TPart : class => (TPart?)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(TPart)));

    private static void Part<TPart>(Utf8JsonWriter writer, string name, TPart? value, JsonSerializerOptions options)
        where TPart : class
    {
        if (value is null)
            return;
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, options.GetTypeInfo(typeof(TPart)));
    }
}
