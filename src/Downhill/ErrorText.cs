using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Downhill;

/// <summary>
/// The message of an error with hints at positions in it: <c>$"Mark it missing{new Hint(Setting.Missing, "thirty")}."</c> is "Mark it
/// missing." here, and "Mark it missing (--missing thirty)." on the command line.
/// </summary>
[InterpolatedStringHandler]
public sealed class ErrorText
{
    private readonly StringBuilder text;
    private readonly List<(int Position, Hint Hint)> hints = [];

    /// <summary>Starts empty; the compiler calls it for an interpolated string.</summary>
    public ErrorText(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (formattedCount * 8));

    /// <summary>A text without hints.</summary>
    public ErrorText(string words) => text = new StringBuilder(words);

    /// <summary>The empty text.</summary>
    public static ErrorText None => new(string.Empty);

    /// <summary>The hints with their positions in the text, in order.</summary>
    public ImmutableArray<(int Position, Hint Hint)> Hints => [.. hints];

    /// <summary>An interpolated string as the text of an error.</summary>
    public static ErrorText Of(ErrorText text) => text;

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string value) => text.Append(value);

    /// <summary>Adds a value in the invariant culture.</summary>
    public void AppendFormatted<T>(T value, string? format = null) =>
        text.Append(value is IFormattable one ? one.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    /// <summary>Adds a hint, which adds no letters.</summary>
    public void AppendFormatted(Hint hint) => hints.Add((text.Length, hint));

    /// <summary>Adds another text with its hints.</summary>
    public void AppendFormatted(ErrorText other)
    {
        foreach ((int position, Hint hint) in other.hints)
            hints.Add((text.Length + position, hint));
        text.Append(other.text);
    }

    /// <summary>The text with its hints in parentheses: "mark it missing (--missing thirty)".</summary>
    /// <param name="option">The words for a hint; null leaves the hints out.</param>
    public string ToString(Func<Hint, string>? option) =>
        option is null ? ToString() : Told(hints => $" ({string.Join(' ', hints.Select(option))})");

    /// <summary>The text without the hints.</summary>
    public override string ToString() => text.ToString();

    // Asks for the words of all hints at one position.
    private string Told(Func<IReadOnlyList<Hint>, string> tell)
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
}
