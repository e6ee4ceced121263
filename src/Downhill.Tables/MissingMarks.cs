using System.Text;

namespace Downhill.Tables;

/// <summary>
/// The marks of missing values: nothing or blanks, ?, and in upper or lower case NA, N/A, NaN and null; and the marks of the user, in
/// addition or instead. A mark that is a number matches every spelling of the number; a code such as 01 matches only this text.
/// </summary>
internal sealed class MissingMarks
{
    private readonly byte[][] texts;
    private readonly double[] numbers;
    private readonly bool hasUsual;

    public MissingMarks(IReadOnlyList<string> more, bool only = false)
    {
        hasUsual = !only;
        texts = [.. more.Select(Encoding.UTF8.GetBytes)];
        numbers = [.. more.Where(mark => NumberText.TryParse(mark, out _) && !NumberText.IsCode(Encoding.UTF8.GetBytes(mark)))
            .Select(mark => NumberText.TryParse(mark, out double number) ? number : 0)];
    }

    /// <summary>Whether a value without blanks around it is one of the marks.</summary>
    public bool Contains(ReadOnlySpan<byte> utf8) => Contains(utf8, out _);

    /// <summary>Whether a value without blanks around it is one of the marks.</summary>
    /// <param name="utf8">The value.</param>
    /// <param name="isUsual">Whether it is a usual one, and none that the user named.</param>
    public bool Contains(ReadOnlySpan<byte> utf8, out bool isUsual)
    {
        isUsual = false;
        foreach (byte[] text in texts)
        {
            if (utf8.SequenceEqual(text))
                return true;
        }

        return isUsual = hasUsual && IsUsual(utf8);
    }

    /// <summary>Whether a number is one of the marks, however it is written.</summary>
    public bool Contains(double number) => numbers.Length > 0 && Array.IndexOf(numbers, number) >= 0;

    private static bool IsUsual(ReadOnlySpan<byte> utf8) => utf8.Length switch
    {
        0 => true,
        1 => utf8[0] == (byte)'?',
        2 => Ascii.EqualsIgnoreCase(utf8, "NA"u8),
        3 => Ascii.EqualsIgnoreCase(utf8, "N/A"u8) || Ascii.EqualsIgnoreCase(utf8, "NaN"u8),
        4 => Ascii.EqualsIgnoreCase(utf8, "null"u8),
        _ => false,
    };
}
