using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill find-lr DATA</c>: which learning rates are of use, found by letting the rate grow from step to step.</summary>
internal static class FindRateCommand
{
    private const double From = 1e-6, To = 1;
    private const int Steps = 300, ChartColumns = 64, ChartRows = 12;

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var from = Options.Number("--from", $"The first learning rate (default: {From.ToString(CultureInfo.InvariantCulture)})");
        var to = Options.Number("--to", $"The last learning rate (default: {To})");
        var page = Options.Text("--html", "FILE", "Write the curve as a page too");
        Command command = TrainCommand.Define("find-lr", "Find a learning rate: let it grow from step to step and watch the loss; takes what train does", terminal, (parsed, request) =>
        {
            Options.RefuseIdle(
                (request.Wishes.LearningRate is not null, "--learning-rate", "it is what is looked for"),
                (request.Wishes.Regularization.Schedule is not null || request.Wishes.Regularization.WarmUp is not null, "--schedule and --warm-up", "the test has its own"),
                (request.Folds is not null, "--folds", "one network is enough for a test"),
                (request.Out is not null, "--out", "nothing is saved; --html FILE writes the curve"),
                (request.Wishes.Members > 1, "--ensemble", "one network is enough for a test"));
            double first = parsed.GetValue(from) ?? From, last = parsed.GetValue(to) ?? To;
            return request.Precision == "double"
                ? Run<double>(request, terminal, first, last, parsed.GetValue(page), begin())
                : Run<float>(request, terminal, first, last, parsed.GetValue(page), begin());
        });
        command.Add(from);
        command.Add(to);
        command.Add(page);
        return command;
    }

    private static int Run<T>(TrainRequest request, Terminal terminal, double from, double to, string? page, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var streaming = new Streaming(request.Stream);
        var source = DataSource.Load(request.Sources, request.DataOptions, terminal, streaming);
        var shares = SplitFractions.Of(request, source);
        (Recipe recipe, TrainParts parts) = Preparation.Of(request, source, source.Splitter(request.Wishes.Seed).Split(shares.Validation, shares.Test), withFiles: false);
        var network = new Network<T>(recipe.Model, recipe.Training.Seed);
        var range = LearningRateRange.Run(network, parts.Training, recipe.Training with { Steps = null }, from, to, request.Wishes.Steps ?? Steps, request.Threads, cancellation);
        if (page is not null)
            AtomicFile.Write(page, stream => Page(stream, range, request.Data));
        string? next = range.Suggestion is double rate ? Command(request, recipe, parts, shares, rate) : null;
        if (request.Json)
            terminal.Output.WriteLine(Json.Text(ToJson(range, next)));
        else
            Print(terminal.Out, recipe, range, next, page);
        return ExitCode.Ok;
    }

    // With two digits: the test tells no more.
    private static string Command(TrainRequest request, Recipe recipe, TrainParts parts, SplitFractions shares, double rate)
    {
        double round = double.Parse(rate.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        Recipe found = recipe with { Training = recipe.Training with { Optimizer = recipe.Training.Optimizer with { LearningRate = round }, Steps = null } };
        return Repeat.Command(request with { Wishes = request.Wishes with { Steps = null } }, found, parts, shares);
    }

    private static void Print(IAnsiConsole console, Recipe recipe, LearningRateRange range, string? next, string? page)
    {
        console.WriteLine($"{range.Points.Length:N0} steps with {Catalog.Optimizers.NameOf(recipe.Training.Optimizer).Split(' ')[0]} on batches of {recipe.Training.BatchSize:N0}; the loss is a running mean");
        Plot(console, range);
        if (next is null)
        {
            console.WriteLine("The loss never fell, so there is nothing to suggest; try a smaller --from or more --steps.");
        }
        else
        {
            console.WriteLine($"the loss falls fastest at {Number(range.Steepest!.Value)} and is smallest at {Number(range.Lowest!.Value)}; suggested: {Number(range.Suggestion!.Value)}");
            console.WriteLine($"to train with it: {next}");
        }

        if (page is not null)
            console.WriteLine($"written to {page}");
    }

    // Steps lie evenly on the axis, so the rate is logarithmic on it.
    private static void Plot(IAnsiConsole console, LearningRateRange range)
    {
        int count = range.Points.Length, columns = Math.Min(ChartColumns, count);
        if (count == 0)
            return;
        LetterLine[] lines = [new('●', "blue", [.. range.Points.Select(point => point.Smooth)])];
        if (LetterChart.Draw(lines, columns, ChartRows, count, Number(range.Points[0].Rate), Number(range.Points[^1].Rate)) is not LetterChart chart)
            return;
        if (range.Suggestion is double rate)
        {
            int at = range.Points.Index().MinBy(point => Math.Abs(Math.Log(point.Item.Rate / rate))).Index * columns / count;
            string words = $"suggested: {Number(rate)}";
            string line = at > words.Length ? $"{words} ▲".PadLeft(at + 1) : new string(' ', at) + $"▲ {words}";
            chart = chart with { Lines = [.. chart.Lines, new string(' ', LetterChart.Margin) + line] };
        }

        chart.Print(console, lines, "● loss by learning rate");
    }

    private static void Page(Stream stream, LearningRateRange range, string data)
    {
        static WalkthroughLine Line(string name, LearningRateRange range, Func<LearningRatePoint, double> loss) =>
            new(name, [.. range.Points.Select(point => new WalkthroughPoint(Math.Log10(point.Rate), loss(point)))], Marked: false);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        var curve = new WalkthroughCurve(
            "Loss by learning rate", $"The loss of each step while the learning rate grows from {Number(range.Points[0].Rate)} to {Number(range.Points[^1].Rate)}.", "log₁₀ of the learning rate", "loss", [Line("running mean", range, point => point.Smooth), Line("batch", range, point => point.Loss)]);
        string words = range.Suggestion is double rate
            ? $"The running mean falls fastest at {Number(range.Steepest!.Value)} and is smallest at {Number(range.Lowest!.Value)}; suggested: {Number(rate)}."
            : "The loss never fell, so nothing is suggested.";
        HtmlPage.Write(writer, $"Learning rates for {data}", [$"<h1>Learning rates for {HtmlPage.Text(data)}</h1>", $"<figure>{SvgChart.Draw(curve, "range")}<figcaption>{HtmlPage.Text(curve.Description)}</figcaption></figure>", $"<p>{HtmlPage.Text(words)}</p>"]);
    }

    private static JsonObject ToJson(LearningRateRange range, string? next) => new()
    {
        ["suggestion"] = range.Suggestion,
        ["steepest"] = range.Steepest,
        ["lowest"] = range.Lowest,
        ["command"] = next,
        ["points"] = new JsonArray([.. range.Points.Select(point => (JsonNode)new JsonObject { ["rate"] = point.Rate, ["loss"] = point.Loss, ["smooth"] = point.Smooth })]),
    };

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
