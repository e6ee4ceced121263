namespace Downhill.Studio;

/// <summary>What the studio was opened on, read once at the start; no other file is read.</summary>
/// <param name="Page">The page that shows it, from <c>/</c> on.</param>
/// <param name="Name">Its file's name; empty where nothing was opened.</param>
/// <param name="Text">Its text.</param>
/// <param name="IsPlayground">Whether it is a playground that was saved.</param>
public sealed record StudioSubject(string Page = "/", string Name = "", string Text = "", bool IsPlayground = false)
{
    private const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>Nothing: the playground as it starts.</summary>
    public static StudioSubject None { get; } = new();

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="DownhillException">It is not there, or of no kind that the studio shows.</exception>
    public static StudioSubject Open(string? path)
    {
        if (path is null)
            return None;
        if (!File.Exists(path))
            throw new DownhillException($"{path} {(Directory.Exists(path) ? "is a folder" : "does not exist")}; the studio opens a table or a playground that was saved.");
        if (new FileInfo(path).Length > MaxBytes)
            throw new DownhillException($"{path} has more than {MaxBytes / 1024 / 1024} MB; the studio opens smaller tables.");
        var subject = new StudioSubject(Name: Path.GetFileName(path), Text: File.ReadAllText(path), IsPlayground: path.EndsWith(".json", StringComparison.OrdinalIgnoreCase));
        try
        {
            if (subject.IsPlayground)
                PlaygroundFile.FromJson(subject.Text);
            else
                PlaygroundTable.Read(subject.Text);
        }
        catch (DownhillException error)
        {
            throw new DownhillException($"{path}: {error.Message}", error);
        }

        return subject;
    }
}
