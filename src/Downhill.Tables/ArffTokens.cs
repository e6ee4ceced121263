using System.Text;

namespace Downhill.Tables;

/// <summary>The tokens of a line of ARFF, with single, double or no quotes; a backslash escapes a letter.</summary>
internal sealed class ArffTokens(string text)
{
    private int at;

    /// <summary>Whether the word that came last stood in quotes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>Whether a list of values came to its closing brace.</summary>
    public bool IsListClosed { get; private set; }

    /// <summary>The next word up to a blank; null at the end.</summary>
    public string? Next() => Word(static letter => char.IsWhiteSpace(letter) || letter == '{');

    /// <summary>Whether a list of values begins here; goes into it where it does.</summary>
    public bool StartsList()
    {
        SkipBlanks();
        if (at >= text.Length || text[at] != '{')
            return false;
        at++;
        return true;
    }

    /// <summary>The next value of a list; null at its end.</summary>
    public string? NextOfList() => EndsList() ? null : Word(static letter => letter is ',' or '}');

    /// <summary>The next place and value of a row that leaves the usual values out; null at its end.</summary>
    /// <exception cref="FormatException">A value is missing, or text follows it; a quote is not closed.</exception>
    public (string Place, string Value)? NextPair()
    {
        if (EndsList())
            return null;
        string? place = Word(static letter => char.IsWhiteSpace(letter) || letter is ',' or '}'),
            value = Word(static letter => letter is ',' or '}');
        SkipBlanks();
        return place is null || value is null || (value.Length == 0 && !IsQuoted) || (at < text.Length && text[at] is not (',' or '}'))
            ? throw new FormatException()
            : (place, value);
    }

    /// <summary>Whether nothing but blanks follows the brace at the end of a list.</summary>
    public bool IsAlone => IsListClosed && string.IsNullOrWhiteSpace(text[(at + 1)..]);

    /// <summary>The next value of a row up to a comma or the end; null if nothing follows.</summary>
    /// <exception cref="FormatException">A quote is not closed, or text follows it.</exception>
    public string? NextOfRow()
    {
        if (at > text.Length)
            return null;
        string value = Word(static letter => letter == ',') ?? string.Empty;
        SkipBlanks();
        if (at < text.Length && text[at] != ',')
            throw new FormatException();
        at++;
        return value;
    }

    private bool EndsList()
    {
        SkipBlanks();
        while (at < text.Length && text[at] == ',')
        {
            at++;
            SkipBlanks();
        }

        return IsListClosed = at < text.Length && text[at] == '}';
    }

    private string? Word(Func<char, bool> ends)
    {
        SkipBlanks();
        if (at >= text.Length)
            return null;
        var word = new StringBuilder();
        char quote = text[at] is '\'' or '"' ? text[at] : '\0';
        IsQuoted = quote != '\0';
        at += IsQuoted ? 1 : 0;
        for (; at < text.Length; at++)
        {
            char letter = text[at];
            if (letter == '\\' && at + 1 < text.Length)
                word.Append(text[++at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', char other => other });
            else if (IsQuoted ? letter == quote : ends(letter))
                break;
            else
                word.Append(letter);
        }

        if (!IsQuoted)
            return word.ToString().TrimEnd();
        if (at >= text.Length)
            throw new FormatException();
        at++;
        return word.ToString();
    }

    private void SkipBlanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
