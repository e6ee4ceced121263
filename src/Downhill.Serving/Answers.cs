using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Tables;

namespace Downhill.Serving;

/// <summary>What is answered, as JSON.</summary>
internal static class Answers
{
    // The answer is JSON and no page, so letters of every script stand as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A prediction for each row: the class with its probabilities, or the number, and which values the training had not seen.</summary>
    public static void Write(IBufferWriter<byte> to, ServedModel model, PredictorRows rows, double[] answers, string trace)
    {
        using var json = new Utf8JsonWriter(to, Options);
        ImmutableArray<string> classes = model.Preprocessing.Classes;
        json.WriteStartObject();
        json.WriteStartArray("predictions");
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<double> answer = answers.AsSpan(row * model.Outputs, model.Outputs);
            json.WriteStartObject();
            if (classes.IsEmpty)
                WriteNumbers(json, answer);
            else
                WriteClasses(json, answer, classes[model.Preprocessing.ClassOf(answer)], classes);
            bool hasUnseen = false;
            foreach (string column in rows.Unseen(row))
            {
                if (!hasUnseen)
                    json.WriteStartArray("unseen");
                hasUnseen = true;
                json.WriteStringValue(column);
            }

            if (hasUnseen)
                json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("trace", trace);
        json.WriteEndObject();
    }

    public static void WriteError(IBufferWriter<byte> to, string message, string trace)
    {
        using var json = new Utf8JsonWriter(to, Options);
        json.WriteStartObject();
        json.WriteString("error", message);
        json.WriteString("trace", trace);
        json.WriteEndObject();
    }

    /// <summary>What the model takes and gives.</summary>
    public static JsonObject Describe(ServedModel model)
    {
        JsonObject all = Names(model);
        if (model.Preprocessing.Threshold is DecisionThreshold threshold)
            all["threshold"] = threshold.Value; // of the second class
        return all;
    }

    private static JsonObject Names(ServedModel model) => new()
    {
        ["columns"] = Columns(model),
        ["inputs"] = model.Columns,
        ["target"] = new JsonArray([.. model.Preprocessing.Target.Select(name => (JsonNode)name)]),
        ["classes"] = new JsonArray([.. model.Preprocessing.Classes.Select(name => (JsonNode)name)]),
    };

    /// <summary>An OpenAPI 3.1 document of one model's address.</summary>
    public static JsonObject OpenApi(ServedModel model, string path)
    {
        JsonNode row = model.Preprocessing.Columns.IsEmpty
            ? new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "number" }, ["minItems"] = model.Columns, ["maxItems"] = model.Columns }
            : new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray([.. model.Preprocessing.Columns.Select(name => (JsonNode)name)]),
                ["properties"] = new JsonObject(model.Preprocessing.Columns.Select((name, i) => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["type"] = new JsonArray(Type(model, i), "null") }))),
            };
        JsonObject Content(JsonNode schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };
        var error = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["error"] = Of("string"), ["trace"] = Of("string") } };
        var answer = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["predictions"] = new JsonObject { ["type"] = "array", ["items"] = Of("object") }, ["trace"] = Of("string") },
        };
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = $"Predictions of {string.Join(", ", model.Preprocessing.Target)}", ["version"] = "1" },
            ["paths"] = new JsonObject
            {
                [path] = new JsonObject
                {
                    ["post"] = new JsonObject
                    {
                        ["summary"] = "Predictions for one row or several",
                        ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(new JsonObject { ["oneOf"] = new JsonArray(row, new JsonObject { ["type"] = "array", ["items"] = row.DeepClone() }) }) },
                        ["responses"] = new JsonObject
                        {
                            ["200"] = new JsonObject { ["description"] = "A prediction for each row", ["content"] = Content(answer) },
                            ["400"] = new JsonObject { ["description"] = "The rows cannot be read; the error says where and why", ["content"] = Content(error) },
                        },
                    },
                },
            },
        };
    }

    private static JsonObject Of(string type) => new() { ["type"] = type };

    private static string Type(ServedModel model, int column) => model.Preprocessing.Encodings?[column] is null or NumberEncoding ? "number" : "string";

    private static JsonArray Columns(ServedModel model) => new([.. model.Preprocessing.Columns.Select((name, i) => (JsonNode)new JsonObject
    {
        ["name"] = name,
        ["kind"] = model.Preprocessing.Encodings?[i] switch { CategoryEncoding => "category", BooleanEncoding => "boolean", DateEncoding => "date", _ => "number" },
    })]);

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<double> answer)
    {
        json.WritePropertyName("prediction");
        if (answer.Length > 1)
            json.WriteStartArray();
        foreach (double number in answer)
            WriteNumber(json, number);
        if (answer.Length > 1)
            json.WriteEndArray();
    }

    private static void WriteClasses(Utf8JsonWriter json, ReadOnlySpan<double> answer, string predicted, ImmutableArray<string> classes)
    {
        json.WriteString("prediction", predicted);
        json.WriteStartObject("probabilities");
        for (int i = 0; i < classes.Length; i++)
        {
            json.WritePropertyName(classes[i]);
            WriteNumber(json, answer.Length == 1 ? i == 0 ? 1 - answer[0] : answer[0] : answer[i]);
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }
}
