using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Downhill;

/// <summary>
/// Checks JSON against the type of a description, and expands it to its full form: a bare name is an object of that type, an array of
/// numbers is explicit initial values. An error names the position of the first mismatch.
/// </summary>
internal static class DescriptionCheck
{
    // Of more keys only the nearest one is named.
    private const int MaxKeys = 20;

    /// <summary>Checks JSON and gives it in full form.</summary>
    /// <param name="element">The JSON.</param>
    /// <param name="info">The expected type.</param>
    /// <param name="source">The first words of every message.</param>
    /// <param name="text">The text of the JSON, where messages are to name lines.</param>
    public static string Normalize(JsonElement element, JsonTypeInfo info, string source, string? text = null)
    {
        var place = new Place(source, string.Empty, text);
        return Value(element, info, place)?.ToJsonString() ?? throw Error(place, "expected an object, got null");
    }

    /// <summary>The values of an enumeration as they stand in a description.</summary>
    public static IReadOnlyList<string> EnumTexts(JsonTypeInfo info) =>
        [.. Enum.GetValuesAsUnderlyingType(info.Type).Cast<object>()
            .Select(value => JsonSerializer.Serialize(Enum.ToObject(info.Type, value), info).Trim('"'))];

    private static JsonNode? Value(JsonElement element, JsonTypeInfo info, Place place)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return null;
        if (Nullable.GetUnderlyingType(info.Type) is Type known)
            info = Description.Info(known);
        if (info.Type == typeof(JsonElement))
            return JsonNode.Parse(element.GetRawText()); // free-form
        if (info.Type == typeof(Shape))
            return Shape(element, place);
        if (info.PolymorphismOptions is not null)
            return Polymorphic(element, info, place);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Object(element, info, place, null),
            JsonTypeInfoKind.Enumerable => Array(element, info, place),
            _ => Scalar(element, info, place),
        };
    }

    private static JsonObject Polymorphic(JsonElement element, JsonTypeInfo info, Place place)
    {
        if (element.ValueKind == JsonValueKind.String)
            return Noted(element.GetString()!, info, place);
        if (element.ValueKind == JsonValueKind.Array && info.Type == typeof(Initializer))
            return Numbers(element, place);
        if (element.ValueKind != JsonValueKind.Object)
            throw Error(place, $"expected an object with a \"type\", got {Text(element)}");
        if (!element.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
            throw Error(place, $"\"type\" is missing; known types are {Known(info)}");
        return Typed(type.GetString()!, element, info, place);
    }

    // A name alone, or a whole entry in the notation of the command line.
    private static JsonObject Noted(string text, JsonTypeInfo info, Place place)
    {
        if (!text.AsSpan().Trim().ContainsAny(" (="))
            return Typed(text.Trim(), new JsonObject().ToElement(), info, place);
        using JsonDocument entry = JsonDocument.Parse(Notation.One(text, info.Type.Name.ToLowerInvariant(), info.Type));
        return Polymorphic(entry.RootElement.Clone(), info, place); // what is made of it outlives the document
    }

    private static JsonObject Typed(string type, JsonElement element, JsonTypeInfo info, Place place)
    {
        foreach (JsonDerivedType derived in info.PolymorphismOptions!.DerivedTypes)
        {
            if (type.Equals(derived.TypeDiscriminator))
                return Object(element, Description.Info(derived.DerivedType), place, type);
        }

        throw Error(place, $"unknown type '{type}'{Nearest.Hint(type, Names(info))}; known types are {Known(info)}");
    }

    private static JsonObject Object(JsonElement element, JsonTypeInfo info, Place place, string? type)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Error(place, $"expected an object, got {Text(element)}");
        JsonPropertyInfo[] known = [.. Description.Options(info)];
        var result = new JsonObject();
        if (type is not null)
            result.Add("type", type);
        string owner = type is null ? string.Empty : $" '{type}'";
        bool typeSeen = false;
        foreach (JsonProperty member in element.EnumerateObject())
        {
            bool isType = type is not null && member.Name == "type";
            if (isType ? typeSeen : result.ContainsKey(member.Name))
                throw Error(place, $"the key '{member.Name}' stands twice");
            typeSeen |= isType;
            if (isType)
                continue;
            JsonPropertyInfo property = known.FirstOrDefault(option => option.Name == member.Name)
                ?? throw Unknown(member.Name);
            JsonNode? value = Value(member.Value, Description.Info(property.PropertyType), place.Member(member.Name));
            if (value is null && !property.AssociatedParameter!.IsNullable)
                throw Error(place.Member(member.Name), "expected a value, got null");
            result.Add(member.Name, value);
        }

        foreach (JsonPropertyInfo property in known)
        {
            if (!property.AssociatedParameter!.HasDefaultValue && !result.ContainsKey(property.Name))
                throw Error(place, $"the key '{property.Name}' is missing;{owner} takes {Keys(known)}");
        }

        return result;

        DownhillException Unknown(string key)
        {
            string hint = Nearest.Hint(key, known.Select(option => option.Name));
            string keys = known.Length > MaxKeys && hint.Length > 0 ? string.Empty : $";{owner} takes {Keys(known)}";
            return Error(place, $"unknown key '{key}'{hint}{keys}", at: place.Member(key));
        }
    }

    private static JsonArray Array(JsonElement element, JsonTypeInfo info, Place place)
    {
        JsonTypeInfo items = Description.Info(info.ElementType!);
        if (element.ValueKind == JsonValueKind.String && items.Type == typeof(string))
            return [(JsonNode?)element.GetString()]; // one text stands for a list of one
        if (element.ValueKind != JsonValueKind.Array)
            throw Error(place, $"expected an array, got {Text(element)}");
        var result = new JsonArray();
        int i = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            Place at = place.Item(i++);
            result.Add(Value(item, items, at) ?? throw Error(at, "expected a value, got null"));
        }

        return result;
    }

    private static JsonArray Shape(JsonElement element, Place place)
    {
        if (element.ValueKind != JsonValueKind.Array
            || element.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out _)))
            throw Error(place, $"expected a shape such as [784], got {Text(element)}");
        try
        {
            _ = Downhill.Shape.Create([.. element.EnumerateArray().Select(item => item.GetInt32())]);
        }
        catch (DownhillException error)
        {
            throw Error(place, char.ToLowerInvariant(error.Message[0]) + error.Message[1..].TrimEnd('.'));
        }

        return JsonArray.Create(element)!;
    }

    // Nested arrays of one shape: {"type": "explicit", "shape": […], "values": […]}.
    private static JsonObject Numbers(JsonElement element, Place place)
    {
        var shape = new List<int>();
        for (JsonElement inner = element; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            shape.Add(inner.GetArrayLength());
            if (shape[^1] == 0)
                throw Error(place, "expected numbers, got an empty array");
        }

        var values = new JsonArray();
        Flatten(element, 0, shape, values, place);
        return new JsonObject
        {
            ["type"] = "explicit",
            ["shape"] = new JsonArray([.. shape.Select(extent => (JsonNode)extent)]),
            ["values"] = values,
        };
    }

    private static void Flatten(JsonElement element, int axis, List<int> shape, JsonArray values, Place place)
    {
        if (axis == shape.Count)
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out double value) || !double.IsFinite(value))
                throw Error(place, $"expected a number, got {Text(element)}");
            values.Add((JsonNode)value);
            return;
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != shape[axis])
            throw Error(place, $"expected an array of {shape[axis]} like its neighbours, got {Text(element)}");
        int i = 0;
        foreach (JsonElement item in element.EnumerateArray())
            Flatten(item, axis + 1, shape, values, place.Item(i++));
    }

    private static JsonNode Scalar(JsonElement element, JsonTypeInfo info, Place place)
    {
        Type type = info.Type;
        (bool fits, string expected) = true switch
        {
            _ when type == typeof(bool) => (element.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false"),
            _ when type == typeof(string) => (element.ValueKind == JsonValueKind.String, "a text"),
            _ when type == typeof(int) => (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out _), "a whole number"),
            _ when type == typeof(long) => (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out _), "a whole number"),
            _ when type == typeof(ulong) =>
                (element.ValueKind == JsonValueKind.Number && element.TryGetUInt64(out _), "a whole number of at least 0"),
            _ when type == typeof(double) =>
                (element.ValueKind == JsonValueKind.Number && double.IsFinite(element.GetDouble()), "a number"),
            _ when type == typeof(PlaneSize) =>
                (PlaneFits(element, text => PlaneSize.TryParse(text, out _)), "a whole number, or rows and columns such as \"3x5\""),
            _ when type == typeof(Padding) =>
                (PlaneFits(element, text => Padding.TryParse(text, out _)),
                "\"same\", \"valid\", a whole number, or rows and columns such as \"1x2\""),
            _ when type.IsEnum => EnumFits(element, info),
            _ => (Converts(element, info, out string text), text),
        };
        return fits ? JsonValue.Create(element)! : throw Error(place, $"expected {expected}, got {Text(element)}");
    }

    private static bool PlaneFits(JsonElement element, Func<string, bool> parses) => element.ValueKind switch
    {
        JsonValueKind.Number => parses(element.GetRawText()),
        JsonValueKind.String => parses(element.GetString()!),
        _ => false,
    };

    private static (bool Fits, string Expected) EnumFits(JsonElement element, JsonTypeInfo info)
    {
        IReadOnlyList<string> texts = EnumTexts(info);
        bool fits = element.ValueKind == JsonValueKind.String && texts.Contains(element.GetString());
        return (fits, string.Join(" or ", texts.Select(text => $"\"{text}\"")));
    }

    // A type with a converter of its own says itself what it expects.
    private static bool Converts(JsonElement element, JsonTypeInfo info, out string expected)
    {
        try
        {
            _ = JsonSerializer.Deserialize(element, info);
            expected = string.Empty;
            return true;
        }
        catch (JsonException error)
        {
            expected = error.Message;
            return false;
        }
    }

    private static IEnumerable<string> Names(JsonTypeInfo info) =>
        info.PolymorphismOptions!.DerivedTypes.Select(derived => (string)derived.TypeDiscriminator!);

    private static string Known(JsonTypeInfo info) => string.Join(", ", Names(info));

    private static string Keys(JsonPropertyInfo[] known) =>
        known.Length == 0 ? "no keys" : string.Join(", ", known.Select(option => option.Name));

    private static string Text(JsonElement element)
    {
        string text = element.GetRawText();
        return text.Length <= 40 ? text : text[..37] + "…";
    }

    private static JsonElement ToElement(this JsonObject node) =>
        JsonSerializer.SerializeToElement(node, DescriptionNodes.Default.JsonObject);

    private static DownhillException Error(Place place, string message, Place? at = null) =>
        new($"{place.ToText((at ?? place).Path)}: {PlainText.Plain(message)}.");

    /// <summary>A place in a file: its name, then keys and indices.</summary>
    private readonly record struct Place(string Source, string Path, string? Text)
    {
        public Place Member(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}" };

        public Place Item(int index) => this with { Path = $"{Path}[{index}]" };

        public string ToText(string at)
        {
            var text = new StringBuilder(Source);
            if (Text is not null && JsonLine.Of(Text, at) is int line)
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $", line {line}");
            if (Path.Length > 0)
                text.Append(Source.Length > 0 ? ", " : string.Empty).Append(Path);
            return text.ToString();
        }
    }
}

/// <summary>The JSON form of a node, generated at build time.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class DescriptionNodes : JsonSerializerContext;
