using System.CommandLine;
using System.Numerics;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill report RUN</c>: all that is known of a run on one page that stands alone.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run with a saved model" };
        var output = Options.Text("--out", "FILE", $"{DocumentFile.Help} (default: report.html in the run folder, overwritten each time)");
        var overwrite = new Option<bool>("--overwrite") { Description = "Overwrite the file named by --out if it exists" };
        var command = new Command("report",
            "Write a report of a run: metrics, data, settings, curves, confusion matrix, column importance, largest errors, "
                + "and for images maps of the important regions") { run, output, overwrite };
        command.SetAction(parsed =>
        {
            string folder = Path.TrimEndingDirectorySeparator(parsed.GetRequiredValue(run));
            RunRecord record = RunFolder.ReadRecord(folder);
            if (record.Metrics is null)
                throw new DownhillException(
                    $"The run in {folder} is {(RunFolder.Status(folder) ?? record.Status).Text()} and has no metrics yet; "
                        + $"a report needs a run with a saved model.");
            string path = DocumentFile.Named(parsed.GetValue(output), null, terminal) ?? Path.Combine(folder, "report.html");
            if (parsed.GetValue(output) is not null && File.Exists(path) && !parsed.GetValue(overwrite))
                throw new DownhillException($"{path} already exists; name another file, or replace it with --overwrite.");

            (ReportedRows? rows, string? missing) = Rows(record, folder, ModelFile.Open(RunFolder.FindModel(folder)));
            IReadOnlyList<EpochRecord> epochs = RunFolder.ReadEpochs(folder);
            string name = Path.GetFileName(Path.GetFullPath(folder));
            DocumentFile.Write(path, new RunReport(name, record, epochs, rows, missing, Drawing(folder, record)).Document());
            if (missing is not null)
                terminal.ErrorOutput.WriteLine(
                    Tabular.Plain($"The report does not have prediction curves, column importance and largest errors: {missing}"));
            terminal.Out.WriteLine($"written to {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static NetworkDrawing? Drawing(string folder, RunRecord record) => record.Blend is not null || record.Model.Layers is [Average]
        ? null
        : NetworkDrawing.Of(ModelFile.Open(RunFolder.FindModel(folder)).Load<double>());

    // A page comes out also where the data is gone: then with what the run folder knows.
    private static (ReportedRows? Rows, string? Missing) Rows(RunRecord record, string folder, ModelFile model)
    {
        try
        {
            return (record.Precision == Precision.Double ? Rows<double>(record, folder, model) : Rows<float>(record, folder, model), null);
        }
        catch (Exception error) when (error is DownhillException or IOException or UnauthorizedAccessException)
        {
            return (null, HintText.Of(error));
        }
    }

    private static ReportedRows Rows<T>(RunRecord record, string folder, ModelFile model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var recorded = RecordedRows.Of(record, folder, model);
        (DataSource source, TrainParts parts) = (recorded.Prepared.Source, recorded.Prepared.Parts);
        Network<T> network = model.Load<T>();
        var evaluator = new Evaluator<T>(network, parts.EvaluationSet.Rows, record.Training.Loss, Environment.ProcessorCount,
            model.Preprocessing);
        var bootstrap = new Bootstrap();
        var analysis = ErrorAnalysis.Of(network, record.Training.Loss, model.Preprocessing, parts.EvaluationSet.Rows, parts.Raw,
            Environment.ProcessorCount);
        return new ReportedRows(
            parts.EvaluationSet.Name,
            evaluator.Evaluate(bootstrap),
            bootstrap.Level,
            analysis,
            parts.Places,
            Data(source))
        {
            Files = parts.Files,
            Pictures = ErrorPictures.Of(analysis, model, parts.Raw, parts.EvaluationSet.Name, parts.Files ?? (row => $"row {row + 1}")),
        };
    }

    private static ReportedData Data(DataSource source)
    {
        string target = source.Target.Length == 0 ? "target" : source.Target;
        int apart = source.Test?.Rows ?? 0;
        if (!source.Targets.AreClasses)
            return new ReportedData(source.Table, target, [],
                [.. Enumerable.Range(0, source.Rows).Select(row => (double)source.Targets.Numbers![row, 0])], apart);
        int[] counts = new int[source.Targets.Classes.Count];
        for (int row = 0; row < source.Rows; row++)
            counts[source.Targets.Label(row)]++;
        return new ReportedData(source.Table, target, [.. counts.Select((rows, i) => (source.Targets.Classes[i], rows))], [], apart);
    }
}
