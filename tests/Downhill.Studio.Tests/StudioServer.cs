using System.Diagnostics;

namespace Downhill.Studio.Tests;

/// <summary>A running <c>downhill-studio</c>.</summary>
internal sealed class StudioServer : IDisposable
{
    private readonly Process process;

    private StudioServer(Process process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>The first line it printed.</summary>
    public Uri Address { get; }

    public static async Task<StudioServer> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "downhill-studio.dll"));
        start.ArgumentList.Add("--no-browser");
        Process started = Process.Start(start)!;
        return new StudioServer(started, new Uri((await started.StandardOutput.ReadLineAsync())!));
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
