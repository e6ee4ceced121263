namespace Downhill.Tables;

/// <summary>
/// The texts of numbers that are not written in their shortest form, row by row: 250.0, 3.10, 1e3. Numbers in the shortest form need no
/// memory.
/// </summary>
/// <param name="keepsAll">Whether all are kept, however many there are.</param>
internal sealed class NumberSpellings(bool keepsAll = false)
{
    // A column with more different ones is no category, class or group; they are let go of then.
    private const int MaxDifferent = 1 << 16;

    // Digits that every double keeps; where there are more, the shortest form is made and compared.
    private const int SafeDigits = 15;

    private readonly Dictionary<string, int> places = [];
    private readonly List<string> different = [];
    private Chunks<int>? codes; // 0 is the shortest form
    private int rows;

    /// <summary>Whether there were too many to keep.</summary>
    public bool AreLost { get; private set; }

    public void AddMissing() => AddCode(0);

    public void Add(ReadOnlySpan<byte> utf8, double number)
    {
        if (AreLost || IsShortest(utf8, number) || !Utf8Text.TryDecode(utf8, out string? text))
        {
            AddCode(0);
            return;
        }

        if (!places.TryGetValue(text, out int code))
        {
            if (different.Count == MaxDifferent && !keepsAll)
            {
                (AreLost, codes) = (true, null);
                places.Clear();
                different.Clear();
                AddCode(0);
                return;
            }

            different.Add(text);
            places.Add(text, code = different.Count);
        }

        AddCode(code);
    }

    /// <summary>The text of a row's number.</summary>
    public string Text(int row, double number) => codes is null || codes[row] == 0 ? NumberText.Format(number) : different[codes[row] - 1];

    private void AddCode(int code)
    {
        if (codes is null && code != 0)
        {
            codes = new Chunks<int>();
            for (int row = 0; row < rows; row++)
                codes.Add(0);
        }

        codes?.Add(code);
        rows++;
    }

    // −? (0 | 1…9 digits) (. digits up to one that is not 0)?, in so few digits that no other text of a double is shorter.
    private static bool IsShortest(ReadOnlySpan<byte> utf8, double number)
    {
        ReadOnlySpan<byte> digits = utf8.StartsWith("-"u8) ? utf8[1..] : utf8;
        int point = digits.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? digits : digits[..point], fraction = point < 0 ? [] : digits[(point + 1)..];
        bool isPlain = !whole.IsEmpty && whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        if (isPlain && digits.Length <= SafeDigits && (number == 0 || Math.Abs(number) >= 1e-4))
        {
            return (whole.Length == 1 || whole[0] != (byte)'0') && (point < 0 || (!fraction.IsEmpty && fraction[^1] != (byte)'0'))
                && !(number == 0 && digits.Length < utf8.Length);
        }

        Span<char> room = stackalloc char[NumberText.Longest];
        ReadOnlySpan<char> shortest = NumberText.Format(number, room);
        return System.Text.Ascii.Equals(utf8, shortest);
    }
}
