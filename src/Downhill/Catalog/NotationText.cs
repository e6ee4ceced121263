using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Downhill;

/// <summary>Writes descriptions in the notation that <see cref="Notation"/> reads; options that have their default are left out.</summary>
internal static class NotationText
{
    /// <summary>A description as <c>sgd learningRate=0.5 momentum=0.9</c>.</summary>
    /// <typeparam name="TBase">The kind of description: an optimizer, a loss and the like.</typeparam>
    public static string Of<TBase>(TBase description)
        where TBase : class => Entry(JsonNode.Parse(Description.Write(description))!.AsObject(), Description.Info(typeof(TBase)));

    /// <summary>The JSON of a description in notation.</summary>
    public static string Entry(JsonObject entry, JsonTypeInfo baseInfo)
    {
        string name = (string)entry["type"]!;
        JsonDerivedType kind = baseInfo.PolymorphismOptions!.DerivedTypes.First(derived => name.Equals(derived.TypeDiscriminator));
        var words = new List<string> { name };
        foreach (JsonPropertyInfo option in Description.Options(Description.Info(kind.DerivedType)))
        {
            if (entry[option.Name] is JsonNode value && !IsDefault(option, value))
                words.Add($"{option.Name}={Value(value, Description.Info(option.PropertyType))}");
        }

        return string.Join(' ', words);
    }

    private static bool IsDefault(JsonPropertyInfo option, JsonNode value)
    {
        JsonParameterInfo parameter = option.AssociatedParameter!;
        return parameter.HasDefaultValue && parameter.DefaultValue is object usual
            && JsonNode.DeepEquals(JsonSerializer.SerializeToNode(usual, Description.Info(parameter.ParameterType)), value);
    }

    private static string Value(JsonNode value, JsonTypeInfo info) => value switch
    {
        JsonObject entry => $"({Entry(entry, info)})",
        JsonArray chains when chains.FirstOrDefault() is JsonArray =>
            $"({string.Join("; ", chains.Select(chain => Chain(chain!.AsArray(), info)))})",
        JsonArray numbers when numbers.FirstOrDefault() is JsonValue =>
            $"({string.Join(", ", numbers.Select(number => number!.ToJsonString()))})",
        JsonArray chain => $"({Chain(chain, info)})",
        _ => value.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString(),
    };

    private static string Chain(JsonArray entries, JsonTypeInfo info)
    {
        JsonTypeInfo element = Description.Info(Notation.Element(Description.Info(Nullable.GetUnderlyingType(info.Type) ?? info.Type)));
        return string.Join(", ", entries.Select(entry => Entry(entry!.AsObject(), element)));
    }
}
