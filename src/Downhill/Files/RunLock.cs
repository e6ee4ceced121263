namespace Downhill;

/// <summary>The lock of a run folder by this process; the system releases it when the process ends for any reason.</summary>
internal static class RunLock
{
    private const string Name = ".lock";
    private const int Glance = 100; // milliseconds

    /// <summary>Takes the folder.</summary>
    /// <exception cref="DownhillException">Another process has it, or the folder cannot be written.</exception>
    public static FileStream Take(string folder)
    {
        try
        {
            if (IsTaken(folder))
                Thread.Sleep(Glance); // perhaps only by somebody who looks
            return new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DownhillException($"{folder} cannot be written: {error.Message}", error);
        }
        catch (IOException error) when (IsTaken(folder))
        {
            throw new DownhillException(
                $"{folder} is in use by another process; wait until it is done, or choose another folder{new Hint(Setting.Out)}.", error);
        }
        catch (IOException error)
        {
            throw new DownhillException($"{folder} cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Whether a process holds the folder.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            new FileStream(Path.Combine(folder, Name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0).Dispose();
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
