using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Downhill;

/// <summary>
/// The words of an error, with the hints that belong at places in them: <c>$"Mark it missing{new Hint(Setting.Missing, "thirty")}."</c>
/// reads "Mark it missing." here, and "Mark it missing (--missing thirty)." on the command line.
/// </summary>
[InterpolatedStringHandler]
public sealed class ErrorText
{
    private readonly StringBuilder text;
    private readonly List<(int Position, Hint Hint)> hints = [];

    /// <summary>Starts empty; the compiler calls it for an interpolated string.</summary>
    public ErrorText(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (formattedCount * 8));

    /// <summary>Words without hints.</summary>
    public ErrorText(string words) => text = new StringBuilder(words);

    /// <summary>No words.</summary>
    public static ErrorText None => new(string.Empty);

    /// <summary>Each hint with the place in the text at which it belongs, in order.</summary>
    public ImmutableArray<(int Position, Hint Hint)> Hints => [.. hints];

    /// <summary>An interpolated string as an error's words.</summary>
    public static ErrorText Of(ErrorText text) => text;

    /// <summary>Adds words.</summary>
    public void AppendLiteral(string value) => text.Append(value);

    /// <summary>Adds a value in the invariant culture.</summary>
    public void AppendFormatted<T>(T value, string? format = null) =>
        text.Append(value is IFormattable one ? one.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    /// <summary>Adds a hint; it has no letters of its own.</summary>
    public void AppendFormatted(Hint hint) => hints.Add((text.Length, hint));

    /// <summary>Adds the words of another with its hints.</summary>
    public void AppendFormatted(ErrorText other)
    {
        foreach ((int position, Hint hint) in other.hints)
            hints.Add((text.Length + position, hint));
        text.Append(other.text);
    }

    /// <summary>
    /// The words with each hint in the words of <paramref name="tell"/>, which gets those that stand at one place together.
    /// </summary>
    public string ToString(Func<IReadOnlyList<Hint>, string> tell)
    {
        var told = new StringBuilder();
        int at = 0;
        foreach (IGrouping<int, (int Position, Hint Hint)> place in hints.GroupBy(entry => entry.Position))
        {
            told.Append(text, at, place.Key - at).Append(tell([.. place.Select(entry => entry.Hint)]));
            at = place.Key;
        }

        return told.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The words without the hints.</summary>
    public override string ToString() => text.ToString();
}
