namespace Downhill.Tables;

/// <summary>Values by what of their spelling has a meaning: not case, spaces, leading zeros or a trailing <c>.0</c>.</summary>
internal sealed class KnownSpellings
{
    private readonly Dictionary<string, string> byMeaning = [];

    public KnownSpellings(IReadOnlyList<string> values)
    {
        foreach (string value in values)
            FirstOrAdd(value);
    }

    /// <summary>The first known value of the same meaning; the value itself, which is known from now on, if there is none.</summary>
    public string FirstOrAdd(string value)
    {
        string meaning = Meaning(value);
        if (byMeaning.TryGetValue(meaning, out string? first))
            return first;
        byMeaning.Add(meaning, value);
        return value;
    }

    /// <summary>The change that makes the value a known one; null if there is none.</summary>
    public string? Cure(string value) => byMeaning.TryGetValue(Meaning(value), out string? known) ? Change(value, known) : null;

    /// <summary>The change that makes a value another one of the same meaning.</summary>
    public static string Change(string value, string known)
    {
        string folded = Folded(value), whole = Fraction(folded), foldedKnown = Folded(known), wholeKnown = Fraction(foldedKnown);
        var changes = new List<string>();
        if (whole.Length < folded.Length)
            changes.Add("removing a trailing .0");
        else if (wholeKnown.Length < foldedKnown.Length)
            changes.Add("adding a trailing .0");
        if (whole.Length < wholeKnown.Length)
            changes.Add("adding leading zeros");
        else if (whole.Length > wholeKnown.Length)
            changes.Add("removing leading zeros");
        if (changes.Count == 0)
            changes.Add(string.Equals(value, known, StringComparison.OrdinalIgnoreCase)
                ? "a change of case"
                : "a change of spaces or case");
        return string.Join(" and ", changes);
    }

    private static string Meaning(string text) => Zeros(Fraction(Folded(text)));

    private static string Folded(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))).ToUpperInvariant();

    private static string Fraction(string text)
    {
        int point = text.IndexOf('.');
        return point > 0 && point < text.Length - 1 && text.AsSpan(point + 1).IndexOfAnyExcept('0') < 0
            && text.AsSpan(0, point).IndexOfAnyExceptInRange('0', '9') < 0 ? text[..point] : text;
    }

    private static string Zeros(string text) =>
        text.Length > 1 && text[0] == '0' && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
            ? text.TrimStart('0') is { Length: > 0 } digits ? digits : "0" : text;
}
