using System.Text.Json.Nodes;
using Downhill.Reports;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>The output: results go to standard output, progress and errors to standard error.</summary>
internal sealed class Terminal
{
    private const int PipedWidth = 1000;

    public Terminal(TextWriter output, TextWriter error, TextReader input)
    {
        Output = output;
        ErrorOutput = error;
        Input = input;
        Out = Create(output);
        Error = Create(error);
    }

    /// <summary>Standard output as it is, for what a program may read.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error as it is, for one-line errors.</summary>
    public TextWriter ErrorOutput { get; }

    /// <summary>Standard input.</summary>
    public TextReader Input { get; }

    /// <summary>Results for a person; without escape codes where it is no terminal.</summary>
    public IAnsiConsole Out { get; private set; }

    /// <summary>Progress for a person.</summary>
    public IAnsiConsole Error { get; private set; }

    /// <summary>Turns off all output for a person; only <see cref="Output"/> remains.</summary>
    public void Silence()
    {
        Out = Error = Create(TextWriter.Null);
        IsSilent = true;
    }

    /// <summary>Prints JSON for a program.</summary>
    public void Print(JsonNode node) => Output.WriteLine(JsonWriter.Text(node));

    /// <summary>Whether only JSON is printed.</summary>
    public bool IsSilent { get; private set; }

    private static IAnsiConsole Create(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || !output.IsTerminal
                ? ColorSystemSupport.NoColors
                : ColorSystemSupport.Detect,
            Interactive = output.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!output.IsTerminal)
            console.Profile.Width = PipedWidth;
        return console;
    }
}
