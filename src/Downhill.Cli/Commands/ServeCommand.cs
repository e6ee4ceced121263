using System.CommandLine;

namespace Downhill.Cli;

/// <summary>
/// <c>downhill serve MODEL</c>: starts the program <c>downhill-serve</c>, which knows its own options, and ends when it ends.
/// </summary>
internal static class ServeCommand
{
    private const string Program = "downhill-serve";

    // Longer than the program itself gives requests to be answered.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(40);

    public static Command Create() => new("serve", "Answer predictions over HTTP: downhill serve runs/income-1 --port 8080")
    {
        Action = new Missing(),
        TreatUnmatchedTokensAsErrors = false,
    };

    /// <summary>Whether the words are for that program, and it is there.</summary>
    public static bool IsFor(IReadOnlyList<string> arguments) => arguments is ["serve", ..] && OtherProgram.Find(Program) is not null;

    /// <summary>Passes the words after the command's name on.</summary>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, Func<CancellationToken> begin) =>
        OtherProgram.Run(OtherProgram.Find(Program)!, arguments.Skip(1).Append("--end-with-input"), terminal, Grace, begin());

    private sealed class Missing : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult) => throw new DownhillException(
            $"{Program} is not in the folder of downhill ({AppContext.BaseDirectory}) nor on PATH; "
                + $"'dotnet tool install Downhill.Cli' installs both, "
                + $"and from a clone "
            + "'dotnet run -c Release --project src/Downhill.Serve -- MODEL' starts it.");
    }
}
