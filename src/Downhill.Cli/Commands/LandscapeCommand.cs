using System.CommandLine;
using System.Globalization;
using Downhill.Experiments;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill landscape</c>: the cost around a network's parameters, as a picture and as numbers.</summary>
internal static class LandscapeCommand
{
    // A worked example says itself how many steps it makes.
    private const int DefaultRows = 64, ModelSteps = 50;

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var subject = Options.Argument("SUBJECT", "A worked example (JSON), or a run folder or model file with --data");
        var along = new Option<string[]?>("--along")
        {
            Description = "The two parameters to vary, such as linear1.weight[0,0] linear1.weight[0,1] (default: two random directions)",
            HelpName = "P1 P2",
            Arity = new ArgumentArity(1, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var data = Options.Text("--data", "DATA", "The rows of a trained model, as for evaluate");
        var rows = Options.Whole("--rows", $"The number of rows that the cost is computed on (default: {DefaultRows})", 1, 100_000);
        var span = Options.Number("--span", "The extent of the picture on each side (default: 1, or the length of the descent)");
        var grid = Options.Whole("--grid", "The number of points on each side (default: 41)", 2, LandscapeOptions.MaxPoints);
        var steps = Options.Whole("--steps",
            $"The number of descent steps, in the plane of the picture (default: as in the example; {ModelSteps} for a model)", 0);
        var seed = Options.Seed("The seed of the random directions and the choice of rows (default: 0)");
        var output = Options.Text("--out", "FILE",
            "Write a file; its extension chooses the format: .svg, .html, .json or .tex (default: NAME-landscape.svg; with --json none)");
        var json = Options.Json();
        var command = new Command("landscape", "Draw the cost over two parameters or two random directions, with the path of gradient "
            + "descent")
        {
            subject, along, data, rows, span, grid, steps, seed, output, json,
        };
        command.SetAction(parsed =>
        {
            string given = parsed.GetRequiredValue(subject);
            DocumentOutput.File(parsed.GetValue(output), null, terminal);
            string[]? names = parsed.GetValue(along);
            if (names is { Length: 0 })
                names = null;
            if (names is not null && names.Length != 2)
                throw new DownhillException(
                    $"--along takes two parameters, such as --along \"linear1.weight[0,0]\" \"linear1.weight[0,1]\"; "
                        + $"{names.Length} is given.");
            bool isExample = CheckCase.IsExample(given);
            Options.RefuseIdle(
                (isExample && parsed.GetValue(data) is not null, "--data", "a worked example has its samples in the file"),
                (isExample && parsed.GetValue(rows) is not null, "--rows", "all samples of a worked example are one batch"),
                (isExample && names is not null && parsed.GetValue(seed) is not null, "--seed",
                    "nothing is random in a worked example along two named parameters"));
            if (!isExample && parsed.GetValue(data) is null)
                throw new DownhillException("A trained model's cost is taken over rows of data: add --data DATA.");

            ulong number = parsed.GetValue(seed) ?? 0;
            CheckCase what = isExample
                ? CheckCase.OfExample(given)
                : CheckCase.OfModel(given, parsed.GetValue(data), null, parsed.GetValue(rows) ?? DefaultRows, number);
            var options = new LandscapeOptions(
                parsed.GetValue(grid) ?? 41, parsed.GetValue(span), parsed.GetValue(steps) ?? what.Steps ?? ModelSteps, what.Optimizer,
                number);
            Landscape landscape = what.Survey(names, options, begin());

            string name = Name(given);
            string title = $"The cost of {name}"
                + $"{(parsed.GetValue(data) is string rowsOf ? $" on {Path.GetFileName(rowsOf)}" : string.Empty)}, "
                + MetricText.Count(what.Rows, "row");
            string? path = parsed.GetValue(output) ?? (parsed.GetValue(json) ? null : $"{name}-landscape.svg");
            if (path is not null)
                DocumentFile.Write(path, new Document(title, (Section[])[new Section(string.Empty, [new ContourChart(title, landscape)])]));
            if (parsed.GetValue(json))
                terminal.Print(landscape.ToJson());
            else
                Print(terminal.Out, what, landscape, path!);
            return ExitCode.Ok;
        });
        return command;
    }

    // hill for hill.json, run for run/ and for run/model.safetensors.
    private static string Name(string subject)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(subject));
        string stem = Directory.Exists(full) ? Path.GetFileName(full) : Path.GetFileNameWithoutExtension(full);
        string name = stem == "model" ? Path.GetFileName(Path.GetDirectoryName(full)!) : stem;
        return name.Length == 0 ? stem : name;
    }

    private static void Print(IAnsiConsole console, CheckCase what, Landscape landscape, string path)
    {
        console.WriteLine($"The cost of {what.Description}, over {landscape.X.Name} and {landscape.Y.Name}, "
            + $"at {landscape.X.Values.Length} × {landscape.Y.Values.Length} points.");
        Table table = Tabular.Create(string.Empty, $">{landscape.X.Name}", $">{landscape.Y.Name}", ">cost");
        Row("centre", landscape.Centre);
        Row("lowest on the grid", landscape.Minimum);
        if (landscape.Path.Length > 1)
            Row($"after {MetricText.Count(landscape.Path.Length - 1, "step")}", landscape.Path[^1]);
        console.Print(table);
        if (landscape.Path.Any(point => IsOutside(landscape.X, point.X) || IsOutside(landscape.Y, point.Y)))
            console.WriteLine("The descent leaves the picture; a larger --span shows all of it.");
        console.WriteLine($"written to {path}");

        void Row(string label, LandscapePoint point) => table.AddRow(label, Number(point.X), Number(point.Y), Number(point.Cost));
    }

    private static bool IsOutside(LandscapeAxis axis, double value) => value < axis.Values[0] || value > axis.Values[^1];

    private static string Number(double value) => value.ToString("G8", CultureInfo.InvariantCulture);
}
