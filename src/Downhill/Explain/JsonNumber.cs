using System.Text.Json.Nodes;

namespace Downhill;

/// <summary>A number as JSON, which has no infinity and no NaN: null stands for them.</summary>
internal static class JsonNumber
{
    public static JsonNode? Of(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
