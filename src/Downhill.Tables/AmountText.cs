using System.Globalization;
using System.Text;

namespace Downhill.Tables;

/// <summary>
/// Numbers written as amounts: with the sign or the ISO code of a currency, a percent sign, separated thousands, a long minus, a minus at
/// the end, or parentheses for a negative amount. $1,234.50 is 1234.5, CHF 1'666.– is 1666, 12 % is 12, (5.00) is −5.
/// </summary>
internal static class AmountText
{
    private const int Longest = 64;

    private const string Blanks = " \t\u00A0\u2007\u2009\u202F", Minuses = "-\u2212\u2013\u2014", Apostrophes = "'\u2019";

    /// <summary>Reads an amount.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="decimalComma">Whether a comma is the decimal mark, with points between thousands.</param>
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
        if (!isNegative)
            isNegative = TakeBrackets(ref text) || TakeMinusBehind(ref text);
        if (TakeUnit(ref text) && hasUnit) // ($5), but no $5 %
            return false;
        TakeDash(ref text, decimalComma);
        if (!TryParseDigits(text, decimalComma, out value))
            return false;
        value = isNegative ? -value : value;
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, bool, out double)"/>
    public static bool TryParse(string text, bool decimalComma, out double value) =>
        TryParse(Encoding.UTF8.GetBytes(text), decimalComma, out value);

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
            && double.TryParse(digits[..(written + fraction.Length)], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out value);
    }

    // 1,234,567: one to three digits, then groups of a separator and three digits.
    private static bool AreThousands(ReadOnlySpan<char> whole, int first, char separator)
    {
        char between = whole[first];
        if (first is < 1 or > 3 || whole[0] == '0' || (whole.Length - first) % 4 != 0
            || !(between == separator || Apostrophes.Contains(between) || Blanks.Contains(between)))
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
        bool isNegative = !text.IsEmpty && Minuses.Contains(text[0]);
        text = (isNegative || text is ['+', ..] ? text[1..] : text).Trim(Blanks);
        return isNegative;
    }

    // 1,234.50- as books of accounts write it; a dash behind a point stands for a fraction of 0.
    private static bool TakeMinusBehind(ref ReadOnlySpan<char> text)
    {
        bool isNegative = text is [.., >= '0' and <= '9', '-' or '\u2212'];
        text = isNegative ? text[..^1] : text;
        return isNegative;
    }

    private static bool TakeBrackets(ref ReadOnlySpan<char> text)
    {
        bool isNegative = text is ['(', .., ')'];
        text = isNegative ? text[1..^1].Trim(Blanks) : text;
        return isNegative;
    }

    // 1'666.– and 1.666,-: whole francs and kroner.
    private static void TakeDash(ref ReadOnlySpan<char> text, bool decimalComma)
    {
        ReadOnlySpan<char> digits = text.TrimEnd(Minuses);
        if (digits.Length < text.Length && digits.Length > 1 && digits[^1] == (decimalComma ? ',' : '.'))
            text = digits[..^1];
    }

    private static bool TakeUnit(ref ReadOnlySpan<char> text)
    {
        int before = CurrencySigns.AtStart(text), behind = before > 0 ? 0 : CurrencySigns.AtEnd(text);
        text = text[before..^behind].Trim(Blanks);
        return before + behind > 0;
    }
}
