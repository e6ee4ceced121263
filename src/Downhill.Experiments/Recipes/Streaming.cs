namespace Downhill.Experiments;

/// <summary>Decides which files stay on disk during a run, and closes them at its end.</summary>
/// <param name="asked">Whether all of them are to stay there; otherwise those that would take more than a quarter of the memory do.</param>
public sealed class Streaming(bool asked = false) : IDisposable
{
    private readonly List<MappedFile> files = [];
    private readonly List<string> scratch = [];

    /// <summary>Opens a file that stays on disk; null if it is read into memory.</summary>
    internal MappedFile? Open(string path)
    {
        if (!asked && (path.EndsWith(".gz", StringComparison.Ordinal) || Fits(new FileInfo(path).Length)))
            return null;
        var file = MappedFile.Open(path);
        files.Add(file);
        return file;
    }

    /// <summary>The path of a temporary file for rows that stay on disk; null if they are kept in memory.</summary>
    /// <param name="bytes">The size of the rows in bytes.</param>
    internal string? Scratch(long bytes) => !asked && Fits(bytes)
        ? null
        : Path.Combine(Path.GetTempPath(), $"downhill-{Guid.NewGuid():N}.rows");

    /// <summary>Opens a temporary file; it is deleted at the end, or at once if the system allows it for an open file.</summary>
    internal MappedFile OpenScratch(string path)
    {
        var file = MappedFile.Open(path);
        files.Add(file);
        if (OperatingSystem.IsWindows())
            scratch.Add(path);
        else
            File.Delete(path);
        return file;
    }

    /// <summary>Throws if streaming was requested for rows that are not in a file that can be streamed.</summary>
    internal void Refuse(string name)
    {
        if (asked)
            throw new DownhillException(
                $"Reading batch by batch{new Hint(Setting.Stream)} needs uncompressed IDX files; '{name}' is read into memory. "
                    + $"Leave the setting out.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MappedFile file in files)
            file.Dispose();
        foreach (string path in scratch)
            File.Delete(path);
    }

    private static bool Fits(long bytes) => bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
}
