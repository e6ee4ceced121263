using Microsoft.Extensions.Logging;

namespace Downhill.Serving;

/// <summary>Keeps the newest state of a model file in memory. A file that cannot be read only causes an entry in the log.</summary>
internal sealed partial class ModelHost : IDisposable
{
    private readonly string path;
    private readonly ILogger log;
    private readonly Timer? timer;
    private (DateTime Written, long Length) seen;
    private volatile ServedModel current;

    public ModelHost(string path, TimeSpan interval, ILogger log)
    {
        this.path = path;
        this.log = log;
        seen = State();
        current = ServedModel.Load(path);
        if (interval > TimeSpan.Zero)
            timer = new Timer(_ => Look(), null, interval, interval);
    }

    public ServedModel Current => current;

    /// <summary>Reads the file again if it has changed.</summary>
    public void Look()
    {
        lock (path)
        {
            try
            {
                (DateTime, long) state = State();
                if (state == seen)
                    return;
                current = ServedModel.Load(path);
                seen = state;
                Reloaded(path);
            }
            catch (Exception error) when (error is DownhillException or IOException or UnauthorizedAccessException)
            {
                NotReloaded(path, error.Message);
            }
        }
    }

    public void Dispose() => timer?.Dispose();

    private (DateTime Written, long Length) State()
    {
        var file = new FileInfo(RunFolder.FindModel(path));
        return (file.LastWriteTimeUtc, file.Length);
    }

    [LoggerMessage(1, LogLevel.Information, "{Path} has changed and was read again")]
    private partial void Reloaded(string path);

    [LoggerMessage(2, LogLevel.Warning, "{Path} has changed and cannot be read, so the model before it goes on: {Error}")]
    private partial void NotReloaded(string path, string error);
}
