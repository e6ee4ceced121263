using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary><c>downhill step FILE</c>: runs a worked example and shows every number of it.</summary>
internal static class StepCommand
{
    // Larger networks are for --json; a person reads the first entries.
    private const int MaxEntries = 200;

    public static Command Create(Terminal terminal)
    {
        var file = Options.Argument("FILE",
            "A worked example: network, loss, optimizer and samples in JSON, such as examples/worked/hill.json");
        var steps = Options.Whole("--steps", "The number of updates (default: as in the file)", 1);
        var json = Options.Json();
        var command = new Command("step", "Run a worked example in double: forward, loss, gradient, update, loss after") { file, steps,
            json };
        command.SetAction(parsed =>
        {
            WorkedExample example = WorkedExample.Load(parsed.GetRequiredValue(file));
            int count = parsed.GetValue(steps) ?? example.Steps;
            WorkedResult result = example.Run(count);
            if (parsed.GetValue(json))
                terminal.Print(result.ToJson());
            else
                Print(terminal.Out, example, result, count);
            return NonFinite.Report(terminal, result.FirstNonFinite, ExitCode.Ok);
        });
        return command;
    }

    private static void Print(IAnsiConsole console, WorkedExample example, WorkedResult result, int steps)
    {
        if (example.Name is not null)
            console.WriteLine(example.Source is null ? example.Name : $"{example.Name} — {example.Source}");
        PrintForward(console, example);
        console.WriteLine($"cost before  {Number(result.LossBefore)}   ({Catalog.Losses.NameOf(example.Loss)}, "
            + $"{example.Samples.Length} {(example.Samples.Length == 1 ? "sample" : "samples")})");

        Table table = Tabular.Create("parameter", ">before", ">∂C/∂parameter",
            steps == 1 ? ">after the update" : $">after {steps:N0} updates");
        Span<double> before = example.NewNetwork().Parameters.Span;
        int shown = Math.Min(MaxEntries, result.Updated.Length), at = 0;
        foreach (Parameter<double> parameter in result.Network.AllParameters)
        {
            for (int i = 0; i < parameter.Shape.Size && at < shown; i++, at++)
                table.AddRow(Markup.Escape(parameter.Entry(i)), Number(before[at]), Number(result.Gradient[at]),
                    Number(result.Updated[at]));
        }

        console.Print(table);
        if (shown < result.Updated.Length)
            console.WriteLine($"and {result.Updated.Length - shown:N0} parameters more; --json prints them all");
        console.WriteLine($"cost after   {Number(result.LossAfter)}   "
            + $"({(result.LossAfter < result.LossBefore ? "it fell" : "it did not fall")})");
        console.WriteLine($"outputs      {Row(result.Outputs)}");
        console.WriteLine($"then         {Row(result.OutputsAfter)}");
    }

    private static void PrintForward(IAnsiConsole console, WorkedExample example)
    {
        Plan<double> plan = Plan<double>.ForTraining(example.NewNetwork(), example.Samples.Length, example.Loss);
        example.Fill(plan);
        plan.Forward(new Pass(example.Samples.Length, IsTraining: true, Step: 1));
        Table table = Tabular.Create("forward", "sample", "values");
        for (int row = 0; row < Math.Min(example.Samples.Length, MaxEntries); row++)
        {
            table.AddRow(new Text("input"), new Text($"{row}"), new Text(Row(example.Samples[row].Input.AsSpan())));
            foreach (Operation<double> operation in plan.Operations)
                table.AddRow(new Text(operation.Name), new Text($"{row}"),
                    new Text(Row(operation.Output.Data.Span.Slice(row * operation.Output.Shape.Size, operation.Output.Shape.Size))));
        }

        console.Print(table);
    }

    private static string Row(ReadOnlySpan<double> values)
    {
        const int Max = 8;
        string shown = string.Join("  ", values[..Math.Min(Max, values.Length)].ToArray().Select(Number));
        return values.Length > Max ? $"{shown}  … ({values.Length} values)" : shown;
    }

    private static string Number(double value) => value.ToString("G12", CultureInfo.InvariantCulture);
}
