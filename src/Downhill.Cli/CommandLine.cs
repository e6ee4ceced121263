using System.CommandLine;
using System.CommandLine.Parsing;
using Downhill.Reports;

namespace Downhill.Cli;

/// <summary>The command line: finds the verb, runs it, and turns an error into one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command and gives the exit code.</summary>
    /// <param name="arguments">The words after the command's name.</param>
    /// <param name="terminal">The terminal for all output.</param>
    /// <param name="begin">Called at the start of work that ends cleanly when the token is cancelled.</param>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, Func<CancellationToken> begin)
    {
        ImportCommand.Register();
        TableFiles.Register();
        RootCommand root = Create(arguments is [string first, ..] ? first : null, terminal, begin);
        try
        {
            if (ServeCommand.IsFor(arguments))
                return ServeCommand.Run(arguments, terminal, begin);
            ParseResult parsed = root.Parse(arguments, Parsing);
            if (Problem(parsed, arguments, Commands(terminal, begin)) is string problem)
                return Fail(terminal, problem, ExitCode.Usage);
            Processes.Require(parsed.CommandResult.Command);
            return parsed.Invoke(Invocation(terminal));
        }
        catch (DownhillException error)
        {
            return Fail(terminal, HintText.Of(error), ExitCode.Usage);
        }
        catch (OperationCanceledException)
        {
            return Fail(terminal, "Interrupted.", ExitCode.Interrupted);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fail(terminal, error.Message, ExitCode.Failure);
        }
        catch (OutOfMemoryException)
        {
            return Fail(terminal, "There is not enough memory; use a smaller batch or a smaller model.", ExitCode.Failure);
        }
        catch (Exception error)
        {
            return Fail(terminal, $"Downhill failed with an internal error: {error.GetType().Name}: {error.Message}",
                ExitCode.Failure);
        }
    }

    /// <summary>How words are parsed as options.</summary>
    public static ParserConfiguration Parsing { get; } = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>How a command runs: errors are handled here, and signals by <see cref="Interrupt"/>.</summary>
    public static InvocationConfiguration Invocation(Terminal terminal) => new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
        Output = terminal.Output,
        Error = terminal.ErrorOutput,
    };

    // Only the command that is named is made: making all of them takes longer than many a command.
    private static RootCommand Create(string? name, Terminal terminal, Func<CancellationToken> begin)
    {
        var root = new RootCommand(
            "Trains neural networks by backpropagation and gradient descent, and explains every derivative.");
        (string Name, Func<Command> Create)[] all = Commands(terminal, begin);
        if (name != "--version")
        {
            foreach ((_, Func<Command> create) in all.Any(one => one.Name == name) ? all.Where(one => one.Name == name) : all)
                root.Add(create());
        }

        root.HelpName = "downhill";
        return root;
    }

    /// <summary>The commands by name, in the order in which they are shown.</summary>
    internal static (string Name, Func<Command> Create)[] Commands(Terminal terminal, Func<CancellationToken> begin) =>
    [
        ("train", () => TrainCommand.Create(terminal, begin)),
        ("init", () => InitCommand.Create(terminal)),
        ("resume", () => ResumeCommand.Create(terminal, begin)),
        ("find-lr", () => FindRateCommand.Create(terminal, begin)),
        ("tune", () => TuneCommand.Create(terminal, begin)),
        ("evaluate", () => EvaluateCommand.Create(terminal)),
        ("report", () => ReportCommand.Create(terminal)),
        ("compare", () => CompareCommand.Create(terminal)),
        ("predict", () => PredictCommand.Create(terminal)),
        ("export", () => ExportCommand.Create(terminal)),
        ("import", () => ImportCommand.Create(terminal)),
        ("check", () => CheckCommand.Create(terminal, begin)),
        ("step", () => StepCommand.Create(terminal)),
        ("explain", () => ExplainCommand.Create(terminal)),
        ("landscape", () => LandscapeCommand.Create(terminal, begin)),
        ("walkthrough", () => WalkthroughCommand.Create(terminal)),
        ("inspect", () => InspectCommand.Create(terminal)),
        ("datasets", () => DatasetsCommand.Create(terminal)),
        ("bench", () => BenchCommand.Create(terminal, begin)),
        ("studio", () => StudioCommand.Create(terminal, begin)),
        ("serve", () => ServeCommand.Create()),
    ];

    // The commands that have an option, where the one that is named does not.
    private static string Elsewhere(string option, (string Name, Func<Command> Create)[] all)
    {
        string[] verbs = [.. all.Where(one => one.Create().Options.Any(known => known.Name == option)).Select(one => $"'{one.Name}'")];
        return verbs.Length == 0 ? string.Empty : $" here; {string.Join(", ", verbs)} {(verbs.Length == 1 ? "has" : "have")} it";
    }

    // One line that helps: an unknown option with the nearest known one, a missing argument by name, or the first other problem.
    private static string? Problem(ParseResult parsed, IReadOnlyList<string> arguments, (string Name, Func<Command> Create)[] all)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.CommandResult.Children.OfType<OptionResult>().Any(option => option.Option is System.CommandLine.Help.HelpOption))
            return null;
        HashSet<string> known = [.. command.Options.SelectMany(option => option.Aliases.Append(option.Name))];
        OptionResult? hungry = parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(option => option.Tokens.Count == 0
                ? option.Errors.Any()
                : option.Tokens.Any(token => known.Contains(token.Value)
                    && !arguments.Contains($"{option.IdentifierToken?.Value}={token.Value}")));
        if (hungry is not null)
            return $"{hungry.Option.Name} needs a value: {hungry.Option.Description}.";

        IEnumerable<string> swallowed = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value);
        HashSet<string> names = [.. arguments.SkipWhile(argument => argument != "--").Skip(1)];
        string? unknown = parsed.UnmatchedTokens.Concat(swallowed)
            .FirstOrDefault(token => token.StartsWith('-') && token.Length > 1 && !char.IsAsciiDigit(token[1]) && !names.Contains(token));
        if (unknown is not null)
        {
            string name = unknown.Split('=')[0];
            string hint = Elsewhere(name, all) is { Length: > 0 } elsewhere ? elsewhere : OtherNames.Hint(name, known);
            return $"There is no option '{name}'{hint}; '{Path(command)} --help' lists them all.";
        }

        if (command is RootCommand && parsed.UnmatchedTokens.Count > 0)
        {
            string verb = parsed.UnmatchedTokens[0];
            return $"There is no command '{verb}'{Nearest.Hint(verb, command.Subcommands.Select(sub => sub.Name))}; "
                + $"commands are {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}.";
        }

        if (command is RootCommand && parsed.Errors.Count > 0)
            return $"A command is missing; commands are {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}, "
                + $"and 'downhill --help' tells more.";
        if (parsed.UnmatchedTokens.Count > 0)
            return $"'{parsed.UnmatchedTokens[0]}' is an unexpected argument; '{Path(command)} --help' shows what it takes.";
        if (parsed.Errors.Count == 0)
            return null;
        ArgumentResult? missing = parsed.Errors.Select(error => error.SymbolResult).OfType<ArgumentResult>()
            .FirstOrDefault(argument => argument.Tokens.Count == 0 && argument.Parent is CommandResult);
        return missing is null
            ? parsed.Errors[0].Message
            : $"{missing.Argument.Name} is missing: {missing.Argument.Description}. '{Path(command)} --help' tells more.";
    }

    private static string Path(Command command) => command is RootCommand ? "downhill" : $"downhill {command.Name}";

    private static int Fail(Terminal terminal, string message, int code)
    {
        terminal.ErrorOutput.WriteLine(TerminalWriter.Plain(message.ReplaceLineEndings(" ")));
        return code;
    }
}
