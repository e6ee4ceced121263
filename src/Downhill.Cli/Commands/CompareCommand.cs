using System.CommandLine;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary><c>downhill compare RUNS</c>: compares finished runs.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        var runs = Options.Arguments("RUNS", "The folders of two or more finished runs; unfinished runs are listed and left out");
        var output = Options.File();
        var page = Options.OldFile();
        var json = Options.Json();
        var command = new Command("compare", "Compare finished runs: metrics, settings, time and parameters") { runs, output, page, json };
        command.SetAction(parsed =>
        {
            string? file = DocumentOutput.File(parsed.GetValue(output), parsed.GetValue(page), terminal);
            var compared = new List<ComparedRun>();
            foreach (string path in parsed.GetRequiredValue(runs).Select(Path.TrimEndingDirectorySeparator).Distinct())
            {
                try
                {
                    compared.Add(ComparedRuns.Read(path));
                }
                catch (DownhillException error)
                {
                    terminal.ErrorOutput.WriteLine(TerminalWriter.Plain($"left out: {HintText.Of(error)}"));
                }
            }

            if (compared.Count < 2)
                throw new DownhillException(
                    $"A comparison needs at least 2 finished runs, but there {(compared.Count == 1 ? "is 1" : "is none")}; "
                        + $"name the folders of more.");
            var report = new ComparisonReport(new RunComparison(compared));
            DocumentOutput.Show(terminal, report.Document(), report.ToJson, file, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }
}
