using System.Diagnostics;
using System.Globalization;

namespace Downhill.Cli;

/// <summary>
/// How far a competition of candidates is: in a terminal one line that is renewed and goes away, elsewhere a line for every ten members.
/// </summary>
internal sealed class BlendLine : IDisposable
{
    private const int Every = 10;

    private readonly Terminal terminal;
    private readonly bool isLive;
    private Stopwatch clock = Stopwatch.StartNew();
    private int length, stage = -1, before;

    public BlendLine(Terminal terminal)
    {
        this.terminal = terminal;
        isLive = !terminal.IsSilent && terminal.Error.Profile.Capabilities.Interactive;
        if (isLive)
            Write("all candidates: starting");
    }

    public void Report(BlendProgress told)
    {
        if (told.FirstDeal != stage)
            (stage, before, clock) = (told.FirstDeal, told.Done - 1, stage < 0 ? clock : Stopwatch.StartNew());
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{(told.FirstDeal == 1 ? "all candidates" : "candidates in the blend")}: {told.Done:N0} of {told.Total:N0} members");
        if (isLive)
        {
            TimeSpan left = clock.Elapsed / Math.Max(1, told.Done - before) * (told.Total - told.Done);
            Write(string.Create(CultureInfo.InvariantCulture, $"{line}, {(int)left.TotalMinutes}:{left:ss} left"));
        }
        else if (!terminal.IsSilent && (told.Done == told.Total || told.Done % Every == 0))
        {
            terminal.ErrorOutput.WriteLine(line);
        }
    }

    public void Dispose()
    {
        if (length > 0)
            terminal.ErrorOutput.Write($"\r{new string(' ', length)}\r");
    }

    private void Write(string line)
    {
        terminal.ErrorOutput.Write($"\r{line.PadRight(length)}");
        length = line.Length;
    }
}
