using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>
/// The folder of a search: <c>tune.json</c> says what is searched, <c>recipe.json</c> holds the score without any change,
/// <c>trials.jsonl</c> has a line for each trial that is done.
/// </summary>
public sealed class SearchJournal
{
    private readonly string lines;
    private readonly Lock gate = new();
    private readonly List<SearchTrial> trials = [];

    private readonly string recipeFile;
    private SearchTrial? recipe;

    private SearchJournal(string folder) => (lines, recipeFile) =
        (Path.Combine(folder, "trials.jsonl"), Path.Combine(folder, "recipe.json"));

    /// <summary>The score of the unchanged experiment on the same rows; null until it is measured.</summary>
    public SearchTrial? Recipe
    {
        get => recipe;
        internal set
        {
            recipe = value;
            AtomicFile.Write(recipeFile, stream => stream.Write(Encoding.UTF8.GetBytes(Text(value!.ToJson()) + "\n")));
        }
    }

    /// <summary>The trials that are done, in the order in which they ended.</summary>
    public IReadOnlyList<SearchTrial> Trials
    {
        get
        {
            lock (gate)
                return [.. trials];
        }
    }

    /// <summary>Opens the folder of a search, or creates it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="search">The search; one that is in the folder already must be the same.</param>
    /// <exception cref="DownhillException">The folder holds another search, or something else.</exception>
    public static SearchJournal Open(string folder, Search search)
    {
        string description = Path.Combine(folder, "tune.json"), text = Text(search.ToJson(), indented: true);
        if (File.Exists(folder))
            throw new DownhillException($"{folder} is a file, but a search needs a folder{new Hint(Setting.Out)}.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(description))
                throw new DownhillException(
                    $"{folder} already exists and is not the folder of a search; choose another folder{new Hint(Setting.Out)}.");
            if (File.ReadAllText(description) != text)
                throw new DownhillException(
                    $"{folder} has a search with other options; use the same options to continue it, "
                        + $"or choose another folder{new Hint(Setting.Out)}.");
        }
        else
        {
            Make(folder);
            AtomicFile.Write(description, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }

        var journal = new SearchJournal(folder);
        journal.Read();
        return journal;
    }

    /// <summary>Adds a trial to the journal.</summary>
    public void Add(SearchTrial trial)
    {
        lock (gate)
        {
            trials.Add(trial);
            try
            {
                File.AppendAllText(lines, Text(trial.ToJson()) + "\n");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new DownhillException($"{lines} cannot be written: {error.Message}", error);
            }
        }
    }

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DownhillException($"The folder {folder} cannot be made: {error.Message}", error);
        }
    }

    private static string Text(JsonObject node, bool indented = false) =>
        node.ToJsonString(indented ? new JsonSerializerOptions(ExperimentFile.Writing) { WriteIndented = true } : ExperimentFile.Writing);

    // A line that was being written when the search was killed is cut off, or its end is added, so that the next one starts afresh.
    private void Read()
    {
        if (File.Exists(recipeFile))
            recipe = SearchTrial.Of(JsonNode.Parse(File.ReadAllText(recipeFile))!);
        if (!File.Exists(lines))
            return;
        var whole = new StringBuilder();
        foreach (string line in File.ReadAllLines(lines))
        {
            try
            {
                trials.Add(SearchTrial.Of(JsonNode.Parse(line)!));
                whole.Append(line).Append('\n');
            }
            catch (Exception error) when (error is JsonException or NullReferenceException or InvalidOperationException)
            {
                break;
            }
        }

        byte[] kept = Encoding.UTF8.GetBytes(whole.ToString());
        if (kept.Length != new FileInfo(lines).Length)
            AtomicFile.Write(lines, stream => stream.Write(kept));
    }
}
