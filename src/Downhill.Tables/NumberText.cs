using System.Globalization;
using System.Text;

namespace Downhill.Tables;

/// <summary>Numbers in a table: a sign, digits, a point and an exponent, in every culture.</summary>
internal static class NumberText
{
    /// <summary>Room for any double in its shortest form.</summary>
    public const int Longest = 32;

    /// <summary>Reads a finite number without blanks around it; words such as NaN or inf are no numbers here.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out double value) => TryParseAny(utf8, out value) && double.IsFinite(value);

    /// <summary>Reads a finite number with a comma in place of the point.</summary>
    public static bool TryParseWithComma(ReadOnlySpan<byte> utf8, out double value)
    {
        value = 0;
        int comma = utf8.IndexOf((byte)',');
        if (comma < 0 || utf8.Length > Longest || utf8.Contains((byte)'.'))
            return false;
        Span<byte> pointed = stackalloc byte[Longest];
        utf8.CopyTo(pointed);
        pointed[comma] = (byte)'.';
        return TryParse(pointed[..utf8.Length], out value);
    }

    /// <summary>Whether a number begins with a zero that means nothing, as in 007: a code or a postcode, not an amount.</summary>
    public static bool IsCode(ReadOnlySpan<byte> number) =>
        number.Length > 1 && number[0] == (byte)'0' && number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out double)"/>
    public static bool TryParse(string text, out double value) => TryParse(Encoding.UTF8.GetBytes(text), out value);

    /// <summary>Whether a text is a number beyond the largest double.</summary>
    public static bool IsTooLarge(string text) => TryParseAny(Encoding.UTF8.GetBytes(text), out double value) && double.IsInfinity(value);

    /// <summary>The shortest text that reads back as the same number; −0 is written as 0.</summary>
    public static ReadOnlySpan<char> Format(double value, Span<char> room)
    {
        (value + 0.0).TryFormat(room, out int written, default, CultureInfo.InvariantCulture);
        return room[..written];
    }

    /// <inheritdoc cref="Format(double, Span{char})"/>
    public static string Format(double value) => Format(value, stackalloc char[Longest]).ToString();

    private static bool TryParseAny(ReadOnlySpan<byte> utf8, out double value)
    {
        value = 0;
        return MayBeNumber(utf8)
            && double.TryParse(
                utf8,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value);
    }

    // The parser alone would take "Infinity", and zero bytes after a number.
    private static bool MayBeNumber(ReadOnlySpan<byte> utf8) =>
        !utf8.IsEmpty
        && utf8[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.'
        && utf8[^1] is (>= (byte)'0' and <= (byte)'9') or (byte)'.';
}
