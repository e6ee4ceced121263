using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill check</c>: compares the whole gradient of a model on a few rows with central differences.</summary>
internal static class CheckCommand
{
    private const int DefaultRows = 4;

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var subject = new Argument<string>("SUBJECT") { Description = "A run folder or model file to check as it is, a worked example (JSON), or data (as for train) to check an untrained model on" };
        var data = Options.Text("--data", "DATA", "The rows to check a trained model on (default: random rows)");
        var model = Options.Text("--model", "LAYERS", "The untrained model's layers (default: as for train)");
        var loss = Options.Text("--loss", "LOSS", "The loss (default: the model's own, or as for train)");
        var target = Options.Text("--target", "NAME", "The column to predict (default: the last one)");
        var rows = Options.Whole("--rows", "How many rows to check on (default: 4)", 1, 10_000);
        var relative = Options.Number("--relative", "The part of the tolerance that grows with the derivative (default: 1e-7)");
        var absolute = Options.Number("--absolute", "The part of the tolerance that does not (default: 1e-9)");
        var seed = Options.Seed("Fixes the untrained parameters, random rows and dropout (default: 0)");
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new Command("check", "Compare every derivative of a model with central differences, in double")
        {
            subject, data, model, loss, target, rows, relative, absolute, seed, json, quiet,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json) || parsed.GetValue(quiet))
                terminal.Silence();
            ulong number = parsed.GetValue(seed) ?? 0;
            string given = parsed.GetRequiredValue(subject);
            bool isModel = IsModel(given), isExample = given.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            string why = $"'{given}' is {(isModel ? "a trained model, which has its own layers and target" : isExample ? "a worked example, which is complete" : "data already")}";
            Options.RefuseIdle(
                (parsed.GetValue(model) is not null && (isModel || isExample), "--model", why),
                (parsed.GetValue(target) is not null && (isModel || isExample), "--target", why),
                (parsed.GetValue(data) is not null && !isModel, "--data", why),
                (parsed.GetValue(loss) is not null && isExample, "--loss", why),
                (parsed.GetValue(rows) is not null && isExample, "--rows", why));
            CheckCase what = isExample
                ? CheckCase.OfExample(given)
                : isModel
                    ? CheckCase.OfModel(given, parsed.GetValue(data), parsed.GetValue(loss), parsed.GetValue(rows) ?? DefaultRows, number)
                    : CheckCase.OfData(given, parsed.GetValue(target), parsed.GetValue(model), parsed.GetValue(loss), parsed.GetValue(rows) ?? DefaultRows, number);
            var tolerance = new GradientCheckOptions(parsed.GetValue(relative) ?? 1e-7, parsed.GetValue(absolute) ?? 1e-9, Seed: number);
            GradientReport report = Run(terminal, what, tolerance, begin());
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(Json.Text(Node(report)));
            else
                Print(terminal.Out, what, report, tolerance);
            return Cure.Tell(terminal, report.FirstNonFinite, report.Passed ? ExitCode.Ok : ExitCode.Failure);
        });
        return command;
    }

    private static bool IsModel(string subject) =>
        subject.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
        || File.Exists(Path.Combine(subject, "run.json"))
        || File.Exists(Path.Combine(subject, "model.safetensors"));

    private static GradientReport Run(Terminal terminal, CheckCase what, GradientCheckOptions options, CancellationToken cancellation)
    {
        if (!terminal.Error.Profile.Capabilities.Interactive)
            return GradientCheck.Run(what.Network, what.Loss, what.Inputs, what.Targets, options, null, cancellation);
        return terminal.Error.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("checking", maxValue: what.Network.Parameters.Length + what.Inputs.Length);
            return GradientCheck.Run(what.Network, what.Loss, what.Inputs, what.Targets, options, new Reporter<long>(done => task.Value = done), cancellation);
        });
    }

    private static JsonObject Node(GradientReport report) => new()
    {
        ["passed"] = report.Passed,
        ["loss"] = Json.Number(report.Loss),
        ["firstNonFinite"] = report.FirstNonFinite,
        ["parts"] = new JsonArray([.. report.Parts.Select(part => (JsonNode)new JsonObject
        {
            ["name"] = part.Name,
            ["shape"] = new JsonArray([.. part.Shape.Select(extent => (JsonNode)extent)]),
            ["entries"] = part.Count,
            ["failed"] = part.Failed,
            ["worst"] = new JsonObject
            {
                ["entry"] = Entry(part),
                ["analytic"] = Json.Number(part.Worst.Analytic),
                ["numeric"] = Json.Number(part.Worst.Numeric),
                ["ofTolerance"] = Json.Number(part.Worst.Excess),
            },
        })]),
    };

    private static void Print(IAnsiConsole console, CheckCase what, GradientReport report, GradientCheckOptions options)
    {
        console.WriteLine($"{what.Description}; {Catalog.Losses.NameOf(what.Loss)} {MetricText.Number(report.Loss)}");
        Table table = Tabular.Create("parameter", ">entries", "worst entry", ">backpropagation", ">differences", ">of tolerance", string.Empty);
        foreach (GradientComparison part in report.Parts)
        {
            table.AddRow(
                Markup.Escape(part.Name),
                part.Count.ToString("N0", CultureInfo.InvariantCulture),
                Markup.Escape(Entry(part)),
                part.Worst.Analytic.ToString("G10", CultureInfo.InvariantCulture),
                part.Worst.Numeric.ToString("G10", CultureInfo.InvariantCulture),
                part.Worst.Excess.ToString("G3", CultureInfo.InvariantCulture),
                part.Failed == 0 ? "[green]ok[/]" : $"[red]{part.Failed:N0} wrong[/]");
        }

        console.Print(table);
        string tolerance = string.Create(CultureInfo.InvariantCulture, $"{options.RelativeTolerance} · |derivative| + {options.AbsoluteTolerance}");
        int entries = report.Parts.Sum(part => part.Count), failed = report.Parts.Sum(part => part.Failed);
        console.WriteLine(report.Passed
            ? $"All {entries:N0} derivatives agree within {tolerance}."
            : $"{failed:N0} of {entries:N0} derivatives differ by more than {tolerance}.");
    }

    private static string Entry(GradientComparison part) => part.Shape.Place(part.Worst.Index);
}
