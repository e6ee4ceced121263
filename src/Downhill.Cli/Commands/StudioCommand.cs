using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Downhill.Cli;

/// <summary>
/// <c>downhill studio [FILE]</c>: starts the program <c>downhill-studio</c>, which shows the pages, and ends when it ends. That program ends when
/// its standard input does, so also where this one is killed.
/// </summary>
internal static class StudioCommand
{
    private const string Program = "downhill-studio";

    // How long the studio may take to end by itself after Ctrl-C, which reaches both programs.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public static Command Create(Terminal terminal, Func<CancellationToken> begin)
    {
        var subject = new Argument<string?>("FILE")
        {
            Description = "What to open: a table, the folder of a run, a model, a worked example or a saved playground (default: the playground)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Do not open a browser; the first line on standard output is the address" };
        var port = Options.Whole("--port", "The port to listen on (default: a free one)", 1, ushort.MaxValue);
        var command = new Command("studio", "Open the studio in the browser: see a network learn, and why") { subject, noBrowser, port };
        command.SetAction(parsed =>
        {
            string? file = parsed.GetValue(subject);
            if (file is not null && !Path.Exists(file))
                throw new DownhillException($"{file} does not exist; the studio opens a table, the folder of a run, a model, a worked example or a playground that was saved.");
            List<string> words = ["--end-with-input", .. file is null ? Array.Empty<string>() : [Path.GetFullPath(file)]];
            if (parsed.GetValue(noBrowser))
                words.Add("--no-browser");
            if (parsed.GetValue(port) is int number)
                words.AddRange(["--port", number.ToString(CultureInfo.InvariantCulture)]);
            return Run(Find() ?? throw new DownhillException(
                $"{Program} is not beside downhill ({AppContext.BaseDirectory}) nor on PATH; 'dotnet tool install Downhill.Cli' brings both, and from a clone "
                + "'dotnet run -c Release --project src/Downhill.Studio.Server' starts it."),
                words, terminal, begin());
        });
        return command;
    }

    // The program beside this one, as a program or as an assembly for dotnet; otherwise the one on PATH.
    private static string[]? Find()
    {
        string executable = OperatingSystem.IsWindows() ? $"{Program}.exe" : Program;
        string beside = Path.Combine(AppContext.BaseDirectory, executable), assembly = Path.Combine(AppContext.BaseDirectory, $"{Program}.dll");
        if (File.Exists(beside))
            return [beside];
        if (File.Exists(assembly))
            return [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet", assembly];
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, executable)).FirstOrDefault(File.Exists);
        return found is null ? null : [found];
    }

    private static int Run(string[] program, List<string> words, Terminal terminal, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program[0]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (string word in program[1..].Concat(words))
            start.ArgumentList.Add(word);
        try
        {
            using Process studio = Process.Start(start)!;
            using CancellationTokenRegistration ending = cancellation.Register(() => End(studio));
            while (studio.StandardOutput.ReadLine() is string line)
            {
                terminal.Output.WriteLine(line);
                terminal.Output.Flush();
            }

            studio.WaitForExit();
            return cancellation.IsCancellationRequested ? ExitCode.Interrupted : studio.ExitCode;
        }
        catch (Win32Exception error)
        {
            throw new DownhillException($"{program[0]} cannot be started: {error.Message}.", error);
        }
    }

    private static void End(Process studio)
    {
        if (!studio.WaitForExit(Grace))
            studio.Kill(entireProcessTree: true);
    }
}
