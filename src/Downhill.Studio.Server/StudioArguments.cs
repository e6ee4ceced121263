using System.Globalization;

namespace Downhill.Studio.Server;

/// <summary>The arguments of <c>downhill-studio</c>.</summary>
/// <param name="Subject">The file to open; null for the playground.</param>
/// <param name="OpensBrowser">Whether the address is opened in the browser.</param>
/// <param name="Port">The port to listen on; 0 for a free one.</param>
/// <param name="EndsWithInput">Whether it ends when its standard input does: the program that started it has ended.</param>
/// <param name="WantsHelp">Whether help is requested.</param>
/// <param name="Problem">The error in the arguments, in one line; null if there is none.</param>
internal sealed record StudioArguments(
    string? Subject = null, bool OpensBrowser = true, int Port = 0, bool EndsWithInput = false, bool WantsHelp = false,
    string? Problem = null)
{
    public const string Help = """
        Downhill's studio: see a network learn, and why.

        Usage: downhill-studio [FILE] [--no-browser] [--port N]

          FILE           What to open: a table, the folder of a run, a model (.safetensors or .json), a worked example, or a playground
                         that was saved
          --no-browser   Open no browser; the first line on standard output is the address
          --port N       The port to listen on (default: a free one)
          --end-with-input
                         End when standard input ends, as when the program that started this one has ended
          --help         Show this

        It listens to this machine alone. Ctrl+C ends it.
        """;

    public static StudioArguments Parse(IReadOnlyList<string> words)
    {
        var parsed = new StudioArguments();
        for (int i = 0; i < words.Count && parsed.Problem is null; i++)
        {
            string word = words[i];
            parsed = word switch
            {
                "--no-browser" => parsed with { OpensBrowser = false },
                "--end-with-input" => parsed with { EndsWithInput = true },
                "--help" or "-h" or "-?" => parsed with { WantsHelp = true },
                "--port" => parsed.WithPort(++i < words.Count ? words[i] : string.Empty),
                ['-', ..] => parsed with { Problem = $"There is no option '{word}'; 'downhill-studio --help' lists them all." },
                _ when parsed.Subject is not null =>
                    parsed with { Problem = $"'{word}' is an unexpected argument; the studio opens one file or folder." },
                _ => parsed with { Subject = word },
            };
        }

        return parsed;
    }

    private StudioArguments WithPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
        && port > 0
        ? this with { Port = port }
        : this with { Problem = $"--port takes a whole number from 1 to {ushort.MaxValue}, not '{text}'." };
}
