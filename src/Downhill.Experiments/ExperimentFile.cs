using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Downhill.Experiments;

/// <summary>
/// The JSON form of an experiment. Losses, optimizers and similar values are in their notation: <c>"optimizer": "sgd momentum=0.9"</c>.
/// </summary>
internal static class ExperimentFile
{
    private const string Optimizer = "optimizer", LearningRate = "learning-rate", RateOfOptimizer = "learningRate";

    static ExperimentFile() => Description.Add(ExperimentJson.Default);

    public static JsonSerializerOptions Writing { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = ExperimentJson.Default,
    };

    public static JsonTypeInfo<Experiment> Info => (JsonTypeInfo<Experiment>)Description.Info(typeof(Experiment));

    public static JsonObject Node(Experiment experiment)
    {
        JsonObject node = JsonSerializer.SerializeToNode(experiment, Info)!.AsObject();
        if (experiment.LearningRate is not null)
            node[Optimizer]?.AsObject().Remove(RateOfOptimizer); // it stands beside it
        foreach (JsonPropertyInfo property in Description.Options(Info))
        {
            JsonTypeInfo info = Description.Info(property.PropertyType);
            if (info.PolymorphismOptions is not null && node[property.Name] is JsonObject entry)
                node[property.Name] = NotationText.Entry(entry, info);
        }

        return node;
    }

    public static Experiment Read(string json, string source) => Of(Description.Normalize(json, Info, source, byHand: true));

    /// <summary>Reads an experiment whose values have been looked at one by one.</summary>
    /// <param name="node">The experiment.</param>
    /// <param name="source">The first words of every message.</param>
    /// <param name="text">The text that it was made from, where messages are to name its lines.</param>
    public static Experiment Read(JsonObject node, string source, string? text = null)
    {
        using JsonDocument document = JsonDocument.Parse(node.ToJsonString(Writing));
        return Of(DescriptionCheck.Normalize(document.RootElement, Info, source, text));
    }

    // "adam 0.01" says a rate, "adam" leaves it to the recipe.
    private static Experiment Of(string json)
    {
        JsonObject normal = JsonNode.Parse(json)!.AsObject();
        Experiment read = JsonSerializer.Deserialize(json, Info)!;
        return normal[LearningRate] is null && normal[Optimizer]?[RateOfOptimizer] is JsonNode rate
            ? read with { LearningRate = (double)rate }
            : read;
    }
}

/// <summary>The JSON forms of experiments, generated at build time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Experiment))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
