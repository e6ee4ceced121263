using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>Parses a formula in plain characters from left to right, such as those in the lessons.</summary>
internal sealed class FormulaParser(string text)
{
    private int at;

    /// <summary>Takes a formula apart; what is no part of mathematics stays as words.</summary>
    public static Formula Parse(string text) => new FormulaRow(new FormulaParser(text).Parts());

    private ImmutableArray<Formula> Parts(char close = '\0')
    {
        var parts = ImmutableArray.CreateBuilder<Formula>();
        while (at < text.Length && text[at] != close)
        {
            char next = text[at];
            if (next == ' ')
            {
                at++;
            }
            else if (next == '²' && parts.Count > 0)
            {
                at++;
                parts[^1] = new FormulaSquare(parts[^1]);
            }
            else if (next == '/' && parts.Count > 0
                && parts[^1] is FormulaNumber or FormulaLetter or FormulaWord or FormulaGroup { Open: "" })
            {
                at++;
                SkipBlanks();
                parts[^1] = new FormulaFraction(parts[^1], Part());
            }
            else
            {
                parts.Add(Part());
            }
        }

        at = Math.Min(at + 1, text.Length);
        return parts.ToImmutable();
    }

    private Formula Part()
    {
        char next = at < text.Length ? text[at++] : ' ';
        return next switch
        {
            '(' => new FormulaGroup(Parts(')'), "(", ")"),
            '[' => new FormulaGroup(Parts(']'), "[", "]"),
            '∂' => new FormulaGroup([new FormulaSign("∂"),
                .. at < text.Length && char.IsLetter(text[at]) ? [Part()] : ImmutableArray<Formula>.Empty]),
            '½' => new FormulaFraction(new FormulaNumber("1"), new FormulaNumber("2")),
            'Σ' => new FormulaSum(Over()),
            _ when char.IsAsciiDigit(next) => new FormulaNumber(next + While(letter => char.IsAsciiDigit(letter) || letter == '.')),
            _ when char.IsLetter(next) => Name(next + While(char.IsLetter)),
            _ => new FormulaSign(next == '-' ? "−" : next.ToString()),
        };
    }

    private Formula Name(string name)
    {
        if (name.Length > 1)
            return new FormulaWord(name);
        string digits = While(char.IsAsciiDigit);
        ImmutableArray<string> index = digits.Length > 0 ? [digits] : [];
        bool hasPrime = Take('′');
        if (Take('['))
        {
            index = [.. While(letter => letter != ']').Split(',', StringSplitOptions.TrimEntries)];
            Take(']');
        }

        return new FormulaLetter(name, index, hasPrime);
    }

    // Σ rows …: the word behind the sign is what the sum runs over.
    private string Over()
    {
        int kept = at;
        SkipBlanks();
        string word = While(char.IsLetter);
        if (word.Length < 2)
            (at, word) = (kept, string.Empty);
        return word;
    }

    private void SkipBlanks() => While(letter => letter == ' ');

    private bool Take(char letter)
    {
        bool found = at < text.Length && text[at] == letter;
        at += found ? 1 : 0;
        return found;
    }

    private string While(Func<char, bool> holds)
    {
        int start = at;
        while (at < text.Length && holds(text[at]))
            at++;
        return text[start..at];
    }
}
