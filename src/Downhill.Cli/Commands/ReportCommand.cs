using System.CommandLine;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill report RUN</c>: a report of a run as one file.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = Options.Argument("RUN", "The folder of a run with a saved model");
        var output = Options.Text("--out", "FILE",
            $"{DocumentOutput.Help} (default: report.html in the run folder, overwritten each time)");
        var overwrite = Options.Flag("--overwrite", "Overwrite the file named by --out if it exists");
        var command = new Command("report",
            "Write a report of a run: metrics, data, settings, curves, confusion matrix, column importance, largest errors, "
                + "and for images maps of the important regions") { run, output, overwrite };
        command.SetAction(parsed =>
        {
            string folder = Path.TrimEndingDirectorySeparator(parsed.GetRequiredValue(run));
            string? named = DocumentOutput.File(parsed.GetValue(output), null, terminal);
            if (named is not null && File.Exists(named) && !parsed.GetValue(overwrite))
                throw new DownhillException($"{named} already exists; name another file, or replace it with --overwrite.");
            var report = RunReport.Read(folder, HintText.Option);
            string path = named ?? Path.Combine(folder, "report.html");
            DocumentFile.Write(path, report.Document());
            if (report.Missing is string missing)
                terminal.ErrorOutput.WriteLine(TerminalWriter.Plain(
                    $"The report does not have prediction curves, column importance and largest errors: {missing}"));
            terminal.Out.WriteLine($"written to {path}");
            return ExitCode.Ok;
        });
        return command;
    }
}
