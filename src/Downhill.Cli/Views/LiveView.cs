using System.Diagnostics;
using Downhill.Experiments;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>A run while it goes on, in a terminal: how far it is, and its curves so far; it leaves nothing behind.</summary>
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
        new(LivePicture.Lines(run, elapsed, console.Profile.Width, console.Profile.Height).Select(line => new Markup(line)));
}
