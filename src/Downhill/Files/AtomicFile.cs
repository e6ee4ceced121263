namespace Downhill;

/// <summary>Writes files so that a reader finds the old content or the new, whole, even after a crash.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes into a temporary file in the same folder, flushes it to disk and renames it over <paramref name="path"/>;
    /// if anything fails, the temporary file is removed and what was at the path stays. A link at the path is replaced, not followed.
    /// </summary>
    /// <exception cref="DownhillException">The file cannot be written there.</exception>
    public static void Write(string path, Action<Stream> write)
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
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
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
