using System.Diagnostics;
using Downhill.Reports;
using Downhill.Tables;

namespace Downhill.Cli;

/// <summary>Shows the progress of reading in one line of a terminal if reading takes long.</summary>
internal static class ReadProgress
{
    /// <summary>Reads something, and shows how far it is.</summary>
    public static T Show<T>(Terminal terminal, Func<IProgress<TableProgress>, T> read)
    {
        using var line = new StatusLine(terminal);
        var clock = Stopwatch.StartNew();
        TimeSpan next = 2 * StatusLine.Interval;
        return read(new Reporter<TableProgress>(told =>
        {
            if (!line.IsLive || clock.Elapsed < next)
                return;
            next = clock.Elapsed + StatusLine.Interval;
            string part = told.Length is long all and > 0 ? $", {100 * told.Bytes / all} %" : string.Empty;
            line.Renew($"reading {TerminalWriter.Plain(told.Name)}: {MetricText.Count(told.Rows)} rows{part}");
        }));
    }
}
