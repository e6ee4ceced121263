using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill check</c>: compares the whole gradient of a model on a few rows with central differences.</summary>
internal static class CheckCommand
{
    private const int DefaultRows = 4, MaxKinks = 5;

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var subject = Options.Argument("SUBJECT", "A run folder or model file to check as it is, a worked example (JSON), "
            + "or data (as for train) to check an untrained model on");
        var data = Options.Text("--data", "DATA", "The rows to check a trained model on (default: random rows)");
        var model = Options.Text("--model", "LAYERS", "The layers of the untrained model (default: as for train)");
        var loss = Options.Text("--loss", "LOSS", "The loss (default: the model's own, or as for train)");
        var target = Options.Text("--target", "NAME", "The column to predict (default: the last one)");
        var rows = Options.Whole("--rows", "The number of rows to check on (default: 4)", 1, 10_000);
        var relative = Options.Number("--relative", "The relative tolerance of a derivative (default: 1e-7)");
        var absolute = Options.Number("--absolute",
            "The absolute tolerance of a derivative; it is multiplied by the loss if that is above 1 (default: 1e-9)");
        var sample = Options.Whole("--sample",
            "Check a random sample of this many derivatives, spread evenly over the layers (default: all)", 1);
        var seed = Options.Seed("The seed of untrained parameters, random rows and dropout (default: 0)");
        var json = Options.Json();
        var quiet = Options.Quiet();
        var command = new Command("check", "Compare every derivative of a model with central differences, in double")
        {
            subject, data, model, loss, target, rows, sample, relative, absolute, seed, json, quiet,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json) || parsed.GetValue(quiet))
                terminal.Silence();
            string given = parsed.GetRequiredValue(subject);
            bool isModel = CheckCase.IsModel(given), isExample = CheckCase.IsExample(given);
            string why = $"'{given}' is "
                + (isModel ? "a trained model, which has its own layers and target"
                    : isExample ? "a worked example, which is complete"
                    : "data already");
            Options.RefuseIdle(
                (parsed.GetValue(model) is not null && (isModel || isExample), "--model", why),
                (parsed.GetValue(target) is not null && (isModel || isExample), "--target", why),
                (parsed.GetValue(data) is not null && !isModel, "--data", why),
                (parsed.GetValue(loss) is not null && isExample, "--loss", why),
                (parsed.GetValue(rows) is not null && isExample, "--rows", why));
            (int count, ulong number) = (parsed.GetValue(rows) ?? DefaultRows, parsed.GetValue(seed) ?? 0);
            CheckCase what = isExample ? CheckCase.OfExample(given)
                : isModel ? CheckCase.OfModel(given, parsed.GetValue(data), parsed.GetValue(loss), count, number)
                : CheckCase.OfData(given, parsed.GetValue(target), parsed.GetValue(model), parsed.GetValue(loss), count, number);
            var tolerance = new GradientCheckOptions(parsed.GetValue(relative) ?? 1e-7, parsed.GetValue(absolute) ?? 1e-9, Seed: number,
                Sample: parsed.GetValue(sample));
            GradientReport report = Run(terminal, what, tolerance, begin());
            if (parsed.GetValue(json))
                terminal.Print(report.ToJson());
            else
                Print(terminal.Out, what, report, tolerance);
            return NonFinite.Report(terminal, report.FirstNonFinite, report.Passed ? ExitCode.Ok : ExitCode.Failure);
        });
        return command;
    }

    private static GradientReport Run(Terminal terminal, CheckCase what, GradientCheckOptions options, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var progress = new CheckProgress(terminal,
            Math.Min((long)what.Network.Parameters.Length + what.Inputs.Length, options.Sample ?? long.MaxValue), () => clock.Elapsed);
        return what.Check(options, progress, cancellation);
    }

    private static void Print(IAnsiConsole console, CheckCase what, GradientReport report, GradientCheckOptions options)
    {
        console.WriteLine($"{what.Description}; {Catalog.Losses.NameOf(what.Loss)} {MetricText.Number(report.Loss)}");
        Table table = Tabular.Create("parameter", ">entries", "worst entry", ">backpropagation", ">differences", ">of tolerance",
            string.Empty);
        foreach (GradientComparison part in report.Parts.Where(part => part.Count > 0))
        {
            table.AddRow(
                Markup.Escape(part.Name),
                part.Count == part.Shape.Size
                    ? MetricText.Count(part.Count)
                    : $"{MetricText.Count(part.Count)} of {MetricText.Count(part.Shape.Size)}",
                Markup.Escape(part.Shape.Place(part.Worst.Index)),
                part.Worst.Analytic.ToString("G10", CultureInfo.InvariantCulture),
                part.Worst.Numeric.ToString("G10", CultureInfo.InvariantCulture),
                part.Worst.Excess.ToString("G3", CultureInfo.InvariantCulture),
                part.Failed == 0 ? "[green]ok[/]" : $"[red]{part.Failed:N0} wrong[/]");
        }

        console.Print(table);
        string tolerance = string.Create(CultureInfo.InvariantCulture,
            $"{options.RelativeTolerance} · |derivative| + {options.AbsoluteTolerance * report.Scale:G3}");
        int entries = report.Parts.Sum(part => part.Count), failed = report.Parts.Sum(part => part.Failed);
        long all = report.Parts.Sum(part => (long)part.Shape.Size);
        string checkedOnes = entries == all ? $"{entries:N0} derivatives" : $"{entries:N0} derivatives checked of {all:N0}";
        console.WriteLine(report.Passed
            ? $"All {checkedOnes} agree within {tolerance}."
            : $"{failed:N0} of {checkedOnes} differ by more than {tolerance}.");
        string[] kinks = [.. report.Parts.SelectMany(part => part.Kinks.Select(place => $"{part.Name}{part.Shape.Place(place)}"))];
        if (kinks.Length > 0)
            console.WriteLine($"At {MetricText.Count(kinks.Length)} of them the loss has a kink, as relu at 0: "
                + $"there the derivative is that of one side, or between both. "
                + $"{string.Join(", ", kinks.Take(MaxKinks))}{(kinks.Length > MaxKinks ? ", …" : string.Empty)}");
    }
}
