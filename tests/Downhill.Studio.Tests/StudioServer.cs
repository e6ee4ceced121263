using System.Diagnostics;

namespace Downhill.Studio.Tests;

/// <summary>A running <c>downhill-studio</c>.</summary>
internal sealed class StudioServer : IDisposable
{
    private readonly Process process;

    private StudioServer(Process process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>The first line it printed.</summary>
    public Uri Address { get; }

    /// <summary>Starts the program, or with <paramref name="assembly"/> the command line that starts it.</summary>
    public static Task<StudioServer> StartAsync(string assembly = "downhill-studio.dll", params string[] words) =>
        StartInAsync(Environment.CurrentDirectory, assembly, words);

    /// <summary>Starts it in a folder, where runs are saved.</summary>
    public static async Task<StudioServer> StartInAsync(string folder, string assembly, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (string word in words)
            start.ArgumentList.Add(word);
        start.ArgumentList.Add("--no-browser");
        Process started = Process.Start(start)!;
        return new StudioServer(started, new Uri((await started.StandardOutput.ReadLineAsync())!));
    }

    /// <summary>Kills the process that was started, and none that it has started itself.</summary>
    public void KillAlone()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
