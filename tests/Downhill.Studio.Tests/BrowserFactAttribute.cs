using Microsoft.Playwright;

namespace Downhill.Studio.Tests;

/// <summary>A flow in Debian's Chromium; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public const string Chromium = "/usr/bin/chromium";

    public BrowserFactAttribute()
    {
        if (!File.Exists(Chromium))
            Skip = Missing;
    }

    /// <summary>Why a flow is skipped.</summary>
    public static string Missing => $"There is no browser at {Chromium}; on Debian 'apt-get install chromium' brings it.";

    /// <summary>Starts the browser.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        Assertions.SetDefaultExpectTimeout(30_000); // a machine under load takes its time
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
    }
}
