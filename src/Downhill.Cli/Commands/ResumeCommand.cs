using System.CommandLine;
using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary><c>downhill resume RUN</c>: continues an interrupted run; the model is the same as without the interruption.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var folder = Options.Argument("RUN", "The folder of a run that was interrupted or killed");
        var threads = Options.Threads();
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new Command("resume", "Continue an interrupted run; the model is the same as without the interruption") { folder,
            threads, json, quiet };
        command.SetAction(parsed =>
        {
            int own = parsed.GetValue(threads) ?? Processes.DefaultThreads;
            return Processes.Run(communicator => Resume(parsed, own, communicator),
                communicator => ExperimentRun.Assist(communicator, own, begin()));
        });
        return command;

        int Resume(ParseResult parsed, int own, ICommunicator? communicator)
        {
            using var held = RunFolder.Open(parsed.GetRequiredValue(folder));
            if (parsed.GetValue(json) || parsed.GetValue(quiet))
                terminal.Silence();
            using ExperimentRun run = ReadProgress.Show(terminal, reading =>
                ExperimentRun.Resume(held, own, reading, terminal.ErrorOutput.WriteLine, communicator));
            return new TrainRun(run, terminal, parsed.GetValue(json)).Run(null, overwrite: false, begin);
        }
    }
}
