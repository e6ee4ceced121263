using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Tables;
using Microsoft.AspNetCore.Http;

namespace Downhill.Serving;

/// <summary>The answers as JSON.</summary>
internal static class Answers
{
    // The answer is JSON and no page, so letters of every script stand as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A thread keeps room up to so many bytes for its next answer.
    private const int MaxKept = 1 << 18;

    private static readonly JsonEncodedText Predictions = Encode("predictions"), Prediction = Encode("prediction"),
    Probabilities = Encode("probabilities"), Unseen = Encode("unseen"),
        Trace = Encode("trace"), Lower = Encode("lower"), Upper = Encode("upper"), Coverage = Encode("coverage"),
            Interval = Encode("interval"), Set = Encode("set");

    [ThreadStatic]
    private static Page? page;

    /// <summary>A text as it is written in an answer.</summary>
    public static JsonEncodedText Encode(string text) => JsonEncodedText.Encode(text, Options.Encoder);

    /// <summary>
    /// A prediction for each row: the class with its probabilities, or the number, how sure it is, and which values the training had not
    /// seen.
    /// </summary>
    public static void Write(HttpResponse to, ServedModel model, PredictorRows rows, double[] answers, double? coverage, string trace)
    {
        Utf8JsonWriter json = Start();
        json.WriteStartObject();
        json.WriteStartArray(Predictions);
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<double> answer = answers.AsSpan(row * model.Outputs, model.Outputs);
            json.WriteStartObject();
            if (model.Classes.IsEmpty)
                WriteNumbers(json, answer);
            else
                WriteClasses(json, answer, model);
            if (coverage is double share)
                WriteUncertainty(json, model, answer, share);
            WriteUnseen(json, rows.Unseen(row));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString(Trace, trace);
        json.WriteEndObject();
        Send(json, to);
    }

    public static void WriteError(HttpResponse to, string message, string trace)
    {
        Utf8JsonWriter json = Start();
        json.WriteStartObject();
        json.WriteString("error", message);
        json.WriteString(Trace, trace);
        json.WriteEndObject();
        Send(json, to);
    }

    /// <summary>The inputs and outputs of the model.</summary>
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
            ? new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "number" },
                ["minItems"] = model.Columns,
                ["maxItems"] = model.Columns
            }
            : new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray([.. model.Preprocessing.Columns.Select(name => (JsonNode)name)]),
                ["properties"] = new JsonObject(model.Preprocessing.Columns.Select((name, i) =>
                    KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["type"] = new JsonArray(Type(model, i), "null") }))),
            };
        JsonObject Content(JsonNode schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };
        var error = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["error"] = Of("string"), ["trace"] = Of("string") }
        };
        var answer = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["predictions"] = new JsonObject { ["type"] = "array", ["items"] = Of("object") },
                ["trace"] = Of("string")
            },
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
                        ["requestBody"] = new JsonObject
                        {
                            ["required"] = true,
                            ["content"] = Content(new JsonObject
                            {
                                ["oneOf"] = new JsonArray(row,
                            new JsonObject { ["type"] = "array", ["items"] = row.DeepClone() })
                            })
                        },
                        ["responses"] = new JsonObject
                        {
                            ["200"] = new JsonObject { ["description"] = "A prediction for each row", ["content"] = Content(answer) },
                            ["400"] = new JsonObject
                            {
                                ["description"] = "The rows cannot be read; the error says where and why",
                                ["content"] = Content(error)
                            },
                        },
                    },
                },
            },
        };
    }

    private static JsonObject Of(string type) => new() { ["type"] = type };

    private static string Type(ServedModel model, int column) => model.Preprocessing.Encodings?[column].TakesNumbers ?? true
        ? "number"
        : "string";

    private static JsonArray Columns(ServedModel model) => new([.. model.Preprocessing.Columns.Select((name, i) => (JsonNode)new JsonObject
    {
        ["name"] = name,
        ["kind"] = model.Preprocessing.Encodings?[i] is ColumnEncoding encoding ? Catalog.Encodings.NameOf(encoding) : "number",
    })]);

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<double> answer)
    {
        json.WritePropertyName(Prediction);
        if (answer.Length > 1)
            json.WriteStartArray();
        foreach (double number in answer)
            WriteNumber(json, number);
        if (answer.Length > 1)
            json.WriteEndArray();
    }

    private static void WriteClasses(Utf8JsonWriter json, ReadOnlySpan<double> answer, ServedModel model)
    {
        json.WriteString(Prediction, model.Classes[model.Preprocessing.ClassOf(answer)]);
        json.WriteStartObject(Probabilities);
        for (int i = 0; i < model.Classes.Length; i++)
        {
            json.WritePropertyName(model.Classes[i]);
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

    private static void WriteUncertainty(Utf8JsonWriter json, ServedModel model, ReadOnlySpan<double> answer, double coverage)
    {
        Uncertainty uncertainty = model.Preprocessing.Uncertainty!;
        if (!model.Classes.IsEmpty)
        {
            json.WriteStartArray(Set);
            foreach (int label in uncertainty.Set(answer, coverage))
                json.WriteStringValue(model.Classes[label]);
            json.WriteEndArray();
            json.WriteNumber(Coverage, coverage);
            return;
        }

        (double lower, double upper) = uncertainty.Interval(answer[0], coverage);
        json.WriteStartObject(Interval);
        json.WritePropertyName(Lower);
        WriteNumber(json, lower);
        json.WritePropertyName(Upper);
        WriteNumber(json, upper);
        json.WriteNumber(Coverage, coverage);
        json.WriteEndObject();
    }

    private static void WriteUnseen(Utf8JsonWriter json, ImmutableArray<string> columns)
    {
        if (columns.IsEmpty)
            return;
        json.WriteStartArray(Unseen);
        foreach (string column in columns)
            json.WriteStringValue(column);
        json.WriteEndArray();
    }

    private static Utf8JsonWriter Start()
    {
        page ??= new Page();
        page.Buffer.ResetWrittenCount();
        page.Json.Reset();
        return page.Json;
    }

    // Written whole, so that its length is known.
    private static void Send(Utf8JsonWriter json, HttpResponse to)
    {
        json.Flush();
        to.ContentLength = page!.Buffer.WrittenCount;
        to.BodyWriter.Write(page.Buffer.WrittenSpan);
        if (page.Buffer.Capacity > MaxKept)
            page = null;
    }

    /// <summary>The buffer in which a thread writes its answers.</summary>
    private sealed class Page
    {
        public Page() => Json = new Utf8JsonWriter(Buffer, Options);

        public ArrayBufferWriter<byte> Buffer { get; } = new(4096);

        public Utf8JsonWriter Json { get; }
    }
}
