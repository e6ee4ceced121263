using System.CommandLine;
using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary><c>downhill resume RUN</c>: continues a run that was interrupted, to the same model as if it never had been.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var folder = new Argument<string>("RUN") { Description = "The folder of a run that was interrupted or killed" };
        var threads = Options.Threads();
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new Command("resume", "Continue an interrupted run; the model is the same as without the interruption") { folder, threads, json, quiet };
        command.SetAction(parsed =>
        {
            using var held = RunFolder.Open(parsed.GetRequiredValue(folder));
            if (parsed.GetValue(json) || parsed.GetValue(quiet))
                terminal.Silence();
            using ExperimentRun run = ReadProgress.Show(terminal, reading =>
                ExperimentRun.Resume(held, parsed.GetValue(threads), reading, terminal.ErrorOutput.WriteLine));
            return new TrainRun(run, terminal, parsed.GetValue(json)).Run(null, overwrite: false, begin);
        });
        return command;
    }
}
