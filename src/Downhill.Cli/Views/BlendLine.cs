using System.Diagnostics;
using System.Globalization;

namespace Downhill.Cli;

/// <summary>
/// Shows the progress of a competition: in a terminal as one line that is updated, otherwise as a line for every ten members.
/// </summary>
internal sealed class BlendLine : IDisposable
{
    private const int Every = 10;

    private readonly Terminal terminal;
    private readonly StatusLine status;
    private Stopwatch clock = Stopwatch.StartNew();
    private int stage = -1, before;

    public BlendLine(Terminal terminal)
    {
        (this.terminal, status) = (terminal, new StatusLine(terminal));
        if (status.IsLive)
            status.Renew("all candidates: starting");
    }

    public void Report(BlendProgress told)
    {
        if (told.FirstDeal != stage)
            (stage, before, clock) = (told.FirstDeal, told.Done - 1, stage < 0 ? clock : Stopwatch.StartNew());
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{(told.FirstDeal == 1 ? "all candidates" : "candidates in the blend")}: {told.Done:N0} of {told.Total:N0} members");
        if (status.IsLive)
        {
            TimeSpan left = clock.Elapsed / Math.Max(1, told.Done - before) * (told.Total - told.Done);
            status.Renew(string.Create(CultureInfo.InvariantCulture, $"{line}, {(int)left.TotalMinutes}:{left:ss} left"));
        }
        else if (!terminal.IsSilent && (told.Done == told.Total || told.Done % Every == 0))
        {
            terminal.ErrorOutput.WriteLine(line);
        }
    }

    public void Dispose() => status.Dispose();
}
