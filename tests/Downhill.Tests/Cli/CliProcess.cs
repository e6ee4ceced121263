using System.Diagnostics;

namespace Downhill.Tests;

/// <summary>The command line as a process of its own, which can be sent signals and killed.</summary>
internal sealed class CliProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly Task<string> output, error;

    public CliProcess(params string[] arguments)
        : this(Environment.CurrentDirectory, arguments)
    {
    }

    private CliProcess(string folder, string[] arguments)
        : this(folder, "dotnet", ["exec", Program, .. arguments], string.Empty)
    {
    }

    private CliProcess(string folder, string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["OMPI_ALLOW_RUN_AS_ROOT"], start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]) = ("1", "1");
        process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Open MPI's mpirun; null where it is not installed.</summary>
    public static string? MpiRun { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "mpirun")).FirstOrDefault(File.Exists);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll");

    /// <summary>Starts a command in a folder, as so many ranks of one thread.</summary>
    public static CliProcess Ranks(string folder, int ranks, string[] arguments, string input = "", string? program = null) => new(
        folder, MpiRun!,
        ["-n", $"{ranks}", "--oversubscribe", "--bind-to", "none", "dotnet", "exec", program ?? Program, .. arguments], input);

    /// <summary>The newest of the processes that this one started, when there are so many.</summary>
    public int NewestChild(int of)
    {
        int[] children = [];
        Until(() => (children = Children()).Length == of);
        return children.Max();
    }

    private int[] Children() =>
    [
        .. Process.GetProcessesByName("dotnet").Select(child => child.Id)
            .Where(id => File.Exists($"/proc/{id}/stat")
                && File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ')[1] == $"{process.Id}"),
    ];

    /// <summary>Runs a command in a folder, to its end.</summary>
    public static CliResult RunIn(string folder, params string[] arguments)
    {
        using var started = new CliProcess(folder, arguments);
        return started.Wait();
    }

    /// <summary>Runs a line of bash in a folder, to its end; $DOWNHILL is the command.</summary>
    public static CliResult Bash(string folder, string line)
    {
        using var started = new CliProcess(folder, "bash", ["-c", $"DOWNHILL='dotnet exec {Program}'; {line}"], string.Empty);
        return started.Wait();
    }

    public bool HasExited => process.HasExited;

    public void Kill() => process.Kill();

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until a file is there, or the process is done.</summary>
    public CliProcess Until(string file) => Until(() => File.Exists(file));

    /// <summary>Waits until something is so, or the process is done.</summary>
    public CliProcess Until(Func<bool> isSo)
    {
        while (!isSo() && !process.HasExited)
            Thread.Sleep(5);
        return this;
    }

    public CliResult Wait()
    {
        Assert.True(process.WaitForExit(Patience), "The process does not end.");
        return new CliResult(process.ExitCode, output.Result.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
