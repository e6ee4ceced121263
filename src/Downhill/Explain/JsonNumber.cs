using System.Globalization;
using System.Text.Json.Nodes;

namespace Downhill;

/// <summary>A number as JSON, which has no infinity and no NaN.</summary>
internal static class JsonNumber
{
    /// <summary>The number; null if it is not finite.</summary>
    public static JsonNode? Of(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>The number; its name as text if it is not finite.</summary>
    public static JsonNode OrName(double value) => double.IsFinite(value)
        ? JsonValue.Create(value)
        : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));
}
