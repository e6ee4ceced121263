namespace Downhill.Cli;

/// <summary>A line of a terminal that is updated, and removed at the end.</summary>
internal sealed class StatusLine(Terminal terminal) : IDisposable
{
    /// <summary>The time between two lines that a person can read.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private int length;

    /// <summary>Whether a person watches; elsewhere a line cannot be renewed.</summary>
    public bool IsLive => terminal.Error.Profile.Capabilities.Interactive;

    public void Renew(string line)
    {
        terminal.ErrorOutput.Write($"\r{line.PadRight(length)}");
        length = line.Length;
    }

    public void Dispose()
    {
        if (length > 0)
            terminal.ErrorOutput.Write($"\r{new string(' ', length)}\r");
    }
}
