namespace Downhill.Studio;

/// <summary>What the studio was opened on; no other file is read.</summary>
/// <param name="Page">The page that shows it, from <c>/</c> on.</param>
/// <param name="Path">The file; empty where nothing was opened.</param>
/// <param name="Playground">A playground that was saved.</param>
/// <param name="Points">A table that the playground can show two columns of.</param>
public sealed record StudioSubject(string Page = "/", string Path = "", PlaygroundFile? Playground = null, PlaygroundTable? Points = null)
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Nothing: the playground as it starts.</summary>
    public static StudioSubject None { get; } = new();

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="DownhillException">It is not there, or of no kind that the studio shows.</exception>
    public static StudioSubject Open(string? path)
    {
        if (path is null)
            return None;
        if (!File.Exists(path))
            throw new DownhillException($"{path} {(Directory.Exists(path) ? "is a folder" : "does not exist")}; the studio opens a table or a playground that was saved.");
        try
        {
            return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? new StudioSubject(Path: path, Playground: PlaygroundFile.FromJson(File.ReadAllText(path)))
                : new StudioSubject("/table", path, Points: PointsOf(path));
        }
        catch (DownhillException error)
        {
            throw new DownhillException($"{path}: {error.Message}", error);
        }
    }

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
