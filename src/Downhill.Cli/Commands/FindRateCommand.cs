using System.CommandLine;
using System.Globalization;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill find-lr DATA</c>: which learning rates are useful, found by increasing the rate from step to step.</summary>
internal static class FindRateCommand
{
    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        string least = LearningRateSearch.MinRate.ToString(CultureInfo.InvariantCulture);
        var minRate = Options.Number("--min-rate", $"The first learning rate (default: {least})");
        var maxRate = Options.Number("--max-rate", $"The last learning rate (default: {LearningRateSearch.MaxRate})");
        var page = Options.OldFile();
        var noMeasure = Options.Flag("--no-measure", "Do not train with the recipe and with the suggestion to compare them");
        Command command = TrainCommand.Define("find-lr",
            "Find a learning rate: increase it from step to step and watch the loss; takes the options of train", terminal,
            (parsed, request) =>
        {
            Experiment given = request.Experiment, experiment = given with { Blend = given.Blend ?? BlendChoice.Off };
            if (experiment.From is string model && double.TryParse(model, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                && !Path.Exists(model))
                throw new DownhillException(
                    $"--from takes a model; use --min-rate {model} for the first learning rate.");
            Options.RefuseIdle(
                (experiment.LearningRate is not null, "--learning-rate", "this command searches for it"),
                (experiment.Schedule is not null || experiment.WarmUp is not null, "--schedule and --warm-up",
                    "the test has its own schedule"),
                (experiment.Folds is not null, "--folds", "one network is enough for a test"),
                (experiment.Ensemble > 1, "--ensemble", "one network is enough for a test"));
            string? file = DocumentOutput.File(request.Out, parsed.GetValue(page), terminal);
            CancellationToken cancellation = begin();
            using var streaming = new Streaming(experiment.Stream);
            PreparedExperiment prepared = ReadProgress.Show(terminal,
                reading => PreparedExperiment.Of(experiment, streaming, reading, withFiles: false));
            var search = LearningRateSearch.Run(experiment, prepared, parsed.GetValue(minRate) ?? LearningRateSearch.MinRate,
                parsed.GetValue(maxRate) ?? LearningRateSearch.MaxRate, request.Threads, cancellation);
            RateComparison? compared = null;
            if (!parsed.GetValue(noMeasure) && search.Suggested is not null)
            {
                terminal.Error.WriteLine("training with the recipe, and with the suggestion, to compare them on rows held out "
                    + "(--no-measure leaves it out)");
                compared = RateComparison.Of(search, given, experiment, cancellation);
            }

            string? next = search.Suggested is Experiment suggested ? CommandText.Of(suggested) : null;
            var report = new LearningRateReport(search.Range, search.Recipe.Training, experiment.Name, next, compared)
            {
                MoreSteps = "Try more --steps, or larger batches.",
                SmallerRate = "Try a smaller --min-rate or more --steps.",
            };
            DocumentOutput.Show(terminal, report.Document(), report.ToJson, file, request.Json);
            if (file is not null && !request.Json)
                terminal.Out.WriteLine($"written to {file}");
            return ExitCode.Ok;
        });
        foreach (Option option in (Option[])[minRate, maxRate, noMeasure, page])
            command.Add(option);
        return command;
    }
}
