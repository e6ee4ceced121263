using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>
/// An experiment in a file that a person edits: JSON with comments. The kinds of columns can be in one object, <c>"columns": { "age":
/// "number" }</c>.
/// </summary>
public static class RecipeFile
{
    private const string Data = "data", Columns = "columns";
    private static readonly string[] Kinds = ["number", "category", "date", "drop"];

    private static readonly JsonDocumentOptions Reading = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Whether the named data is a recipe file.</summary>
    public static bool Is(IReadOnlyList<string> names) =>
        names is [string one] && one.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a recipe file.</summary>
    /// <exception cref="DownhillException">It is none; the message names line and key.</exception>
    public static Experiment Read(string path)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no recipe '{path}'; 'downhill init' writes one{new Hint(Setting.Out, path)}.");
        try
        {
            return Read(path, File.ReadAllText(path));
        }
        catch (InvalidOperationException error)
        {
            // A surrogate without its other half, as \ud800, is only seen when it is read as text.
            throw new DownhillException($"{path} is not valid JSON (it has half of a surrogate pair).", error);
        }
    }

    private static Experiment Read(string path, string text)
    {
        JsonObject node = Parse(path, text);
        if (node.ContainsKey("command") && node.ContainsKey("version"))
            throw new DownhillException(
                $"{path} is the record of a run, not a recipe; use its folder with 'resume', 'report' and 'predict', "
                    + $"or write a recipe with 'init'.");
        if (node[Columns] is JsonObject kinds)
        {
            node.Remove(Columns);
            foreach ((string column, JsonNode? kind) in kinds)
            {
                if (kind is JsonValue value && value.TryGetValue(out string? word) && IsEncoding(word))
                    Add(node, $"{column}={word}", "encode");
                else
                    Add(node, column, Kind(path, text, column, kind));
            }
        }

        foreach (ExperimentSetting setting in ExperimentSetting.All.Where(setting => setting.IsFlag))
            TurnRound(path, text, node, setting.Name);
        Experiment read = ExperimentFile.Read(node, path, text);
        if (read.Data?.FirstOrDefault(name => Is([name])) is not string nested)
            return read;
        string place = Place(path, text, Data);
        throw new DownhillException($"{place}: '{nested}' is a recipe too; data must be a table, a folder or a built-in data set.");
    }

    /// <summary>Writes a recipe with every choice, each with a comment that says what it is.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="columns">The kind of each column; empty if the data is not a table.</param>
    /// <param name="reason">The choice and its reason.</param>
    public static string Write(Experiment experiment, IReadOnlyList<ColumnRecord> columns, string reason)
    {
        JsonObject node = ExperimentFile.Node(experiment);
        var text = new StringBuilder("// A recipe: edit it, then run  downhill train FILE  with this file. ");
        text.Append("Options on the command line replace those in the file.\n");
        text.Append(CultureInfo.InvariantCulture, $"// {reason}\n{{\n  // {ExperimentSetting.Find(Data).Help}\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"data\": {Value(node[Data]!)},\n");
        if (columns.Count > 0)
            Write(text, columns, experiment.Columns is null);
        bool hasKinds = columns.Count > 0 && experiment.Columns is null;
        foreach (ExperimentSetting setting in ExperimentSetting.All.Where(setting => setting.IsOption
            && setting.Texts(node).Any()))
        {
            string value = Value(node[setting.Name]!);
            if (!hasKinds || !Kinds.Contains(setting.Name))
                text.Append(CultureInfo.InvariantCulture, $"\n  // {setting.Description}\n  \"{setting.Name}\": {value},\n");
        }

        return text.Append("}\n").ToString();
    }

    // Where the recipe gives the names of all columns, their kinds are comments.
    private static void Write(StringBuilder text, IReadOnlyList<ColumnRecord> columns, bool areSettings)
    {
        string kinds = string.Join(", ", Kinds[..^1].Select(kind => $"\"{kind}\""));
        text.Append(CultureInfo.InvariantCulture,
            $"\n  // The kinds of the columns: {kinds}, or \"drop\" to leave one out. Columns without a kind are detected.\n");
        text.Append(areSettings ? "  \"columns\": {\n" : string.Empty);
        foreach (ColumnRecord column in columns.Where(column => column.Role != "target"))
        {
            // A column of two names is detected again; one that groups the rows is read, but no input.
            bool isKnown = Kinds.Contains(column.Kind);
            string? kind = isKnown && column.Role == "input" ? column.Kind : !isKnown && column.Role == "left out" ? "drop" : null;
            text.Append(kind is null || !areSettings ? "    // " : "    ");
            text.Append(CultureInfo.InvariantCulture, $"{Value(column.Name)}: {Value(kind ?? column.Kind)}, // {column.Reason}\n");
        }

        text.Append(areSettings ? "  },\n" : string.Empty);
    }

    // "no-shuffle": true is what version 0.1.0 wrote for "shuffle": false.
    private static void TurnRound(string path, string text, JsonObject node, string name)
    {
        string old = $"no-{name}";
        if (!node.TryGetPropertyValue(old, out JsonNode? value))
            return;
        if (value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            throw new DownhillException($"{Place(path, text, old)}: '{old}' is true or false, not {value?.ToJsonString() ?? "null"}.");
        node.Remove(old);
        if ((bool)value)
            node[name] = false;
    }

    // Such as "cyclic 24": a name that is no kind that tables know by themselves.
    private static bool IsEncoding(string word) => !Kinds.Contains(word)
        && Catalog.Encodings.Entries.Any(entry => entry.Name == word.Split(' ')[0]);

    private static string Kind(string path, string text, string column, JsonNode? kind)
    {
        string word = kind?.GetValueKind() == JsonValueKind.String ? (string)kind! : kind?.ToJsonString() ?? "null";
        if (Kinds.Contains(word))
            return word;
        string place = Place(path, text, $"{Columns}.{column}");
        throw new DownhillException($"{place}: '{column}' is {string.Join(" or ", Kinds)}, not '{word}'{Nearest.Hint(word, Kinds)}.");
    }

    private static void Add(JsonObject node, string column, string kind)
    {
        if (node[kind] is JsonArray columns)
            columns.Add((JsonNode)column);
        else
            node[kind] = node[kind] is JsonNode one ? new JsonArray(one.DeepClone(), column) : new JsonArray(column);
    }

    private static JsonObject Parse(string path, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Reading) as JsonObject
                ?? throw new DownhillException($"{path} is not a recipe: expected {{ \"data\": …, \"target\": … }}.");
        }
        catch (JsonException error)
        {
            string what = error.Message.Split(" LineNumber")[0];
            throw new DownhillException($"{path}, line {(error.LineNumber ?? 0) + 1}: this is not valid JSON: {what}", error);
        }
    }

    private static string Place(string path, string text, string key) =>
        JsonLine.Of(text, key) is int line ? string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}") : path;

    private static string Value(JsonNode value) =>
        value is JsonArray { Count: 1 } one ? Value(one[0]!) : value.ToJsonString(ExperimentFile.Writing);

    private static string Value(string text) => Value(JsonValue.Create(text));
}
