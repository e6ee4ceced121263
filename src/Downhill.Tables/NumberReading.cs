using System.Text;

namespace Downhill.Tables;

/// <summary>The notation of numbers in a table, besides the plain one.</summary>
/// <param name="DecimalComma">Whether a comma is the decimal mark.</param>
/// <param name="Amounts">Whether there may be signs of currency, and something between thousands.</param>
internal readonly record struct NumberReading(bool DecimalComma, bool Amounts)
{
    /// <summary>Reads a number without blanks around it.</summary>
    public bool TryParse(ReadOnlySpan<byte> utf8, out double number) =>
        NumberText.TryParse(utf8, out number)
        || (DecimalComma && NumberText.TryParseWithComma(utf8, out number))
        || (Amounts && AmountText.TryParse(utf8, DecimalComma, out number));

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out double)"/>
    public bool TryParse(string text, out double number) => TryParse(Encoding.UTF8.GetBytes(text), out number);
}
