using System.CommandLine;

namespace Downhill.Cli;

/// <summary><c>downhill resume RUN</c>: goes on with a run that was interrupted, to the same model as if it never had been.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run that was interrupted or killed" };
        var threads = Options.Threads();
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new Command("resume", "Go on with an interrupted run, to the same model as if it had never stopped") { run, threads, json, quiet };
        command.SetAction(parsed =>
        {
            using var folder = RunFolder.Open(parsed.GetRequiredValue(run));
            RunRecord record = Find(folder);
            TrainRequest request = RecordedRequest.Of(record, folder.Path);
            if (parsed.GetValue(json) || parsed.GetValue(quiet))
                terminal.Silence();
            request = request with { Threads = parsed.GetValue(threads) ?? request.Threads, Json = parsed.GetValue(json), Resumption = new Resumption(folder, record) };
            return TrainCommand.Run(request, terminal, begin);
        });
        return command;
    }

    private static RunRecord Find(RunFolder folder)
    {
        RunRecord record = folder.Read();
        if (record.Status == "finished")
        {
            new Checkpoints(folder.Path).Delete(); // it may have been killed before it did
            folder.DeleteParts();
            throw new DownhillException($"The run in {folder.Path} is finished: there is nothing to go on with. For more epochs train again: {record.Command}");
        }

        if (record.Status == "diverged")
            throw new DownhillException($"The run in {folder.Path} diverged, and would again; train again with a smaller learning rate, or with --on-divergence lower-rate.");
        return record;
    }
}
