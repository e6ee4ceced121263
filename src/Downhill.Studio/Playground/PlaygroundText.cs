using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Downhill.Studio;

/// <summary>Converts the state of a playground to the query of a URL and back. Only differences from the default are written.</summary>
public static class PlaygroundText
{
    // A longer address is cut by some programs that pass links on.
    private const int MaxPoints = 400;

    /// <summary>Whether a URL can contain the state; too many points of the user need a file.</summary>
    public static bool FitsAddress(PlaygroundState state) => state.Data != PointSet.Own || state.Points.Length <= MaxPoints;

    /// <summary>Writes the query without its question mark: <c>data=moons&amp;hidden=4,2</c>; empty for the default state.</summary>
    public static string Write(PlaygroundState state)
    {
        PlaygroundState other = PlaygroundState.Default;
        var query = new StringBuilder();
        Add("data", state.Data, other.Data);
        if (state.Data == PointSet.Own)
        {
            Add("classes", string.Join(',', state.Classes.Select(name => name.Replace(",", " "))), string.Join(',', other.Classes));
            Add("points", string.Join('_', state.Points.Select(point => $"{Number(point.X)},{Number(point.Y)},{point.Class}")),
                string.Empty);
        }
        else
        {
            Add("rows", Number(state.Rows), Number(other.Rows));
            Add("noise", state.Noise is double noise ? Number(noise) : string.Empty, string.Empty);
        }

        Add("test", Number(state.Test), Number(other.Test));
        Add("inputs", string.Join(',', state.Inputs), string.Join(',', other.Inputs));
        Add("hidden", state.Hidden.IsEmpty ? "none" : string.Join(',', state.Hidden), string.Join(',', other.Hidden));
        Add("activation", state.Activation, other.Activation);
        Add("loss", state.Loss ?? string.Empty, string.Empty);
        Add("optimizer", state.Optimizer, other.Optimizer);
        Add("batch", Number(state.Batch), Number(other.Batch));
        Add("l1", Number(state.L1), Number(other.L1));
        Add("dropout", Number(state.Dropout), Number(other.Dropout));
        Add("clip", state.ClipNorm is double clip ? Number(clip) : string.Empty, string.Empty);
        Add("seed", state.Seed.ToString(CultureInfo.InvariantCulture), "0");
        return query.ToString();

        void Add(string key, string value, string byDefault)
        {
            if (value != byDefault)
                query.Append(query.Length == 0 ? string.Empty : "&").Append(key).Append('=').Append(Escape(value));
        }
    }

    /// <summary>Reads a query; unknown keys are ignored.</summary>
    /// <exception cref="DownhillException">A value is none; the message names the key.</exception>
    public static PlaygroundState Read(string query)
    {
        Dictionary<string, string> given = Values(query);
        PlaygroundState other = PlaygroundState.Default;
        var state = new PlaygroundState
        {
            Data = Text("data") ?? other.Data,
            Rows = Whole("rows", other.Rows),
            Noise = Real("noise"),
            Classes = Text("classes") is string classes ? [.. classes.Split(',')] : other.Classes,
            Points = Text("points") is string points
                ? [.. points.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(Point)]
                : other.Points,
            Test = Real("test") ?? other.Test,
            Inputs = Text("inputs") is string inputs
                ? [.. PlaygroundInput.All.Select(input => input.Key).Intersect(Known(inputs))]
                : other.Inputs,
            Hidden = Text("hidden") is string hidden
                ? [.. hidden == "none" ? [] : hidden.Split(',').Select(text => WholeOf("hidden", text))]
                : other.Hidden,
            Activation = Text("activation") ?? other.Activation,
            Loss = Text("loss"),
            Optimizer = Text("optimizer") ?? other.Optimizer,
            Batch = Whole("batch", other.Batch),
            L1 = Real("l1") ?? other.L1,
            Dropout = Real("dropout") ?? other.Dropout,
            ClipNorm = Real("clip"),
            Seed = Text("seed") is string seed ? ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                ? value : throw No("seed", seed, "a whole number") : 0,
        };
        state.Validate();
        return state;

        string? Text(string key) => given.TryGetValue(key, out string? value) && value.Length > 0 ? value : null;

        double? Real(string key) => Text(key) is string text ? RealOf(key, text) : null;

        int Whole(string key, int byDefault) => Text(key) is string text ? WholeOf(key, text) : byDefault;
    }

    /// <summary>The values of a query by their keys.</summary>
    public static Dictionary<string, string> Values(string query)
    {
        var values = new Dictionary<string, string>();
        foreach (string part in query.TrimStart('?', '#').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = part.IndexOf('=');
            if (at > 0)
                values[part[..at]] = Uri.UnescapeDataString(part[(at + 1)..].Replace('+', ' '));
        }

        return values;
    }

    /// <summary>A number in the shortest form that reads back as the same one.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%2C", ",").Replace("%20", "+").Replace("%3D", "=");

    private static string[] Known(string keys)
    {
        string[] named = keys.Split(',');
        return named.FirstOrDefault(key => PlaygroundInput.All.All(input => input.Key != key)) is string unknown
            ? throw new DownhillException(
                $"There is no input '{unknown}'; there are {string.Join(", ", PlaygroundInput.All.Select(input => input.Key))}.")
            : named;
    }

    private static PlaygroundPoint Point(string text) => text.Split(',') is [var x, var y, var group]
        ? new PlaygroundPoint(RealOf("points", x), RealOf("points", y), WholeOf("points", group))
        : throw No("points", text, "x,y,class");

    private static double RealOf(string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw No(key, text, "a number");

    private static int WholeOf(string key, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw No(key, text, "a whole number");

    /// <summary>The error about a value of an address.</summary>
    internal static DownhillException No(string key, string text, string expected) =>
        new($"The address says {key}={(text.Length > 40 ? text[..40] + "…" : text)}, but {key} is {expected}.");
}
