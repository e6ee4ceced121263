namespace Downhill.Reports;

/// <summary>The style of text for a terminal.</summary>
/// <param name="Width">The width in letters that text is wrapped at.</param>
/// <param name="HasColours">Whether escape codes for colours and bold text are written.</param>
public sealed record TerminalStyle(int Width = 80, bool HasColours = false)
{
    private const string Reset = "\e[0m";

    private static readonly string[] MarkColours = ["\e[34m", "\e[33m", "\e[36m", "\e[35m", "\e[31m", "\e[90m"];

    internal string Bold(string text) => In("\e[1m", text);

    internal string Soft(string text) => In("\e[90m", text);

    internal string Emphasize(string text, Emphasis emphasis) => emphasis switch
    {
        Emphasis.Good => In("\e[32m", text),
        Emphasis.Bad => In("\e[31m", text),
        Emphasis.Soft => Soft(text),
        _ => text,
    };

    // A line of a chart, with each mark in the colour of its line.
    internal string Marks(string line) => !HasColours ? line : string.Concat(line.Select(letter => letter == TextChart.Shared
        ? In("\e[32m", "◉")
        : TextChart.Marks.IndexOf(letter) is >= 0 and int number ? In(MarkColours[number], letter.ToString()) : letter.ToString()));

    private string In(string code, string text) => HasColours && text.Length > 0 ? code + text + Reset : text;
}
