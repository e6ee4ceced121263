using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Cli;

/// <summary>
/// A recipe as JSON with comments: <c>data</c>, <c>columns</c>, and the options of <c>train</c> under their own names, without the
/// dashes. It says no more than a command line does, and so an option is added nowhere else.
/// </summary>
internal static class RecipeFile
{
    private const string Data = "data", Columns = "columns";
    private static readonly string[] Kinds = ["number", "category", "date", "drop"];

    // How a run is watched and where it goes is no part of a recipe.
    private static readonly string[] Outside = ["out", "overwrite", "json", "quiet", "threads", "help"];

    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Whether the data named is a recipe.</summary>
    public static bool Is(IReadOnlyList<string> sources) => sources is [string one] && one.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The words of <c>train</c> that a recipe stands for; options of the command line come first.</summary>
    /// <exception cref="DownhillException">It is no recipe; the message names line and key.</exception>
    public static IReadOnlyList<string> Words(string path, ParseResult given)
    {
        try
        {
            return Read(path, given);
        }
        catch (InvalidOperationException error)
        {
            // A surrogate without its other half, as \ud800, is only seen when it is read as text.
            throw new DownhillException($"{path} is not valid JSON (it holds half of a character).", error);
        }
    }

    private static List<string> Read(string path, ParseResult given)
    {
        if (!File.Exists(path))
            throw new DownhillException($"There is no recipe '{path}'; 'downhill init DATA --out {path}' writes one.");
        string text = File.ReadAllText(path);
        Command train = given.CommandResult.Command;
        HashSet<string> said = [.. given.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit).Select(option => option.Option.Name)];
        Dictionary<string, Option> known = train.Options.Where(option => !Outside.Contains(option.Name[2..])).ToDictionary(option => option.Name[2..]);
        var words = new List<string>();
        foreach ((string key, JsonNode? value) in Parse(path, text))
        {
            if (key == Data)
                words.AddRange(Sources(path, text, value));
            else if (key == Columns)
                words.AddRange(OfColumns(path, text, value));
            else if (!known.TryGetValue(key, out Option? option))
                throw new DownhillException($"{Place(path, text, key)}: there is no option '{key}'{Nearest.Hint(key, [.. known.Keys, Data, Columns])}.");
            else if (value is not null && !said.Contains(option.Name))
                words.AddRange(OfOption(path, text, key, option, value));
        }

