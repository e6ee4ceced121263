using System.Collections.Immutable;
using System.CommandLine;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill tune DATA --try …</c>: searches settings by random search or successive halving.</summary>
internal static class TuneCommand
{
    private const string Description =
        "Search for better settings: random search over the options named by --try; accepts every option of train, and continues an "
            + "interrupted search";

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        Option<string[]> tries = Options.Names("--try", "CHOICE",
            "An option to vary and its values: \"batch=16|32\", or a range \"learning-rate=0.001..0.1\"");
        Option<int?> trials = Options.Whole("--trials", $"The number of trials (default: {Search.DefaultTrials})", 1, 100_000);
        Option<int?> jobs = Options.Whole(
            "--jobs", "The number of trials that run at the same time, one thread each; the result does not depend on it (default: "
                + "all processors)", 1, 1024);
        var halving = Options.Flag("--halving",
            "Successive halving: train all trials for a ninth of the epochs, the best third for a third, "
                + "and the best third of those for all epochs");
        Option<string?> page = Options.OldFile("--out FILE.html");
        Command command = TrainCommand.Define("tune", Description, terminal, (parsed, request) =>
        {
            Options.RefuseIdle((request.Overwrite, "--overwrite", "a search never replaces another one; choose another --out"));
            var search = new Search(
                request.Experiment, Choices(parsed.GetValue(tries) ?? []), parsed.GetValue(trials) ?? Search.DefaultTrials,
                parsed.GetValue(halving));
            search.Validate();
            string? file = request.Out is string named && DocumentFile.IsOne(named)
                ? named
                : null; // else it names the folder of the search
            string folder = file is null && request.Out is string other ? other
                : Path.Combine("runs", $"tune-{Path.GetFileNameWithoutExtension(request.Experiment.Data![0])}");
            if (parsed.GetValue(page) is string old)
                file = DocumentOutput.File(file, old, terminal);
            int together = parsed.GetValue(jobs) ?? Processes.DefaultThreads;
            return Processes.Run(
                communicator => Run(search, folder, together, file, request.Json, terminal, communicator, begin()),
                communicator => search.Assist(communicator, together, begin()));
        });
        foreach (Option option in (Option[])[tries, trials, halving, jobs, page])
            command.Add(option);
        return command;
    }

    private static int Run(Search search, string folder, int jobs, string? page, bool json, Terminal terminal,
        ICommunicator? communicator, CancellationToken cancellation)
    {
        var journal = SearchJournal.Open(folder, search);
        if (journal.Trials.Count > 0)
            terminal.Error.WriteLine($"continuing the search in {folder}: {journal.Trials.Count:N0} done");
        IReadOnlyList<SearchTrial> ranked =
            search.Run(journal, jobs, new Reporter<SearchTrial>(trial => terminal.Error.WriteLine(SearchReport.Line(search, trial))),
                communicator, cancellation);
        if (ranked[0].Score is null)
        {
            terminal.ErrorOutput.WriteLine($"All trials diverged. Try smaller learning rates. The trials are saved in {folder}.");
            return ExitCode.Diverged;
        }

        var report = new SearchReport(search, journal, ranked);
        DocumentOutput.Show(terminal, report.Document(), () => report.ToJson(folder), page, json);
        if (!json)
            terminal.Out.WriteLine($"saved in {folder}{(page is null ? string.Empty : $" and {page}")}");
        return ExitCode.Ok;
    }

    private static ImmutableArray<SearchChoice> Choices(string[] tries)
    {
        try
        {
            return [.. tries.Select(SearchChoice.Parse)];
        }
        catch (DownhillException error)
        {
            throw new DownhillException(ErrorText.Of($"--try: {error.Text}"), error);
        }
    }
}
