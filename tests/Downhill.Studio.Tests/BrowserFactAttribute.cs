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
}