        foreach (OptionResult option in given.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit))
        {
            if (option.Tokens.Count == 0)
                words.Add(option.Option.Name);
            foreach (Token token in option.Tokens)
                words.AddRange([option.Option.Name, token.Value]);
        }

        return words;
    }

    /// <summary>A recipe with every choice written out, each with a comment that says what it is.</summary>
    /// <param name="words">The words of <c>train</c> with every choice, after the verb.</param>
    /// <param name="columns">What each column was taken for; empty where the data is no table.</param>
    /// <param name="reason">What was chosen and why.</param>
    /// <param name="train">The command, which knows what its options are.</param>
    public static string Write(IReadOnlyList<string> words, IReadOnlyList<ColumnRecord> columns, string reason, Command train)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"// A recipe: edit it, then run  downhill train FILE  with this file. Options of the command line replace its own.\n// {reason}\n{{\n");
        int first = words.ToList().FindIndex(word => word.StartsWith("--", StringComparison.Ordinal));
        string[] data = [.. words.Take(first < 0 ? words.Count : first)];
        text.Append(CultureInfo.InvariantCulture, $"  // {train.Arguments[0].Description}\n  \"data\": {(data.Length == 1 ? Quoted(data[0]) : $"[{string.Join(", ", data.Select(Quoted))}]")},\n");
        if (columns.Count > 0)
        {
            text.Append("\n  // What the columns are: \"number\", \"category\", \"date\", or \"drop\" to leave one out. What is not named is found out.\n  \"columns\": {\n");
            foreach (ColumnRecord column in columns.Where(column => column.Role != "target"))
            {
                // A column of two names is found out again; one that groups the rows is read, but no input.
                string? kind = Kinds.Contains(column.Kind) ? (column.Role == "input" ? column.Kind : null) : column.Role == "left out" ? "drop" : null;
                text.Append(CultureInfo.InvariantCulture, $"    {(kind is null ? "// " : string.Empty)}{Quoted(column.Name)}: {Quoted(kind ?? column.Kind)}, // {column.Reason}\n");
            }

            text.Append("  },\n");
        }

        for (int i = data.Length; i < words.Count; i++)
        {
            Option option = train.Options.First(one => one.Name == words[i]);
            string name = option.Name[2..];
            if (Kinds.Contains(name))
            {
                i++; // columns say it
                continue;
            }

            var values = new List<string>();
            bool isFlag = option.ValueType == typeof(bool);
            while (!isFlag && i < words.Count && words[i] == option.Name && i + 1 < words.Count)
            {
                values.Add(Value(option, words[i + 1]));
                i += 2;
            }

            i -= isFlag ? 0 : 1;
            text.Append(CultureInfo.InvariantCulture, $"\n  // {option.Description}\n  {Quoted(name)}: {(isFlag ? "true" : values.Count == 1 ? values[0] : $"[{string.Join(", ", values)}]")},\n");
        }

        return text.Append("}\n").ToString();
    }

    private static List<string> Sources(string path, string text, JsonNode? value)
    {
        List<string> names = [.. value is JsonArray several ? several.Select(one => Text(path, text, Data, one)) : [Text(path, text, Data, value)]];
        return names.Find(name => Is([name])) is string nested
            ? throw new DownhillException($"{Place(path, text, Data)}: '{nested}' is a recipe too; data names a table, a folder or a built-in set.")
            : names;
    }

    private static JsonObject Parse(string path, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Reading) as JsonObject
                ?? throw new DownhillException($"{path} holds no recipe: expected {{ \"data\": …, \"target\": … }}.");
        }
        catch (JsonException error)
        {
            throw new DownhillException($"{path}, line {(error.LineNumber ?? 0) + 1}: this is no JSON: {error.Message.Split(" LineNumber")[0]}", error);
        }
    }

    private static IEnumerable<string> OfOption(string path, string text, string key, Option option, JsonNode value)
    {
        if (option.ValueType == typeof(bool))
        {
            return value.GetValueKind() switch
            {
                JsonValueKind.True => [option.Name],
                JsonValueKind.False => [],
                _ => throw new DownhillException($"{Place(path, text, key)}: '{key}' is true or false, not {value.ToJsonString()}."),
            };
        }

        if (value is JsonArray several && option.ValueType == typeof(string[]))
            return several.SelectMany(one => (string[])[option.Name, Text(path, text, key, one)]);
        return [option.Name, Text(path, text, key, value)];
    }

    private static IEnumerable<string> OfColumns(string path, string text, JsonNode? value)
    {
        if (value is not JsonObject columns)
            throw new DownhillException($"{Place(path, text, Columns)}: 'columns' names columns and their kinds, such as {{ \"age\": \"number\" }}.");
        foreach ((string column, JsonNode? kind) in columns)
        {
            string word = Text(path, text, column, kind);
            if (!Kinds.Contains(word))
                throw new DownhillException($"{Place(path, text, column)}: '{column}' is {string.Join(" or ", Kinds)}, not '{word}'{Nearest.Hint(word, Kinds)}.");
            yield return $"--{word}";
            yield return column;
        }
    }

    private static string Text(string path, string text, string key, JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => (string)value!,
        JsonValueKind.Number => value!.ToJsonString(),
        _ => throw new DownhillException($"{Place(path, text, key)}: '{key}' is a text or a number, not {value?.ToJsonString() ?? "null"}."),
    };

    // A key is looked for as it is written; comments may name it too, but not with quotes and a colon.
    private static string Place(string path, string text, string key)
    {
        string[] lines = text.Split('\n');
        int line = Array.FindIndex(lines, one => one.Contains($"\"{key}\"", StringComparison.Ordinal) && !one.TrimStart().StartsWith("//", StringComparison.Ordinal));
        return line < 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}, line {line + 1}");
    }

    private static string Value(Option option, string word) =>
        option.ValueType != typeof(string) && option.ValueType != typeof(string[]) && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? word : Quoted(word);

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
