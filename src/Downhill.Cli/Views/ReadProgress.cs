using System.Diagnostics;
using System.Globalization;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>One line that tells how far reading is, in a terminal and where it takes a while; it goes away at the end.</summary>
internal sealed class ReadProgress(Terminal? terminal) : IProgress<TableProgress>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly bool isShown = terminal?.Error.Profile.Capabilities.Interactive == true;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan next = 2 * Interval;
    private int length;

    /// <summary>Reads something, and shows how far it is.</summary>
    public static T Show<T>(Terminal? terminal, Func<IProgress<TableProgress>, T> read)
    {
        using var progress = new ReadProgress(terminal);
        return read(progress);
    }

    public void Report(TableProgress value)
    {
        if (!isShown || clock.Elapsed < next)
            return;
        next = clock.Elapsed + Interval;
        string part = value.Length is long all and > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {100 * value.Bytes / all} %")
            : string.Empty;
        string line = string.Create(CultureInfo.InvariantCulture, $"reading {Tabular.Plain(value.Name)}: {value.Rows:N0} rows{part}");
        terminal!.ErrorOutput.Write($"\r{line.PadRight(length)}");
        length = line.Length;
    }

    public void Dispose()
    {
        if (length > 0)
            terminal!.ErrorOutput.Write($"\r{new string(' ', length)}\r");
    }
}
