using System.Collections.Immutable;
using System.CommandLine;
using System.Numerics;
using Downhill.Experiments;
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
        var table = new SettingOptions(TableSettings.Reading);
        var interval = Options.Number("--interval", "Add lower and upper to a number, or to a class the set of those it may be, which hold the truth for this share of all rows, such as 0.9");
        var threads = Options.Threads();
        var quiet = Options.Quiet();
        var command = new Command("predict", "Answer for new rows, as CSV: the class and its probabilities, or the number") { model, data, outFile, interval, threads, quiet };
        table.AddTo(command);
        command.SetAction(parsed =>
        {
            ModelFile file = ModelFile.Open(RunFolder.FindModel(parsed.GetRequiredValue(model)));
            using var streaming = new Streaming();
            TableOptions reading = table.Read(parsed, new Experiment()).TableOptions();
            TableRows rows = ReadProgress.Show(terminal, progress => DataSource.LoadFor(
                parsed.GetRequiredValue(data), file, targetRequired: false, 0, reading with { Progress = progress }, streaming));
            double? coverage = parsed.GetValue(interval);
            if (coverage is <= 0 or >= 1)
                throw new DownhillException($"--interval is {coverage}; it must be above 0 and below 1, such as 0.9.");
            if (coverage is not null && file.Preprocessing.Uncertainty is null)
                throw new DownhillException("The model does not know how far its predictions are from the truth: it was trained without rows held out. Train it with --validation 0.2, or let candidates compete (--blend on).");
            int count = parsed.GetValue(threads) ?? Environment.ProcessorCount;
            double[] answers = file.Dtype == "F64" ? Predictions<double>(file, rows.Inputs, count) : Predictions<float>(file, rows.Inputs, count);

            if (parsed.GetValue(outFile) is not string path)
            {
                Write(terminal.Output, file, answers, coverage);
                return ExitCode.Ok;
            }

            AtomicFile.Write(path, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                Write(writer, file, answers, coverage);
            });
            if (!parsed.GetValue(quiet))
                terminal.Out.WriteLine($"{rows.Inputs.Rows:N0} rows in {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static double[] Predictions<T>(ModelFile file, Samples inputs, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new Predictor<T>(file, threads).Predict(inputs);

    private static void Write(TextWriter writer, ModelFile file, double[] answers, double? coverage)
    {
        ImmutableArray<string> classes = file.Preprocessing.Classes;
        int outputs = file.Model.OutputShape().Size;
        string kind = file.Training.Loss.Link is not null || file.Model.Layers[^1] is Softmax or Average { Members: [[.., Softmax], ..] } ? "p" : "output";
        IEnumerable<string> numbers = classes.IsEmpty
            ? outputs == 1 ? ["prediction"] : Enumerable.Range(1, outputs).Select(i => $"prediction{i}")
            : classes.Select(name => $"{kind}_{name}");
        using var csv = new CsvOutput(writer, [.. classes.IsEmpty ? numbers : numbers.Prepend("prediction"), .. coverage is null ? (string[])[] : classes.IsEmpty ? ["lower", "upper"] : ["set"]]);
        for (int start = 0; start < answers.Length; start += outputs)
        {
            ReadOnlySpan<double> answer = answers.AsSpan(start, outputs);
            if (!classes.IsEmpty)
                csv.Text(classes[Predictor<double>.ClassOf(answer)]);
            if (!classes.IsEmpty && outputs == 1)
                csv.Number(1 - answer[0]);
            foreach (double number in answer)
                csv.Number(number);
            if (coverage is double share && file.Preprocessing.Uncertainty is Uncertainty uncertainty)
                AddUncertainty(csv, uncertainty, classes, answer, share);
            csv.EndRow();
        }
    }

    // A set's classes have | between them.
    private static void AddUncertainty(CsvOutput csv, Uncertainty uncertainty, ImmutableArray<string> classes, ReadOnlySpan<double> answer, double coverage)
    {
        if (!classes.IsEmpty)
        {
            csv.Text(string.Join('|', uncertainty.Set(answer, coverage).Select(label => classes[label])));
            return;
        }

        (double lower, double upper) = uncertainty.Interval(answer[0], coverage);
        csv.Number(lower);
        csv.Number(upper);
    }
}
