using System.CommandLine;
using Downhill.Experiments;
using Downhill.Reports;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill evaluate MODEL DATA</c>: measures a trained model.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = Options.Model();
        var data = Options.Arguments("DATA",
            "Rows with the target: CSV files, NumPy's arrays (x and y in an .npz file), a folder of images or of IDX files "
                + "(its test part), or a built-in set");
        var weight = Options.Text("--weight", "NAME",
            "A column with the weight of each row (default: the one used in training, if the data has it)");
        var table = new SettingOptions(TableSettings.Reading);
        var intervals = Options.Flag("--intervals", "Show the 95 % interval of each metric, from 1,000 bootstrap samples of the rows");
        var threads = Options.Threads();
        var strict = Options.Strict();
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new Command("evaluate", "Measure a trained model on rows with known targets") { model, data, weight, intervals,
            strict, threads, json, quiet };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            ModelFile file = ModelFile.Open(RunFolder.FindModel(parsed.GetRequiredValue(model)));
            using var streaming = new Streaming();
            string name = string.Join(", ", parsed.GetRequiredValue(data));
            TableOptions reading = table.Read(parsed, new Experiment()).TableOptions();
            TableRows rows = ReadProgress.Show(terminal, progress => DataSource.LoadFor(
                parsed.GetRequiredValue(data), file, targetRequired: true, 0, reading with { Progress = progress }, streaming,
                parsed.GetValue(weight)));
            NewDataView.Show(terminal, rows, parsed.GetValue(strict), parsed.GetValue(quiet) || parsed.GetValue(json), "left out");
            Dataset raw = TrainParts.Weighted(file.Raw(name, rows.Inputs, rows.Targets!), rows);
            Bootstrap? bootstrap = parsed.GetValue(intervals) ? new Bootstrap() : null;
            Metrics metrics = file.Evaluate(raw, parsed.GetValue(threads) ?? Environment.ProcessorCount, bootstrap);
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(metrics.ToJson());
            }
            else if (!parsed.GetValue(quiet))
            {
                terminal.Out.Show(MetricTables.Main((raw.Name, metrics)));
                if (bootstrap is not null)
                    terminal.Out.Show(MetricTables.Intervals(metrics, bootstrap.Level));
                terminal.Out.ShowClasses(metrics, raw.Name);
                if (metrics.ConstantAsGood() is string constant)
                    terminal.Out.WriteLine($"On these rows the network is no better than always answering {constant}.");
                if (file.Preprocessing is { Threshold: DecisionThreshold threshold, Classes: [_, string positive] })
                    terminal.Out.WriteLine(MetricTables.ThresholdText(threshold, positive));
                if ((parsed.GetValue(weight) ?? file.Preprocessing.Weight) is string weighted)
                    terminal.Out.WriteLine(rows.Weights is null
                        ? $"all rows count the same: there is no column '{weighted}', which had the row weights in training"
                        : $"rows are weighted by '{weighted}'");
                if (RunFolder.LearntFrom(parsed.GetRequiredValue(model)) == raw.Name && !Directory.Exists(raw.Name)
                    && !NumpyData.HasTest(raw.Name))
                    terminal.Out.WriteLine($"The model was trained on part of {raw.Name}, so these metrics are too good; "
                        + $"those of its test rows are in run.json.");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
