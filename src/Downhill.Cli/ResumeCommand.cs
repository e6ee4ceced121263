using System.CommandLine;
using System.Globalization;

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
            Resumption resumption = Find(folder, terminal);
            string[] words =
            [
                .. Repeat.Words(resumption.Record.Command).Skip(2),
                .. parsed.GetValue(threads) is int count ? (string[])["--threads", count.ToString(CultureInfo.InvariantCulture)] : [],
                .. parsed.GetValue(json) ? (string[])["--json"] : [],
                .. parsed.GetValue(quiet) ? (string[])["--quiet"] : [],
            ];
            ParseResult again = TrainCommand.Create(terminal, begin, resumption).Parse(words, CommandLine.Parsing);
            return again.Errors.Count == 0
                ? again.Invoke(CommandLine.Invocation(terminal))
                : throw new DownhillException($"{folder.Path} holds a command that this version does not know: {again.Errors[0].Message}");
        });
        return command;
    }

    private static Resumption Find(RunFolder folder, Terminal terminal)
    {
        RunRecord record = folder.Read();
        var checkpoints = new Checkpoints(folder.Path);
        if (record.Status == "finished")
        {
            checkpoints.Delete(); // it may have been killed before it did
            throw new DownhillException($"The run in {folder.Path} is finished: there is nothing to go on with. For more epochs train again: {record.Command}");
        }

        if (record.Status == "diverged")
            throw new DownhillException($"The run in {folder.Path} diverged, and would again; train again with a smaller learning rate, or with --on-divergence lower-rate.");
        ModelFile? member = Member(folder, terminal);
        if (member is null && !checkpoints.Exist)
            throw new DownhillException($"The run in {folder.Path} ended before its first checkpoint; start it again: {record.Command} --out {Repeat.Quote(folder.Path)} --overwrite");
        if (member is not null)
            return new Resumption(folder, record, member, null);
        Checkpoint from = checkpoints.Latest(terminal.ErrorOutput.WriteLine);
        return new Resumption(folder, record, from.Model, from) { Checkpoints = checkpoints };
    }

    // Any member of an ensemble that has begun; null where the run is none.
    private static ModelFile? Member(RunFolder folder, Terminal terminal)
    {
        if (!Directory.Exists(folder.MembersPath))
            return null;
        foreach (string path in Directory.GetDirectories(folder.MembersPath).Order(StringComparer.Ordinal))
        {
            string done = Path.Combine(path, "model.safetensors");
            if (File.Exists(done))
                return ModelFile.Open(done);
            var checkpoints = new Checkpoints(path);
            if (checkpoints.Exist)
                return checkpoints.Latest(_ => { }).Model;
        }

        return null;
    }
}
