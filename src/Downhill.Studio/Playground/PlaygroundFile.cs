using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Studio;

/// <summary>A playground in a file or a URL: its settings and the state of its training.</summary>
/// <param name="State">The choices.</param>
/// <param name="Step">The number of steps from the start; 0 with stored weights.</param>
/// <param name="Weights">Stored weights, where they do not follow from the state and the steps alone.</param>
public sealed record PlaygroundFile(PlaygroundState State, long Step, float[]? Weights)
{
    // A link with more weights would be too long to pass on.
    private const int MaxLinkedWeights = 600;

    private const int MaxSteps = 200_000;

    /// <summary>The current state of a training.</summary>
    public static PlaygroundFile Of(PlaygroundSession session) => new(
        session.State, session.IsReproducible ? Math.Min(session.Step, MaxSteps) : 0,
        session.IsReproducible ? null : session.Network.Parameters.ToArray());

    /// <summary>The query of a URL that opens it.</summary>
    public string ToQuery()
    {
        string query = PlaygroundText.Write(State);
        string rest = Weights is { Length: <= MaxLinkedWeights } weights
            ? $"weights={Base64Url.EncodeToString(MemoryMarshal.AsBytes<float>(weights))}"
            : Step > 0 ? $"step={Step.ToString(CultureInfo.InvariantCulture)}" : string.Empty;
        return query.Length == 0 || rest.Length == 0 ? query + rest : $"{query}&{rest}";
    }

    /// <summary>Reads the query of a URL.</summary>
    /// <exception cref="DownhillException">A value is none; the message names the key.</exception>
    public static PlaygroundFile FromQuery(string query)
    {
        PlaygroundState state = PlaygroundText.Read(query);
        Dictionary<string, string> values = PlaygroundText.Values(query);
        long step = !values.TryGetValue("step", out string? text) ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long given) ? Math.Min(given, MaxSteps)
            : throw PlaygroundText.No("step", text, "a whole number");
        if (!values.TryGetValue("weights", out string? weights))
            return new PlaygroundFile(state, step, null);
        try
        {
            byte[] bytes = Base64Url.DecodeFromChars(weights);
            return new PlaygroundFile(state, 0, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        }
        catch (FormatException error)
        {
            throw new DownhillException("The weights in the address are damaged; copy the whole link again.", error);
        }
    }

    /// <summary>The file, as JSON.</summary>
    public string ToJson()
    {
        var file = new JsonObject { ["downhill.playground"] = 1, ["state"] = PlaygroundText.Write(State) };
        if (Weights is not null)
            file["weights"] = new JsonArray([.. Weights.Select(weight => (JsonNode)weight)]);
        else
            file["step"] = Step;
        return file.ToJsonString() + "\n";
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DownhillException">It holds no playground.</exception>
    public static PlaygroundFile FromJson(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject file || file["downhill.playground"] is null)
                throw new DownhillException("The file is not a saved playground; 'Save' in the studio writes one.");
            PlaygroundState state = PlaygroundText.Read((string?)file["state"] ?? string.Empty);
            float[]? weights = file["weights"] is JsonArray numbers ? [.. numbers.Select(number => (float)number!)] : null;
            return new PlaygroundFile(state, weights is null ? Math.Clamp((long?)file["step"] ?? 0, 0, MaxSteps) : 0, weights);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw new DownhillException($"The file is not a saved playground: {error.Message}", error);
        }
    }

    /// <summary>Makes the training that it describes.</summary>
    /// <exception cref="DownhillException">It does not fit together.</exception>
    public PlaygroundSession Open()
    {
        var session = new PlaygroundSession(State);
        if (Weights is not null)
            session.SetParameters(Weights);
        else
            session.RunTo(Step);
        return session;
    }
}
