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
    {
        process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Downhill.Cli.dll"), .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs a command in a folder, to its end.</summary>
    public static CliResult RunIn(string folder, params string[] arguments)
    {
        using var started = new CliProcess(folder, arguments);
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
