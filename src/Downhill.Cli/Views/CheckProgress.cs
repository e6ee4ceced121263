using System.Globalization;

namespace Downhill.Cli;

/// <summary>
/// One line that tells how far a check is, with the time left. In a terminal it is renewed and goes away at the end; elsewhere a line
/// is written every few seconds.
/// </summary>
internal sealed class CheckProgress(Terminal terminal, long total, Func<TimeSpan> elapsed) : IProgress<long>, IDisposable
{
    private static readonly TimeSpan Piped = TimeSpan.FromSeconds(5), Live = TimeSpan.FromMilliseconds(250),
        Long = TimeSpan.FromSeconds(10);

    private readonly bool isLive = terminal.Error.Profile.Capabilities.Interactive;
    private TimeSpan next;
    private int length;
    private bool hasAdvised;

    public void Report(long value)
    {
        TimeSpan now = elapsed();
        if (terminal.IsSilent || now < Interval || now < next)
            return;
        next = now + Interval;
        TimeSpan left = now * ((double)(total - value) / value);
        string line = string.Create(CultureInfo.InvariantCulture,
            $"checked {value:N0} of {total:N0} derivatives, {(int)left.TotalHours}:{left:mm\\:ss} left");
        if (left > Long && !hasAdvised)
            line += "; --sample 1000 checks only some entries of each layer";
        if (isLive)
        {
            terminal.ErrorOutput.Write($"\r{line.PadRight(length)}");
            length = line.Length;
            return;
        }

        hasAdvised = true;
        terminal.ErrorOutput.WriteLine(line);
    }

    public void Dispose()
    {
        if (length > 0)
            terminal.ErrorOutput.Write($"\r{new string(' ', length)}\r");
    }

    private TimeSpan Interval => isLive ? Live : Piped;
}
