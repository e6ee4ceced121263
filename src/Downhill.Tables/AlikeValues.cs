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
            string first = seen.FirstOrAdd(value);
            if (first != value)
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
