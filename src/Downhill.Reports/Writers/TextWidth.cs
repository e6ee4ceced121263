using System.Globalization;
using System.Text;

namespace Downhill.Reports;

/// <summary>How many columns of a terminal a text takes.</summary>
internal static class TextWidth
{
    // The first and the last letter of each range that a terminal draws two columns wide: scripts of East Asia, full-width forms and
    // pictures. Source: Unicode Standard Annex 11, East Asian Width W and F.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA4CF), (0xA960, 0xA97F),
        (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF),
        (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>The number of columns; marks that are drawn above another letter take none.</summary>
    public static int Of(string text) => text.EnumerateRunes().Sum(Of);

    private static int Of(Rune letter) => letter.IsAscii ? 1
        : Rune.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
        : Array.Exists(Wide, range => letter.Value >= range.First && letter.Value <= range.Last) ? 2 : 1;
}
