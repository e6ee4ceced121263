namespace Downhill.Studio.Server;

/// <summary>What <c>downhill-studio</c> was asked for.</summary>
/// <param name="OpensBrowser">Whether the address is opened in the browser.</param>
/// <param name="Problem">What is wrong with the words, in one line; null where nothing is.</param>
/// <param name="WantsHelp">Whether help is asked for instead.</param>
internal sealed record StudioArguments(bool OpensBrowser = true, bool WantsHelp = false, string? Problem = null)
{
    public const string Help = """
        Downhill's studio: see a network learn, and why.

        Usage: downhill-studio [--no-browser]

          --no-browser   Open nothing; the first line on standard output is the address
          --help         Show this

        It listens to this machine alone. Ctrl+C ends it.
        """;

    public static StudioArguments Parse(IReadOnlyList<string> words)
    {
        var parsed = new StudioArguments();
        foreach (string word in words)
        {
            parsed = word switch
            {
                "--no-browser" => parsed with { OpensBrowser = false },
                "--help" or "-h" or "-?" => parsed with { WantsHelp = true },
                _ => parsed with { Problem = $"There is no option '{word}'; 'downhill-studio --help' lists them all." },
            };
        }

        return parsed;
    }
}
