using System.Globalization;
using System.Text;

namespace Downhill.Tables;

/// <summary>
/// Numbers as people write amounts: with a sign of currency or a percent sign beside them, thousands set apart, and the long minus. $1,234.50
/// is 1234.5, 12 % is 12.
/// </summary>
internal static class AmountText
{
    private const int Longest = 64;

    private const string Units = "$€£¥₹%", Blanks = " \t\u00A0\u202F";

    /// <summary>Reads an amount.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="decimalComma">Whether a comma stands before the fraction, and points between thousands.</param>
    /// <param name="value">The number.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, bool decimalComma, out double value)
    {
        value = 0;
        if (utf8.Length > Longest || utf8.IndexOfAnyInRange((byte)'0', (byte)'9') < 0)
            return false;
        Span<char> letters = stackalloc char[Longest];
        if (!Utf8Text.TryDecode(utf8, letters, out int length))
            return false;

        ReadOnlySpan<char> text = letters[..length];
        bool isNegative = TakeMinus(ref text);
        bool hasUnit = TakeUnit(ref text);
        if (hasUnit && !isNegative)
            isNegative = TakeMinus(ref text); // $-5
        if (hasUnit && TakeUnit(ref text))
            return false;
        if (!TryParseDigits(text, decimalComma, out value))
            return false;
        value = isNegative ? -value : value;
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, bool, out double)"/>
    public static bool TryParse(string text, bool decimalComma, out double value) => TryParse(Encoding.UTF8.GetBytes(text), decimalComma, out value);

    private static bool TryParseDigits(ReadOnlySpan<char> text, bool decimalComma, out double value)
    {
        value = 0;
        (char separator, char mark) = decimalComma ? ('.', ',') : (',', '.');
        int point = text.IndexOf(mark);
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point], fraction = point < 0 ? [] : text[(point + 1)..];
        Span<char> digits = stackalloc char[Longest];
        int written = 0, first = whole.IndexOfAnyExceptInRange('0', '9');
        if (whole.IsEmpty || (first >= 0 && !AreThousands(whole, first, separator)))
            return false;
        foreach (char letter in whole)
        {
            if (char.IsAsciiDigit(letter))
                digits[written++] = letter;
        }

        digits[written++] = '.';
        fraction.CopyTo(digits[written..]);
        return fraction.IndexOfAnyExceptInRange('0', '9') < 0
            && double.TryParse(digits[..(written + fraction.Length)], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    // 1,234,567: one to three digits, then groups of a separator and three digits.
    private static bool AreThousands(ReadOnlySpan<char> whole, int first, char separator)
    {
        char between = whole[first];
        if (first is < 1 or > 3 || whole[0] == '0' || (whole.Length - first) % 4 != 0 || !(between == separator || between == '\'' || Blanks.Contains(between)))
            return false;
        for (int i = first; i < whole.Length; i++)
        {
            if ((i - first) % 4 == 0 ? whole[i] != between : !char.IsAsciiDigit(whole[i]))
                return false;
        }

        return true;
    }

    private static bool TakeMinus(ref ReadOnlySpan<char> text)
    {
        bool isNegative = text is ['-' or '\u2212', ..];
        text = (isNegative || text is ['+', ..] ? text[1..] : text).Trim(Blanks);
        return isNegative;
    }

    private static bool TakeUnit(ref ReadOnlySpan<char> text)
    {
        bool isBefore = !text.IsEmpty && Units.Contains(text[0]), isBehind = !isBefore && !text.IsEmpty && Units.Contains(text[^1]);
        text = (isBefore ? text[1..] : isBehind ? text[..^1] : text).Trim(Blanks);
        return isBefore || isBehind;
    }
}
