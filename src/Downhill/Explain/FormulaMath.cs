using System.Text;

namespace Downhill;

/// <summary>Formulas of plain characters as MathML: letters, their indices in digits, numbers and signs.</summary>
internal static class FormulaMath
{
    /// <summary>Writes a formula on a line of its own: <c>∂C/∂w1 = x1 · σ′(z1)</c>.</summary>
    public static string Write(string formula) => $"<math displaystyle=\"true\"><mrow>{Tokens(formula)}</mrow></math>";

    private static string Tokens(string formula)
    {
        var math = new StringBuilder();
        for (int at = 0; at < formula.Length;)
        {
            char sign = formula[at];
            int end = at + 1;
            if (char.IsAsciiDigit(sign))
            {
                end = While(formula, at, letter => char.IsAsciiDigit(letter) || letter == '.');
                math.Append($"<mn>{formula[at..end]}</mn>");
            }
            else if (char.IsLetter(sign))
            {
                end = While(formula, at + 1, char.IsAsciiDigit);
                string name = $"<mi>{HtmlPage.Text(formula[at..(at + 1)])}</mi>";
                math.Append(end == at + 1 ? name : $"<msub>{name}<mn>{formula[(at + 1)..end]}</mn></msub>");
            }
            else if (sign == '∂' && at + 4 < formula.Length && formula[at + 2] == '/' && formula[at + 3] == '∂')
            {
                end = While(formula, at + 5, char.IsAsciiDigit);
                math.Append($"<mfrac><mrow>{Tokens(formula[at..(at + 2)])}</mrow><mrow>{Tokens(formula[(at + 3)..end])}</mrow></mfrac>");
            }
            else if (sign == '∂')
            {
                math.Append("<mi>&#x2202;</mi>");
            }
            else if (sign is '²' or '½')
            {
                math.Append($"<mn>{HtmlPage.Text(formula[at..end])}</mn>");
            }
            else if (sign != ' ')
            {
                math.Append($"<mo>{HtmlPage.Text(sign == '-' ? "−" : formula[at..end])}</mo>");
            }

            at = end;
        }

        return math.ToString();
    }

    private static int While(string text, int from, Func<char, bool> holds)
    {
        int end = from;
        while (end < text.Length && holds(text[end]))
            end++;
        return end;
    }
}
