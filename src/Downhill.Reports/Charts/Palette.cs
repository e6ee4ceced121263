namespace Downhill.Reports;

/// <summary>The colours of pages and pictures, in a light and a dark scheme. All texts have a contrast of at least 4.5 to 1.</summary>
internal static class Palette
{
    private const string Light = "--ink: #1c1e21; --paper: #ffffff; --soft: #5f6670; --line: #d5d9de; --shade: #f4f6f8; "
        + "--one: #1f6feb; --two: #c2410c; --three: #0f766e; --four: #9333ea; --good: #15803d; --bad: #b91c1c;";

    private const string Dark = "--ink: #e6e8eb; --paper: #15181c; --soft: #9aa3ad; --line: #363c44; --shade: #1e2329; "
        + "--one: #6cb0ff; --two: #ff9f6b; --three: #4fd1c5; --four: #d8a4ff; --good: #5ccb86; --bad: #ff8a80;";

    /// <summary>The style that defines the colours for an element and all in it.</summary>
    public static string Css(string element) =>
        $"{element} {{ color-scheme: light dark; {Light} }}\n@media screen and (prefers-color-scheme: dark) {{ {element} {{ {Dark} }} }}";

    /// <summary>The name of a colour in a style.</summary>
    public static string Variable(Ink ink) => ink switch
    {
        Ink.Text => "--ink",
        Ink.Rule => "--line",
        _ => $"--{ink.ToString().ToLowerInvariant()}",
    };

    /// <summary>A colour of the light scheme, six hexadecimal digits.</summary>
    public static string Hex(Ink ink)
    {
        string key = $"{Variable(ink)}: #";
        int start = Light.IndexOf(key, StringComparison.Ordinal) + key.Length;
        return Light[start..(start + 6)];
    }
}
