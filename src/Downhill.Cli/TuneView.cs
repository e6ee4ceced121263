using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>What a person sees of a search.</summary>
internal static class TuneView
{
    private const int Shown = 10, ChartColumns = 64, ChartRows = 9;

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
            terminal.ErrorOutput.WriteLine($"All trials diverged; the usual cure is smaller learning rates. They are written down in {folder}.");
            return ExitCode.Diverged;
        }

        string command = "downhill train " + string.Join(' ', search.Words(best).Select(Repeat.Quote));
        if (page is not null)
            AtomicFile.Write(page, stream => Page(stream, search, journal, command, request.Data));
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

        Table table = Tabular.Create([">trial", .. search.Choices.Select(choice => ">" + choice.Option[2..]), ">score", ">seconds"]);
        foreach (TuneTrial trial in last.Take(Shown))
            table.AddRow([trial.Number.ToString(CultureInfo.InvariantCulture), .. trial.Values.Select(value => Tabular.Cell(value.Value)), Score(trial), trial.Seconds.ToString("F1", CultureInfo.InvariantCulture)]);
        terminal.Out.WriteLine($"{journal.Trials.Count:N0} trainings; the best trials by log-loss (classes) or RMSE (numbers) on {(request.Folds is null ? "the validation rows" : "the rows left out")}; the test rows were not looked at");
        terminal.Out.Print(table);
        Plot(terminal.Out, Last(journal), search.Rungs == 1);
        terminal.Out.WriteLine($"the best: {command}");
        terminal.Out.WriteLine($"written down in {folder}{(page is null ? string.Empty : $" and {page}")}");
        return ExitCode.Ok;
    }

    // How far each trial came; with halving, not all came equally far, and there is no best so far.
    private static TuneTrial[] Last(TuneJournal journal) => [.. journal.Trials.GroupBy(trial => trial.Number).OrderBy(trial => trial.Key).Select(trial => trial.MaxBy(one => one.Rung)!)];

    // Trials stand apart, so that each is a point; the best so far is a line of steps.
    private static void Plot(IAnsiConsole console, TuneTrial[] trials, bool areAlike)
    {
        int apart = Math.Max(1, ChartColumns / trials.Length);
        double best = double.PositiveInfinity;
        double[] scores = [.. trials.SelectMany(trial => Enumerable.Repeat(double.NaN, apart - 1).Prepend(trial.Score ?? double.NaN)).SkipLast(apart - 1)];
        double[] bests = [.. trials.SelectMany(trial => Enumerable.Repeat(best = Math.Min(best, trial.Score ?? double.PositiveInfinity), apart)).SkipLast(apart - 1)];
        LetterLine[] lines = [new('●', "blue", scores), .. areAlike ? [new LetterLine('━', "yellow", bests)] : Array.Empty<LetterLine>()];
        if (LetterChart.Draw(lines, Math.Min(ChartColumns, scores.Length), ChartRows, scores.Length, Number(trials[0]), Number(trials[^1])) is LetterChart chart)
            chart.Print(console, lines, areAlike ? "● score by trial  ━ best so far" : "● score by trial, as far as each was trained");

        static string Number(TuneTrial trial) => trial.Number.ToString(CultureInfo.InvariantCulture);
    }

    private static void Page(Stream stream, TuneSearch search, TuneJournal journal, string command, string data)
    {
        TuneTrial[] last = [.. Last(journal).Where(trial => trial.Score is not null)];
        bool areAlike = search.Rungs == 1;
        double best = double.PositiveInfinity;
        var curve = new WalkthroughCurve(
            "Scores",
            areAlike ? "The score of each trial, and the best so far." : "The score of each trial, as far as it was trained.",
            "trial",
            "score",
            [
                new WalkthroughLine("trial", [.. last.Select(trial => new WalkthroughPoint(trial.Number, trial.Score!.Value))], Marked: true, Joined: false),
                .. areAlike ? [new WalkthroughLine("best so far", [.. last.Select(trial => new WalkthroughPoint(trial.Number, best = Math.Min(best, trial.Score!.Value)))])] : Array.Empty<WalkthroughLine>(),
            ]);
        var rows = new StringBuilder();
        foreach (TuneTrial trial in TuneSearch.Ranked(journal.Trials.Where(trial => trial.Rung == search.Rungs)))
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{trial.Number}</td>{string.Concat(trial.Values.Select(value => $"<td>{HtmlPage.Text(value.Value)}</td>"))}<td>{Score(trial)}</td></tr>");
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        HtmlPage.Write(writer, $"Search on {data}",
        [
            $"<h1>Search on {HtmlPage.Text(data)}</h1>",
            $"<figure>{SvgChart.Draw(curve, "scores")}<figcaption>{HtmlPage.Text(curve.Description)}</figcaption></figure>",
            $"<div class=\"scroll\"><table><thead><tr><th>trial</th>{string.Concat(search.Choices.Select(choice => $"<th>{HtmlPage.Text(choice.Option[2..])}</th>"))}<th>score</th></tr></thead><tbody>{rows}</tbody></table></div>",
            $"<p>The best: <code>{HtmlPage.Text(command)}</code></p>",
        ]);
    }

    private static string Values(TuneTrial trial) => string.Join(", ", trial.Values.Select(value => $"{value.Option[2..]} {value.Value}"));

    private static string Score(TuneTrial trial) => trial.Score is double score ? MetricsView.Number(score) : "diverged";
}
