using System.Collections.Immutable;
using System.CommandLine;
using System.Numerics;
using Downhill.Tables;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill predict MODEL DATA</c>: answers for rows like the training rows, as CSV.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "A run folder or a model file" };
        var data = new Argument<string[]>("DATA") { Arity = ArgumentArity.OneOrMore, Description = "Rows like the training rows, with or without the target: CSV files, - for standard input, IDX images, or a built-in set" };
        var outFile = Options.Text("--out", "FILE", "Where the CSV goes (default: standard output)");
        var table = new TableArguments();
        var threads = Options.Threads();
        var quiet = Options.Quiet();
        var command = new Command("predict", "Answer for new rows, as CSV: the class and its probabilities, or the number") { model, data, outFile, threads, quiet };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            ModelFile file = ModelFile.Open(RunFolder.FindModel(parsed.GetRequiredValue(model)));
            using var streaming = new Streaming();
            TableRows rows = DataSource.LoadFor(parsed.GetRequiredValue(data), file, targetRequired: false, table: table.Read(parsed), terminal: terminal, streaming: streaming);
            int count = parsed.GetValue(threads) ?? Environment.ProcessorCount;
            double[] answers = file.Dtype == "F64" ? Predictions<double>(file, rows.Inputs, count) : Predictions<float>(file, rows.Inputs, count);

            if (parsed.GetValue(outFile) is not string path)
            {
                Write(terminal.Output, file, answers);
                return ExitCode.Ok;
            }

            AtomicFile.Write(path, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                Write(writer, file, answers);
            });
            if (!parsed.GetValue(quiet))
                terminal.Out.WriteLine($"{rows.Inputs.Rows:N0} rows in {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static double[] Predictions<T>(ModelFile file, Samples inputs, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new Predictor<T>(file, threads).Predict(inputs);

    private static void Write(TextWriter writer, ModelFile file, double[] answers)
    {
        ImmutableArray<string> classes = file.Preprocessing.Classes;
        int outputs = file.Model.OutputShape().Size;
        string kind = file.Training.Loss.Link is not null || file.Model.Layers[^1] is Softmax or Average { Members: [[.., Softmax], ..] } ? "p" : "output";
        IEnumerable<string> numbers = classes.IsEmpty
            ? outputs == 1 ? ["prediction"] : Enumerable.Range(1, outputs).Select(i => $"prediction{i}")
            : classes.Select(name => $"{kind}_{name}");
        using var csv = new CsvOutput(writer, [.. classes.IsEmpty ? numbers : numbers.Prepend("prediction")]);
        for (int start = 0; start < answers.Length; start += outputs)
        {
            ReadOnlySpan<double> answer = answers.AsSpan(start, outputs);
            if (!classes.IsEmpty)
                csv.Text(classes[Predictor<double>.ClassOf(answer)]);
            if (!classes.IsEmpty && outputs == 1)
                csv.Number(1 - answer[0]);
            foreach (double number in answer)
                csv.Number(number);
            csv.EndRow();
        }
    }
}
