using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Downhill;

/// <summary>
/// Reads and writes descriptions as JSON. The JSON is checked first, key by key, so that every error names the position and the user's own
/// words.
/// </summary>
internal static class Description
{
    private static readonly List<(Type Base, JsonDerivedType Derived, JsonSerializerContext Context)> Registered = [];
    private static readonly List<JsonSerializerContext> Added = [];
    private static JsonSerializerOptions options = Build(), indented = Indented();

    public static JsonTypeInfo Info(Type type) => options.GetTypeInfo(type);

    /// <summary>The options of a description: the parameters of its record, in order.</summary>
    public static IEnumerable<JsonPropertyInfo> Options(JsonTypeInfo info) =>
        info.Properties.Where(property => property.AssociatedParameter is not null)
            .OrderBy(property => property.AssociatedParameter!.Position);

    /// <summary>Adds descriptions that another assembly has, before the first of them is read or written.</summary>
    public static void Add(JsonSerializerContext context)
    {
        Added.Add(context);
        options = Build();
        indented = Indented();
    }

    public static void Register(Type baseType, JsonDerivedType derived, JsonSerializerContext context)
    {
        Registered.Add((baseType, derived, context));
        options = Build();
        indented = Indented();
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Info(typeof(T)));

    public static string WriteIndented<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)indented.GetTypeInfo(typeof(T)));

    /// <summary>Reads a description; <paramref name="source"/> (a file's name) stands at the start of every message.</summary>
    public static T Read<T>(string json, string source)
    {
        string normal = Normalize(json, Info(typeof(T)), source);
        return JsonSerializer.Deserialize(normal, (JsonTypeInfo<T>)Info(typeof(T)))!;
    }

    /// <summary>
    /// Checks a description and gives it in full form. In a file written by hand there may be comments, and messages name lines.
    /// </summary>
    public static string Normalize(string json, JsonTypeInfo info, string source, bool byHand = false)
    {
        try
        {
            using JsonDocument document = Parse(json, source, byHand);
            return DescriptionCheck.Normalize(document.RootElement, info, source, byHand ? json : null);
        }
        catch (JsonException error)
        {
            long line = (error.LineNumber ?? 0) + 1;
            throw new DownhillException($"{source} is not valid JSON (line {line}, byte {error.BytePositionInLine}).", error);
        }
    }

    /// <summary>Reads what the program wrote itself, which may hold numbers that are not finite.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public static T ReadOwn<T>(string json) =>
        JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)Info(typeof(T))) ?? throw new JsonException("null");

    // A surrogate without its other half, as it is or as \ud800, cannot be read as text.
    private static JsonDocument Parse(string json, string source, bool byHand)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json,
                new JsonDocumentOptions
                {
                    MaxDepth = 64,
                    CommentHandling = byHand ? JsonCommentHandling.Skip : JsonCommentHandling.Disallow,
                    AllowTrailingCommas = byHand
                });
        }
        catch (ArgumentException error)
        {
            throw HalfCharacter(error);
        }

        try
        {
            ReadTexts(document.RootElement);
            return document;
        }
        catch (InvalidOperationException error)
        {
            document.Dispose();
            throw HalfCharacter(error);
        }

        DownhillException HalfCharacter(Exception error) => new($"{source} is not valid JSON (it has half of a surrogate pair).", error);
    }

    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
                ReadTexts(item);
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in element.EnumerateObject())
            {
                _ = member.Name;
                ReadTexts(member.Value);
            }
        }
    }

    public static string DefaultText(JsonPropertyInfo property)
    {
        JsonParameterInfo parameter = property.AssociatedParameter!;
        if (!parameter.HasDefaultValue || parameter.DefaultValue is null)
            return string.Empty;
        return JsonSerializer.Serialize(parameter.DefaultValue, Info(parameter.ParameterType)).Trim('"');
    }

    private static JsonSerializerOptions Build()
    {
        var built = new JsonSerializerOptions(DescriptionJson.Default.Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(
                [DescriptionJson.Default, .. Added, .. Registered.Select(entry => entry.Context)])
                .WithAddedModifier(KeepParameters)
                .WithAddedModifier(AddRegistered),
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // names in any script stay readable; a file is not a web page
        };
        built.MakeReadOnly();
        return built;
    }

    private static JsonSerializerOptions Indented() => new(options) { WriteIndented = true };

    // A record is its parameters; what it computes from them is not part of its description.
    private static void KeepParameters(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object)
            return;
        for (int i = info.Properties.Count - 1; i >= 0; i--)
        {
            if (info.Properties[i].AssociatedParameter is null)
                info.Properties.RemoveAt(i);
        }
    }

    private static void AddRegistered(JsonTypeInfo info)
    {
        foreach ((Type baseType, JsonDerivedType derived, _) in Registered)
        {
            if (info.Type == baseType)
                info.PolymorphismOptions!.DerivedTypes.Add(derived);
        }
    }
}
