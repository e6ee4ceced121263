using System.CommandLine;
using System.Globalization;

namespace Downhill.Cli;

/// <summary>
/// <c>downhill studio [FILE]</c>: starts the program <c>downhill-studio</c>, which shows the pages, and ends when it ends. That program
/// ends when its standard input is closed, so it also ends when this program is killed.
/// </summary>
internal static class StudioCommand
{
    private const string Program = "downhill-studio";

    // How long the studio may take to end by itself after Ctrl-C.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var subject = new Argument<string?>("FILE")
        {
            Description = "What to open: a table, the folder of a run, a model, a worked example or a saved playground (default: "
                + "the playground)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var noBrowser = Options.Flag("--no-browser", "Do not open a browser; the first line on standard output is the address");
        var port = Options.Whole("--port", "The port to listen on (default: a free one)", 1, ushort.MaxValue);
        var command = new Command("studio", "Open the studio in the browser: watch a network learn, and explore its "
            + "numbers") { subject, noBrowser, port };
        command.SetAction(parsed =>
        {
            string? file = parsed.GetValue(subject);
            if (file is not null && !Path.Exists(file))
                throw new DownhillException(
                    $"{file} does not exist; the studio opens a table, the folder of a run, a model, "
                        + $"a worked example or a saved playground.");
            List<string> words = ["--end-with-input", .. file is null ? Array.Empty<string>() : [Path.GetFullPath(file)]];
            if (parsed.GetValue(noBrowser))
                words.Add("--no-browser");
            if (parsed.GetValue(port) is int number)
                words.AddRange(["--port", number.ToString(CultureInfo.InvariantCulture)]);
            CancellationToken cancellation = begin();
            int code = OtherProgram.Run(OtherProgram.Find(Program) ?? throw new DownhillException(
                $"{Program} is not in the folder of downhill ({AppContext.BaseDirectory}) nor on PATH; "
                    + $"'dotnet tool install Downhill.Cli' brings both, and from a clone "
                + "'dotnet run -c Release --project src/Downhill.Studio.Server' starts it."),
                words, terminal, Grace, cancellation);
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : code;
        });
        return command;
    }
}
