namespace Downhill.Tables;

/// <summary>
/// Finds a value among the names that a model knows, by its text. If all names are whole numbers in the same form, it is also found by its
/// number, so 1.0 is 1; two names cannot collide then.
/// </summary>
internal sealed class KnownNames
{
    private readonly Dictionary<string, int> places;
    private readonly Dictionary<double, int> numbers = [];

    /// <summary>Makes the search ready.</summary>
    /// <param name="names">The names.</param>
    /// <param name="byNumber">Whether equal numbers are one name however they are written, as models of version 0.1.0 have it.</param>
    public KnownNames(IReadOnlyList<string> names, bool byNumber = false)
    {
        places = new Dictionary<string, int>(names.Count);
        for (int place = 0; place < names.Count; place++)
            places.TryAdd(names[place], place);
        bool areAlike = names.All(name => IsWhole(name, string.Empty)) || names.All(name => IsWhole(name, ".0"));
        for (int place = 0; place < names.Count && (byNumber || areAlike); place++)
        {
            if (NumberText.TryParse(names[place], out double number))
                numbers.TryAdd(number, place);
        }
    }

    /// <summary>The place of a value; −1 if it is none of the names.</summary>
    public int Find(string text) =>
        places.TryGetValue(text, out int place) ? place
        : numbers.Count > 0 && NumberText.TryParse(text, out double number) && numbers.TryGetValue(number, out place) ? place
        : -1;

    private static bool IsWhole(string name, string ending)
    {
        ReadOnlySpan<char> digits = name.AsSpan();
        if (!digits.EndsWith(ending))
            return false;
        digits = digits[..^ending.Length];
        digits = digits.StartsWith('-') ? digits[1..] : digits;
        return !digits.IsEmpty && digits.Length <= 15 && digits.IndexOfAnyExceptInRange('0', '9') < 0
            && (digits.Length == 1 || digits[0] != '0');
    }
}
