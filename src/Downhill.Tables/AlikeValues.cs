using System.Collections.Immutable;

namespace Downhill.Tables;

/// <summary>Two values that differ only in their spelling.</summary>
/// <param name="Value">The value that came first.</param>
/// <param name="Other">The other one.</param>
/// <param name="Change">What makes the other one equal to it: <c>a change of case</c>.</param>
public sealed record AlikeValues(string Value, string Other, string Change)
{
    /// <summary>Each pair of values that differ only in case, spaces, leading zeros or a trailing <c>.0</c>, in their order.</summary>
    public static ImmutableArray<AlikeValues> Among(IEnumerable<string> values)
    {
        var seen = new KnownSpellings([]);
        var found = ImmutableArray.CreateBuilder<AlikeValues>();
        foreach (string value in values)
        {
            if (seen.Find(value) is not string first)
                seen.Add(value);
            else if (first != value)
                found.Add(new AlikeValues(first, value, KnownSpellings.Change(value, first)));
        }

        return found.ToImmutable();
    }

    /// <summary>The pairs in words; null if there are none.</summary>
    public static string? Text(ImmutableArray<AlikeValues> pairs)
    {
        if (pairs.IsEmpty)
            return null;
        AlikeValues first = pairs[0];
        string others = pairs.Length == 1 ? string.Empty : $", and {Words.Count(pairs.Length - 1, "other pair")}";
        return $"{Words.Value(first.Value)} and {Words.Value(first.Other)} (equal after {first.Change}){others}";
    }

    /// <summary>A warning about classes that differ only in their spelling; empty if there are none.</summary>
    public static IReadOnlyList<ErrorText> Warnings(IReadOnlyList<string> classes) => Text(Among(classes)) is string pairs
        ? [ErrorText.Of($"Classes differ only in spelling: {pairs}. Each spelling is a class of its own; write them in one way if they "
            + $"mean the same.")]
        : [];
}

/// <summary>Values by what of their spelling has a meaning: not case, spaces, leading zeros or a trailing <c>.0</c>.</summary>
internal sealed class KnownSpellings
{
    private readonly Dictionary<string, string> byMeaning = [];

    public KnownSpellings(IReadOnlyList<string> values)
    {
        foreach (string value in values)
            Add(value);
    }

    public void Add(string value) => byMeaning.TryAdd(Zeros(Fraction(Folded(value))), value);

    /// <summary>The first known value of the same meaning; null if there is none.</summary>
    public string? Find(string value) => byMeaning.GetValueOrDefault(Zeros(Fraction(Folded(value))));

    /// <summary>The change that makes the value a known one; null if there is none.</summary>
    public string? Cure(string value) => Find(value) is string known ? Change(value, known) : null;

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
