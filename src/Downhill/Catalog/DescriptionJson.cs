using System.Text.Json;
using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The JSON forms of all descriptions, generated at build time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(ShapeConverter)])]
[JsonSerializable(typeof(Model))]
[JsonSerializable(typeof(Loss))]
[JsonSerializable(typeof(Optimizer))]
[JsonSerializable(typeof(Initializer))]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(Augmentation))]
[JsonSerializable(typeof(Preprocessing))]
[JsonSerializable(typeof(TrainingOptions))]
[JsonSerializable(typeof(WorkedExample))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(EpochRecord))]
[JsonSerializable(typeof(Metrics))]
[JsonSerializable(typeof(IReadOnlyList<ClassScore>))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<int>>))]
[JsonSerializable(typeof(IReadOnlyList<MetricInterval>))]
[JsonSerializable(typeof(TrainingPosition))]
internal sealed partial class DescriptionJson : JsonSerializerContext;

/// <summary>A shape is an array of whole numbers: <c>[28, 28]</c>.</summary>
internal sealed class ShapeConverter : JsonConverter<Shape>
{
    public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var extents = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            extents.Add(reader.GetInt32());
        return Shape.Create([.. extents]);
    }

    public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (int extent in value)
            writer.WriteNumberValue(extent);
        writer.WriteEndArray();
    }
}
