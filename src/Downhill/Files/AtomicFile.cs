namespace Downhill;

/// <summary>Writes files so that a reader finds either the complete old or the complete new content, even after a crash.</summary>
public static class AtomicFile
{
    /// <summary>A wrapper around the file's stream, for tests of disks that fail.</summary>
    internal static readonly AsyncLocal<Func<Stream, Stream>?> Disk = new();

    /// <summary>
    /// Writes a temporary file in the same folder, flushes it to disk and renames it to <paramref name="path"/>; on failure the temporary
    /// file is removed and the old file stays. A link at the path is replaced, not followed.
    /// </summary>
    /// <exception cref="DownhillException">The file cannot be written there.</exception>
    /// <param name="path">The path.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="previous">The path under which the old file is kept; null replaces it.</param>
    public static void Write(string path, Action<Stream> write, string? previous = null)
    {
        if (path.Length == 0)
            throw new DownhillException("The name of the file to write is empty.");
        if (Directory.Exists(path))
            throw new DownhillException($"{path} cannot be written: it is a folder.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new DownhillException($"{path} cannot be written: the folder {folder} does not exist.");
        if (folder == "/dev")
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
            write(device); // a device is written to, never replaced
            return;
        }

        string temporary = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(Disk.Value?.Invoke(stream) ?? stream);
                stream.Flush(flushToDisk: true);
            }

            if (previous is not null && File.Exists(path))
                File.Move(path, previous, overwrite: true);
            File.Move(temporary, path, overwrite: true);
            FlushName(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DownhillException($"{path} cannot be written: {Reason(e, folder)}", e);
        }
        finally
        {
            Remove(temporary);
        }
    }

    /// <summary>Removes what was being written into a folder when a process was killed.</summary>
    internal static void RemoveLeftovers(string folder)
    {
        foreach (string temporary in Directory.GetFiles(folder, ".????????.???.tmp"))
            File.Delete(temporary);
    }

    // There is no call that flushes a folder. On a journalling file system, flushing the renamed file commits its new name with it.
    private static void FlushName(string path)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file =
                File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The content is on disk already, and somebody else reads or replaces the file.
        }
    }

    private static string Reason(Exception e, string folder) =>
        e is UnauthorizedAccessException ? $"there is no permission to write in {folder}." : e.Message;

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made the write fail is the better message.
        }
    }
}
