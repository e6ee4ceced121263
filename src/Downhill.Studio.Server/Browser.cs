using System.ComponentModel;
using System.Diagnostics;

namespace Downhill.Studio.Server;

/// <summary>Opens an address in the user's browser.</summary>
internal static class Browser
{
    /// <summary>Opens it; prints a note on standard error if that is not possible.</summary>
    public static void Open(string address)
    {
        try
        {
            ProcessStartInfo start = OperatingSystem.IsWindows() ? new ProcessStartInfo(address) { UseShellExecute = true }
                : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open")
                {
                    ArgumentList = { address },
                    UseShellExecute = false,
                    RedirectStandardError = true,
                    RedirectStandardOutput = true
                };
            using Process? opened = Process.Start(start);
        }
        catch (Exception error) when (error is Win32Exception or PlatformNotSupportedException)
        {
            Console.Error.WriteLine("No browser could be started; open the address above in a browser.");
        }
    }
}
