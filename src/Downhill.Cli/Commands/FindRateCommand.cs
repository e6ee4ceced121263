using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill find-lr DATA</c>: which learning rates are of use, found by letting the rate grow from step to step.</summary>
internal static class FindRateCommand
{
    private const double MinRate = 1e-6, MaxRate = 1;
    private const int Steps = 300;

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var minRate = Options.Number("--min-rate", $"The first learning rate (default: {MinRate.ToString(CultureInfo.InvariantCulture)})");
        var maxRate = Options.Number("--max-rate", $"The last learning rate (default: {MaxRate})");
        var page = Options.Text("--html", "FILE", "Deprecated; use --out");
        page.Hidden = true;
        var noMeasure = new Option<bool>(
            "--no-measure")
        { Description = "Do not train with the recipe and with the suggestion to compare them" };
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
            double first = parsed.GetValue(minRate) ?? MinRate, last = parsed.GetValue(maxRate) ?? MaxRate;
            string? file = DocumentFile.Named(request.Out, parsed.GetValue(page), terminal);
            request = request with { Experiment = experiment };
            return experiment.Precision == Precision.Double
                ? Run<double>(request, parsed.GetValue(noMeasure) ? null : given, terminal, first, last, file, begin())
                : Run<float>(request, parsed.GetValue(noMeasure) ? null : given, terminal, first, last, file, begin());
        });
        command.Add(minRate);
        command.Add(maxRate);
        command.Add(noMeasure);
        command.Add(page);
        return command;
    }

    private static int Run<T>(TrainRequest request, Experiment? given, Terminal terminal, double from, double to, string? page,
        CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var streaming = new Streaming(request.Experiment.Stream);
        PreparedExperiment prepared =
            ReadProgress.Show(terminal, reading => PreparedExperiment.Of(request.Experiment, streaming, reading, withFiles: false));
        (Recipe recipe, int threads) = (prepared.Recipe, request.Threads ?? Environment.ProcessorCount);
        var network = new Network<T>(recipe.Model, recipe.Training.Seed);
        if (prepared.Source.Start is StartingPoint start)
            network.CopyFrom(start.Load<T>());
        var range = LearningRateRange.Run(
            network, prepared.Parts.Training, recipe.Training with { Steps = null }, from, to, request.Experiment.Steps ?? Steps, threads,
            cancellation);
        string? next = range.Suggestion is double rate ? CommandText.Of(With(recipe.Experiment, rate)) : null;
        RateComparison? compared = given is not null && range.Suggestion is double found
            ? Compare(given, With(request.Experiment, found), recipe.Training.Optimizer.LearningRate, terminal, cancellation)
            : null;
        var report = new LearningRateReport(range, recipe.Training, request.Experiment.Name, next, compared)
        {
            MoreSteps = "Try more --steps, or larger batches.",
            SmallerRate = "Try a smaller --min-rate or more --steps.",
        };
        if (page is not null)
            DocumentFile.Write(page, report.Document());
        if (request.Json)
            terminal.Output.WriteLine(Json.Text(report.ToJson()));
        else
            terminal.Out.Show(report.Document());
        if (page is not null && !request.Json)
            terminal.Out.WriteLine($"written to {page}");
        return ExitCode.Ok;
    }

    // With two digits: the test tells no more.
    private static Experiment With(Experiment experiment, double rate) => experiment with
    {
        LearningRate = double.Parse(rate.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        Steps = null,
    };

    private static RateComparison Compare(Experiment given, Experiment suggested, double rate, Terminal terminal,
        CancellationToken cancellation)
    {
        bool isBlend;
        given = given with { Steps = null };
        terminal.Error.WriteLine(
            "training with the recipe, and with the suggestion, to compare them on rows held out (--no-measure leaves it out)");
        using (var streaming = new Streaming(given.Stream))
        {
            isBlend = PreparedExperiment.Of(given, streaming, withFiles: false).Recipe.IsBlend;
        }

        double? recipe = Search.Score(given, isRecipe: true, cancellation);
        return new RateComparison(isBlend ? null : rate, recipe, suggested.LearningRate!.Value,
            Search.Score(suggested, isRecipe: false, cancellation), CommandText.Of(given));
    }
}
