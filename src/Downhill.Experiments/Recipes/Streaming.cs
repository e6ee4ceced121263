namespace Downhill.Experiments;

/// <summary>Decides which files stay on disk while a run reads them, and closes those at its end.</summary>
/// <param name="asked">Whether all of them are to stay there; otherwise those that would take more than a quarter of the memory do.</param>
public sealed class Streaming(bool asked = false) : IDisposable
{
    private readonly List<MappedFile> files = [];

    /// <summary>Opens a file that is to stay on disk; null where it is to be read into memory.</summary>
    public MappedFile? Open(string path)
    {
        if (!asked && (path.EndsWith(".gz", StringComparison.Ordinal) || new FileInfo(path).Length <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4))
            return null;
        var file = MappedFile.Open(path);
        files.Add(file);
        return file;
    }

    /// <summary>Throws where streaming was asked for, of rows that lie in no file that could be streamed.</summary>
    public void Refuse(string name)
    {
        if (asked)
            throw new DownhillException(
                $"Reading batch by batch{new Hint(Setting.Stream)} is for unpacked IDX files; '{name}' is read into memory. Leave the setting out.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MappedFile file in files)
            file.Dispose();
    }
}
