using System.CommandLine;
using System.Numerics;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill evaluate MODEL DATA</c>: measures a trained model.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "A run folder or a model file" };
        var data = new Argument<string[]>("DATA") { Arity = ArgumentArity.OneOrMore, Description = "Rows with the target: CSV files, an IDX folder (its test part), or a built-in set" };
        var table = new TableArguments();
        var threads = Options.Threads();
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new Command("evaluate", "Measure a trained model on rows with known targets") { model, data, threads, json, quiet };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            ModelFile file = ModelFile.Open(RunFolder.FindModel(parsed.GetRequiredValue(model)));
            TableRows rows = DataSource.LoadFor(parsed.GetRequiredValue(data), file, targetRequired: true, table: table.Read(parsed), terminal: terminal);
            Dataset raw = file.Raw(string.Join(", ", parsed.GetRequiredValue(data)), rows.Inputs, rows.Targets!);
            int count = parsed.GetValue(threads) ?? Environment.ProcessorCount;
            Metrics metrics = file.Dtype == "F64" ? Measure<double>(file, raw, count) : Measure<float>(file, raw, count);

            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(metrics.ToJson());
            }
            else if (!parsed.GetValue(quiet))
            {
                MetricsView.PrintParts(terminal.Out, (raw.Name, metrics));
                MetricsView.PrintClasses(terminal.Out, metrics, raw.Name);
                if (RunFolder.LearntFrom(parsed.GetRequiredValue(model)) == raw.Name && !Directory.Exists(raw.Name))
                    terminal.Out.WriteLine($"The model learnt from part of {raw.Name}, so these figures flatter it; those of its own test rows are in run.json.");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Metrics Measure<T>(ModelFile file, Dataset raw, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new Evaluator<T>(file.Load<T>(), file.Preprocessing.Apply(raw), file.Training.Loss, threads, file.Preprocessing).Evaluate();
}
