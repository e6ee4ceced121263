using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Reports;
using Spectre.Console;
using Paragraph = Downhill.Reports.Paragraph;

namespace Downhill.Cli;

/// <summary>What a person sees of a search.</summary>
internal static class TuneView
{
    private const int Shown = 10;

    /// <summary>A line for a trial that is done.</summary>
    public static void Tell(Terminal terminal, TuneTrial trial, TuneSearch search)
    {
        string round = search.Rungs == 1 ? string.Empty : $" (round {trial.Rung} of {search.Rungs})";
        lock (terminal)
            terminal.Error.WriteLine($"trial {trial.Number} of {search.Trials}{round}: {Score(trial)}, {trial.Seconds.ToString("F1", CultureInfo.InvariantCulture)} s, {Values(trial)}");
    }

    /// <summary>The best trials, the command of the best, and a page where one was asked for.</summary>
    public static int Finish(TuneSearch search, TuneJournal journal, string folder, TrainRequest request, string? page, Terminal terminal)
    {
        TuneTrial[] last = [.. TuneSearch.Ranked(journal.Trials.Where(trial => trial.Rung == search.Rungs))];
        TuneTrial best = last[0];
        if (best.Score is null)
        {
            terminal.ErrorOutput.WriteLine($"All trials diverged; try smaller learning rates. The trials are saved in {folder}.");
            return ExitCode.Diverged;
        }

        string command = "downhill train " + string.Join(' ', search.Words(best).Select(Repeat.Quote));
        if (page is not null)
            DocumentFile.Write(page, Document(search, journal, command, request));
        if (request.Json)
        {
            terminal.Output.WriteLine(Json.Text(new JsonObject
            {
                ["best"] = best.ToJson(),
                ["command"] = command,
                ["folder"] = folder,
                ["trials"] = new JsonArray([.. journal.Trials.OrderBy(trial => trial.Rung).ThenBy(trial => trial.Number).Select(trial => (JsonNode)trial.ToJson())]),
            }));
            return ExitCode.Ok;
        }

        terminal.Out.Show(Document(search, journal, command, request));
        terminal.Out.WriteLine($"saved in {folder}{(page is null ? string.Empty : $" and {page}")}");
        return ExitCode.Ok;
    }

    private static Document Document(TuneSearch search, TuneJournal journal, string command, TrainRequest request)
    {
        TuneTrial[] ranked = [.. TuneSearch.Ranked(journal.Trials.Where(trial => trial.Rung == search.Rungs))];
        string rows = request.Folds is null ? "the validation rows" : "the rows of the left-out folds";
        string shown = ranked.Length > Shown ? $"The {Shown} best of {MetricText.Count(ranked.Length, "trial")}" : "The trials, the best first";
        return new Document($"Search on {request.Data}", (Section[])
        [
            new Section(
                string.Empty,
                [
                    new Paragraph($"{MetricText.Count(journal.Trials.Count, "training")}. A score is the log-loss (classes) or the RMSE (numbers) on {rows}; the test rows are not used."),
                    new DataTable(
                        shown,
                        ["trial", .. search.Choices.Select(choice => new Column(choice.Option[2..])), "score", "seconds"],
                        [.. ranked.Take(Shown).Select(Row)]),
                    Chart(Last(journal), search.Rungs == 1),
                ]),
            new Section("Best trial", [new Code(command)]),
        ]);
    }

    private static Row Row(TuneTrial trial) => new(
        trial.Number.ToString(CultureInfo.InvariantCulture),
        [
            .. trial.Values.Select(value => new Cell(value.Value)),
            new Cell(Score(trial), trial.Score ?? double.NaN),
            new Cell(trial.Seconds.ToString("F1", CultureInfo.InvariantCulture), trial.Seconds),
        ]);

    // How far each trial came; with halving, not all came equally far, and there is no best so far.
    private static TuneTrial[] Last(TuneJournal journal) => [.. journal.Trials.GroupBy(trial => trial.Number).OrderBy(trial => trial.Key).Select(trial => trial.MaxBy(one => one.Rung)!)];

    private static LineChart Chart(TuneTrial[] trials, bool areAlike)
    {
        TuneTrial[] scored = [.. trials.Where(trial => trial.Score is not null)];
        double best = double.PositiveInfinity;
        var points = new ChartLine("score", [.. scored.Select(trial => new ChartPoint(trial.Number, trial.Score!.Value))], Marked: true, Joined: false);
        var bests = new ChartLine("best so far", [.. scored.Select(trial => new ChartPoint(trial.Number, best = Math.Min(best, trial.Score!.Value)))]);
        return areAlike
            ? new LineChart("Scores", "The score of each trial, and the best so far.", "trial", "score", [points, bests])
            : new LineChart("Scores", "The score of each trial after its last round.", "trial", "score", [points]);
    }

    private static string Values(TuneTrial trial) => string.Join(", ", trial.Values.Select(value => $"{value.Option[2..]} {value.Value}"));

    private static string Score(TuneTrial trial) => trial.Score is double score ? MetricText.Number(score) : "diverged";
}
