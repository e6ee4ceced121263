using System.Globalization;

namespace Downhill;

/// <summary>Text from outside, made safe for a one-line message.</summary>
internal static class PlainText
{
    private const int Longest = 60;

    public static string Quote(string text)
    {
        string shown = text.Length > Longest ? text[..Longest] + "…" : text;
        return "'" + Plain(shown) + "'";
    }

    /// <summary>The same text with a question mark for each character that does not show or ends a line.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c => IsPlain(c) ? c : '?'));

    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
