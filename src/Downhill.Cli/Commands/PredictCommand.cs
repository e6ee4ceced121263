using System.Collections.Immutable;
using System.CommandLine;
using Downhill.Experiments;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill predict MODEL DATA</c>: writes predictions for rows like the training rows as a table.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = Options.Model();
        var data = Options.Arguments("DATA", "Rows like the training rows, with or without the target: CSV files, - for standard input, "
                + "image files or folders of them, IDX images, NumPy's arrays (.npy, .npz), or a built-in set");
        var outFile = Options.Text("--out", "FILE",
            "The file to write; its ending chooses the format: .csv, .tsv, .jsonl, .parquet or .arrow; text that ends in .gz is "
                + "packed (default: CSV on standard output)");
        var table = new SettingOptions(TableSettings.Reading);
        var interval = Options.Number("--interval",
            "Add a prediction interval (lower, upper) for numbers, or a prediction set for classes, with this coverage, such as 0.9");
        var keep = Options.Names("--keep", "NAME", "A column of the data to copy before the prediction, such as an identifier");
        var keepAll = Options.Flag("--keep-all", "Copy all columns of the data before the prediction");
        var everyRow = Options.Flag("--every-row", "With --bad-rows skip: write an empty line for each row that could not be read");
        var strict = Options.Strict();
        var threads = Options.Threads();
        var quiet = Options.Quiet();
        var command = new Command("predict",
            "Predict new rows and write them as a table: the class and its probabilities, or the number") { model, data, outFile, interval,
            keep, keepAll, everyRow, strict, threads, quiet };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(outFile) is string written && !MaskFiles.IsFolder(written))
                PredictionOutput.RequireFormat(written);
            ModelFile file = ModelFile.Open(RunFolder.FindModel(parsed.GetRequiredValue(model)));
            using var streaming = new Streaming();
            string[] kept = parsed.GetValue(keep) ?? [];
            bool keepsAll = parsed.GetValue(keepAll);
            TableOptions reading = table.Read(parsed, new Experiment()).TableOptions() with { KeepsSpelling = kept.Length > 0 || keepsAll };
            TableRows rows = ReadProgress.Show(terminal, progress => DataSource.LoadFor(
                parsed.GetRequiredValue(data), file, targetRequired: false, 0, reading with { Progress = progress }, streaming));
            bool fillsRows = parsed.GetValue(everyRow);
            ImmutableArray<Downhill.Tables.TableColumn> columns = rows.KeptColumns(kept, keepsAll);
            NewDataView.Show(terminal, rows, parsed.GetValue(strict), parsed.GetValue(quiet), fillsRows ? "an empty line" : "no answer");
            double? coverage = parsed.GetValue(interval);
            if (coverage is <= 0 or >= 1)
                throw new DownhillException($"--interval is {coverage}; it must be above 0 and below 1, such as 0.9.");
            if (coverage is not null && file.Preprocessing.Uncertainty is null)
                throw new DownhillException(
                    "The model cannot give prediction intervals: it was trained without held-out rows. "
                        + "Train it with --validation 0.2 or --blend on.");
            double[] answers = file.Predict(rows.Inputs, parsed.GetValue(threads) ?? Environment.ProcessorCount);
            var output = new PredictionOutput(file, answers, coverage, rows.Table, columns, fillsRows);
            if (parsed.GetValue(outFile) is not string path)
            {
                output.WriteCsv(terminal.Output);
                return ExitCode.Ok;
            }

            bool areMasks = MaskFiles.IsFolder(path);
            if (areMasks)
                MaskFiles.Write(path, file, rows, answers);
            else
                output.Save(path);
            if (!parsed.GetValue(quiet))
                terminal.Out.WriteLine($"{rows.Inputs.Rows:N0} {(areMasks ? "masks" : "rows")} in {path}");
            return ExitCode.Ok;
        });
        return command;
    }
}
