using System.Text.Json;
using Downhill.Reports;

namespace Downhill.Studio;

/// <summary>The file or folder with which the studio was opened; it reads no other file.</summary>
/// <param name="Page">The page that shows it, from <c>/</c> on.</param>
/// <param name="Path">The file, or the folder of a run; empty if nothing was opened.</param>
public sealed record StudioSubject(string Page = "/", string Path = "")
{
    private const long MaxBytes = 1024 * 1024;

    private const string Kinds = "the studio opens a table, the folder of a run, a model, a worked example or a saved playground";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>No file: the playground with its defaults.</summary>
    public static StudioSubject None { get; } = new();

    /// <summary>A playground that was saved.</summary>
    public PlaygroundFile? Playground { get; private init; }

    /// <summary>A table that the playground can show two columns of.</summary>
    public PlaygroundTable? Points { get; private init; }

    /// <summary>A network without trained numbers.</summary>
    public Model? Model { get; private init; }

    /// <summary>A trained network.</summary>
    public ModelFile? Trained { get; private init; }

    /// <summary>A worked example.</summary>
    public WorkedExample? Example { get; private init; }

    /// <summary>The name of the file or folder.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>Whether it is a table.</summary>
    public bool IsTable => Page == "/table";

    /// <summary>Opens a file, or the folder of a run.</summary>
    /// <param name="path">The file or folder; null for none.</param>
    /// <exception cref="DownhillException">It is not there, or of no kind that the studio shows.</exception>
    public static StudioSubject Open(string? path)
    {
        if (path is null)
            return None;
        if (Directory.Exists(path))
            return RunOf(path);
        if (!File.Exists(path))
            throw new DownhillException($"{path} does not exist; {Kinds}.");
        try
        {
            return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? OfJson(path, File.ReadAllText(path))
                : path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
                    ? new StudioSubject("/model", path) { Trained = ModelFile.Open(path) }
                : new StudioSubject("/table", path) { Points = PointsOf(path) };
        }
        catch (DownhillException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new DownhillException($"{path}: {error.Message}", error);
        }
    }

    private static StudioSubject RunOf(string path)
    {
        if (!File.Exists(System.IO.Path.Combine(path, "run.json")))
            throw new DownhillException($"{path} is not the folder of a run: it has no run.json; {Kinds}.");
        RunFolder.ReadRecord(path);
        var run = new StudioSubject(string.Empty, path);
        return run with { Page = $"/run/{Uri.EscapeDataString(run.Name)}" };
    }

    // Each kind is known by a key that only it has.
    private static StudioSubject OfJson(string path, string json)
    {
        if (Has(json, "samples"))
        {
            WorkedExample example = WorkedExample.FromJson(json, path);
            string? lesson = Lessons.Names.FirstOrDefault(
                name => Lessons.Example(name)?.Example is WorkedExample known && Same(known, example));
            return new StudioSubject(lesson is null ? "/example" : $"/lessons/{lesson}", path) { Example = example };
        }

        return Has(json, "layers") ? new StudioSubject("/model", path) { Model = Model.FromJson(json, path) }
            : new StudioSubject(Path: path) { Playground = PlaygroundFile.FromJson(json) };
    }

    private static bool Has(string json, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(key, out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Same(WorkedExample one, WorkedExample other) =>
        one.Network.ToJson() == other.Network.ToJson() && one.Loss.Equals(other.Loss) && one.Optimizer.Equals(other.Optimizer)
        && one.Samples.Length == other.Samples.Length
        && one.Samples.Zip(other.Samples).All(pair =>
            pair.First.Input.SequenceEqual(pair.Second.Input) && pair.First.Target.SequenceEqual(pair.Second.Target));

    // A large table, or one without two columns of numbers, has its own page alone.
    private static PlaygroundTable? PointsOf(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes ? PlaygroundTable.Read(File.ReadAllText(path)) : null;
        }
        catch (DownhillException)
        {
            return null;
        }
    }
}
