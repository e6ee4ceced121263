using System.Diagnostics;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>A run in progress in a terminal: its progress and its curves so far. It is removed from the screen at the end.</summary>
internal sealed class LiveView(IAnsiConsole console, RunProgress run)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs the training and shows how it goes.</summary>
    public void Show(Stopwatch clock, Action<IProgress<TrainingProgress>> train)
    {
        AppDomain.CurrentDomain.ProcessExit += Leave;
        try
        {
            console.Live(Picture(clock.Elapsed)).AutoClear(true).Overflow(VerticalOverflow.Crop).Start(context =>
            {
                TimeSpan drawn = clock.Elapsed;
                train(new Reporter<TrainingProgress>(progress =>
                {
                    run.Add(progress, clock.Elapsed);
                    if (clock.Elapsed - drawn < Interval)
                        return;
                    context.UpdateTarget(Picture(clock.Elapsed));
                    drawn = clock.Elapsed;
                }));
            });
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= Leave;
        }
    }

    // A second Ctrl-C leaves at once.
    private void Leave(object? sender, EventArgs arguments)
    {
        console.WriteLine();
        console.Cursor.Show();
    }

    private Rows Picture(TimeSpan elapsed) =>
        new(Lines(run, elapsed, console.Profile.Width, console.Profile.Height).Select(line => new Markup(line)));

    /// <summary>The lines of the picture as markup, with the marks of the curves in their colours.</summary>
    public static IEnumerable<string> Lines(RunProgress run, TimeSpan elapsed, int width, int height) =>
        LivePicture.Lines(run, elapsed, width, height).Select(line => line.IsChart ? Coloured(line.Text) : Markup.Escape(line.Text));

    private static string Coloured(string line)
    {
        string markup = Markup.Escape(line);
        foreach ((char mark, string colour) in (ReadOnlySpan<(char, string)>)[(TextChart.Mark(0), "blue"), (TextChart.Mark(1), "yellow"),
            (TextChart.Shared, "green")])
            markup = markup.Replace(mark.ToString(), $"[{colour}]{mark}[/]", StringComparison.Ordinal);
        return $"[grey]{markup}[/]";
    }
}
