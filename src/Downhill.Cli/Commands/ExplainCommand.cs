using System.CommandLine;
using Downhill.Experiments;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary><c>downhill explain</c>: writes any derivative out by the chain rule, with its numbers.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var subject = Options.Argument("SUBJECT", "A worked example (JSON), or a run folder or model file with --data");
        var parameter = Options.Text("--parameter", "NAME", "The entry of a parameter, such as linear1.weight[0,1]");
        var input = Options.Text("--input", "I|NAME",
            "Explain the derivative with respect to an input instead: its index, from 0, or the name of its column");
        var all = Options.Flag("--all", "Explain every entry of every parameter");
        var data = Options.Text("--data", "DATA", "The rows of a trained model, as for evaluate");
        var row = Options.Whole("--row", "The index of the row, from 0 (default: 0)", 0);
        var line = Options.Whole("--line", "The row of a table that starts on this line of the file", 1);
        var brief = new ShortExplanation();
        var format = Options.Choice("--format", "The output format (default: text)", ExplainView.Formats);
        var output = Options.File();
        var command = new Command("explain",
            "Explain a derivative: the chain rule with names and with numbers, and a check by finite differences") { subject, parameter,
            input, all, data, row, line, format, output };
        brief.AddTo(command);
        command.SetAction(parsed =>
        {
            string given = parsed.GetRequiredValue(subject);
            string? file = DocumentOutput.File(parsed.GetValue(output), null, terminal);
            Options.RefuseIdle((file is not null && parsed.GetValue(format) is not null, "--format",
                "the ending of --out chooses the format"));
            Options.RefuseIdle((parsed.GetValue(row) is not null && parsed.GetValue(line) is not null, "--line", "--row chooses the row"));
            if (brief.IsAskedFor(parsed))
            {
                Options.RefuseIdle((parsed.GetValue(parameter) is not null || parsed.GetValue(input) is not null || parsed.GetValue(all),
                    "--short", "one derivative is requested"));
                return brief.Run(parsed, Row(targetRequired: false), parsed.GetValue(format) ?? "text", file, terminal);
            }

            ExplanationCase what = CheckCase.IsExample(given) ? Example() : ExplanationCase.Of(Row(targetRequired: true));
            IEnumerable<GradientEntry> entries =
                Entries(what, parsed.GetValue(parameter), parsed.GetValue(input), parsed.GetValue(all), parsed.GetValue(row));
            bool every = parsed.GetValue(all);
            IEnumerable<Explanation> explanations = Explanation.All(what.Plan, what.Pass, entries, once: every)
                .Select(explanation => explanation.WithInputNames(what.InputNames) with { Update = what.Update(explanation.Result.Of) });
            string title = (every ? $"Every derivative of {Path.GetFileNameWithoutExtension(given)}"
                : "A derivative, step by step") + (what.Where is null ? string.Empty : $": {what.Where}");
            IEnumerable<Explanation> shown = every ? explanations : [.. explanations];
            if (file is null && what.Where is not null && parsed.GetValue(format) is null or "text")
                terminal.Output.WriteLine($"{TerminalWriter.Plain(what.Where)}\n");
            if (file is null)
                ExplainView.Write(terminal.Output, parsed.GetValue(format) ?? "text", title, shown, every, what.Plan.Network);
            else
                ExplainView.WriteFile(file, title, shown, what.Plan.Network);
            return NonFinite.Report(terminal, what.FirstNonFinite(), ExitCode.Ok);

            ModelRow Row(bool targetRequired)
            {
                var model = ModelFile.Open(RunFolder.FindModel(given));
                return ModelRow.Load(model, parsed.GetValue(data) ?? throw new DownhillException("A trained model is explained on a row "
                    + "of data: add --data DATA, and --row N or --line N for another than the first."), parsed.GetValue(row),
                    parsed.GetValue(line), targetRequired);
            }

            ExplanationCase Example()
            {
                if (parsed.GetValue(data) is not null)
                    throw new DownhillException("--data needs a trained model; a worked example has its samples in its file.");
                if (parsed.GetValue(line) is not null)
                    throw new DownhillException(
                        "--line needs a table; the samples of a worked example are chosen by --row, counted from 0.");
                var example = WorkedExample.Load(given);
                return parsed.GetValue(row) is int number && number >= example.Samples.Length
                    ? throw new DownhillException($"{given} has {MetricText.Count(example.Samples.Length, "sample")}, counted from 0; "
                        + $"there is no row {number}.")
                    : ExplanationCase.Of(example);
            }
        });
        return command;
    }

    private static IEnumerable<GradientEntry> Entries(ExplanationCase what, string? parameter, string? input, bool all, int? row)
    {
        Network<double> network = what.Plan.Network;
        if (new[] { parameter is not null, input is not null, all }.Count(given => given) != 1)
            throw new DownhillException(
                $"Choose a derivative: --parameter NAME[i,j], --input I or --all. "
                    + $"Parameters are {string.Join(", ", network.AllParameters.Select(known => $"{known.Name} {known.Shape}"))}.");
        Options.RefuseIdle((row is not null && input is null && what.Example is not null, "--row",
            "a derivative with respect to a parameter uses all samples of a worked example"));
        if (input is not null)
            return [new GradientEntry("input", what.Input(input), what.IsOneRow ? 0 : row ?? 0)];
        if (parameter is not null)
            return [GradientEntry.Parse(network, parameter)];
        return network.AllParameters.SelectMany(known =>
            Enumerable.Range(0, known.Shape.Size).Select(i => new GradientEntry(known.Name, i)));
    }
}
