using System.Runtime.InteropServices;

namespace Downhill.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP. Before work that can end cleanly, they end the process as usual. During such work the first signal cancels
/// it, and the second ends the process immediately.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    /// <summary>Starts to handle signals, and returns the token that they cancel.</summary>
    public CancellationToken Begin()
    {
        if (registrations.Count == 0)
        {
            registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
            registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
            registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle));
        }

        return source.Token;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
            Environment.Exit(ExitCode.Interrupted);
        context.Cancel = true;
        source.Cancel();
    }
}
