using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Downhill.Cli;

/// <summary>Another program of this project: finds it, runs it, and ends it when this program ends.</summary>
internal static class OtherProgram
{
    /// <summary>
    /// The words that start it: the program beside this one, as a program or as an assembly for dotnet; otherwise the one on PATH; null
    /// if there is none.
    /// </summary>
    public static string[]? Find(string name)
    {
        string executable = OperatingSystem.IsWindows() ? $"{name}.exe" : name;
        string beside = Path.Combine(AppContext.BaseDirectory, executable),
            assembly = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        if (File.Exists(beside))
            return [beside];
        if (File.Exists(assembly))
            return [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet", assembly];
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, executable)).FirstOrDefault(File.Exists);
        return found is null ? null : [found];
    }

    /// <summary>
    /// Runs it, passes on what it prints, and gives its exit code. Its standard input ends when this program does, however that comes.
    /// </summary>
    /// <param name="program">The result of <see cref="Find"/>.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="terminal">The terminal for its output.</param>
    /// <param name="grace">The time that it has to end by itself.</param>
    /// <param name="cancellation">Ends it.</param>
    public static int Run(string[] program, IEnumerable<string> words, Terminal terminal, TimeSpan grace, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program[0])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true
        };
        foreach (string word in program[1..].Concat(words))
            start.ArgumentList.Add(word);
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration ending = cancellation.Register(() => End(process, grace));
            while (process.StandardOutput.ReadLine() is string line)
            {
                terminal.Output.WriteLine(line);
                terminal.Output.Flush();
            }

            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception error)
        {
            throw new DownhillException($"{program[0]} cannot be started: {error.Message}.", error);
        }
    }

    // Ctrl-C reaches both programs, but SIGTERM this one alone: it is passed on, and a second one does no harm.
    private static void End(Process process, TimeSpan grace)
    {
        if (!OperatingSystem.IsWindows() && !process.HasExited)
            Process.Start("/bin/sh", ["-c", $"kill -TERM {process.Id.ToString(CultureInfo.InvariantCulture)} 2>/dev/null"]).Dispose();
        if (!process.WaitForExit(grace))
            process.Kill(entireProcessTree: true);
    }
}
