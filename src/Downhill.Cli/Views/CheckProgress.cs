using System.Globalization;

namespace Downhill.Cli;

/// <summary>
/// Shows the progress of a check and the time left: in a terminal as one line that is updated, otherwise as a line every few seconds.
/// </summary>
internal sealed class CheckProgress(Terminal terminal, long total, Func<TimeSpan> elapsed) : IProgress<long>, IDisposable
{
    private static readonly TimeSpan Piped = TimeSpan.FromSeconds(5), Long = TimeSpan.FromSeconds(10);

    private readonly StatusLine status = new(terminal);
    private TimeSpan next;
    private bool hasAdvised;

    public void Report(long value)
    {
        TimeSpan now = elapsed(), interval = status.IsLive ? StatusLine.Interval : Piped;
        if (terminal.IsSilent || now < interval || now < next)
            return;
        next = now + interval;
        TimeSpan left = now * ((double)(total - value) / value);
        string line = string.Create(CultureInfo.InvariantCulture,
            $"checked {value:N0} of {total:N0} derivatives, {(int)left.TotalHours}:{left:mm\\:ss} left");
        if (left > Long && !hasAdvised)
            line += "; --sample 1000 checks only some entries of each layer";
        if (status.IsLive)
        {
            status.Renew(line);
            return;
        }

        hasAdvised = true;
        terminal.ErrorOutput.WriteLine(line);
    }

    public void Dispose() => status.Dispose();
}
