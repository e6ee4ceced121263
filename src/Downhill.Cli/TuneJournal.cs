using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Downhill.Cli;

/// <summary>The folder of a search: <c>tune.json</c> says what is searched, <c>trials.jsonl</c> has a line for each trial that is done.</summary>
internal sealed class TuneJournal
{
    private readonly string lines;
    private readonly Lock gate = new();
    private readonly List<TuneTrial> trials = [];

    private TuneJournal(string folder) => lines = Path.Combine(folder, "trials.jsonl");

    /// <summary>The trials that are done, in the order in which they ended.</summary>
    public IReadOnlyList<TuneTrial> Trials
    {
        get
        {
            lock (gate)
                return [.. trials];
        }
    }

    /// <summary>Opens the folder of a search, or makes it.</summary>
    /// <exception cref="DownhillException">The folder holds another search, or something else.</exception>
    public static TuneJournal Open(string folder, JsonObject search)
    {
        string description = Path.Combine(folder, "tune.json"), text = Json.Text(search);
        if (File.Exists(folder))
            throw new DownhillException($"{folder} is a file; --out names the folder of the search.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(description))
                throw new DownhillException($"{folder} is there already and holds no search; choose another folder with --out.");
            if (File.ReadAllText(description) != text)
                throw new DownhillException($"{folder} holds a search with other words; repeat them to go on with it, or choose another folder with --out.");
        }
        else
        {
            Make(folder);
            AtomicFile.Write(description, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }

        var journal = new TuneJournal(folder);
        journal.Read();
        return journal;
    }

    /// <summary>Writes a trial down.</summary>
    public void Add(TuneTrial trial)
    {
        lock (gate)
        {
            trials.Add(trial);
            try
            {
                File.AppendAllText(lines, Json.Text(trial.ToJson(), indented: false) + "\n");
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

    // A line that was being written when the search was killed is cut off, so that the next one starts afresh.
    private void Read()
    {
        if (!File.Exists(lines))
            return;
        var whole = new StringBuilder();
        foreach (string line in File.ReadAllLines(lines))
        {
            try
            {
                trials.Add(TuneTrial.Of(JsonNode.Parse(line)!));
                whole.Append(line).Append('\n');
            }
            catch (Exception error) when (error is JsonException or NullReferenceException or InvalidOperationException)
            {
                break;
            }
        }

        if (whole.Length < new FileInfo(lines).Length)
            AtomicFile.Write(lines, stream => stream.Write(Encoding.UTF8.GetBytes(whole.ToString())));
    }
}
