using System.Collections.Immutable;

namespace Downhill.Reports;

/// <summary>Formulas as MathML.</summary>
internal static class FormulaMath
{
    /// <summary>Writes a formula of plain characters: <c>∂C/∂w1 = x1 · σ′(z1)</c>.</summary>
    public static string Write(string formula) => Write(FormulaParser.Parse(formula), formula);

    /// <summary>Writes a formula.</summary>
    public static string Write(Formula formula) => Write(formula, formula.ToString());

    public static string Row(Formula formula) => Row(formula.Parts);

    private static string Write(Formula formula, string text) =>
        $"<math displaystyle=\"true\" alttext=\"{HtmlPage.Text(text)}\">{Row(formula.Parts)}</math>";

    private static string Row(ImmutableArray<Formula> parts) => $"<mrow>{string.Concat(parts.Select(Part))}</mrow>";

    private static string Part(Formula part) => part switch
    {
        FormulaGroup { Open: "" } group => Row(group.Inner),
        FormulaGroup group => $"<mrow>{Bracket(group.Open, "prefix", group)}{Row(group.Inner)}"
            + $"{Bracket(group.Close, "postfix", group)}</mrow>",
        FormulaRow row => Row(row.Items),
        FormulaLetter letter => Letter(letter),
        FormulaNumber number => $"<mn>{number.Digits}</mn>",
        FormulaWord word => $"<mtext>{HtmlPage.Text(word.Text)}</mtext>",
        FormulaSign { Sign: "∂" } => "<mi>&#x2202;</mi>",
        FormulaSign sign => $"<mo>{HtmlPage.Text(sign.Sign)}</mo>",
        FormulaFraction fraction => $"<mfrac>{Part(fraction.Above)}{Part(fraction.Below)}</mfrac>",
        FormulaSquare square => $"<msup>{Part(square.Of)}<mn>2</mn></msup>",
        FormulaSum { Over: "" } => "<mo>∑</mo>",
        FormulaSum sum => $"<munder><mo>∑</mo><mtext>{HtmlPage.Text(sum.Over)}</mtext></munder>",
        _ => throw new ArgumentException($"A formula holds no {part.GetType().Name}.", nameof(part)),
    };

    private static string Letter(FormulaLetter letter)
    {
        string name = $"<mi>{HtmlPage.Text(letter.Name)}</mi>";
        IEnumerable<string> places = letter.Index
            .Select(at => int.TryParse(at, out _) ? $"<mn>{at}</mn>" : $"<mi>{HtmlPage.Text(at)}</mi>");
        string index = $"<mrow>{string.Join("<mo>,</mo>", places)}</mrow>";
        if (letter.HasPrime)
            name = $"<mrow>{name}<mo lspace=\"0\" rspace=\"0\">′</mo></mrow>";
        return letter.Index.IsEmpty ? name : $"<msub>{name}{index}</msub>";
    }

    // Only around a fraction do brackets grow.
    private static string Bracket(string sign, string form, FormulaGroup group) =>
        $"<mo form=\"{form}\" stretchy=\"{(group.Inner.Any(part => part is FormulaFraction) ? "true" : "false")}\" lspace=\"0\" "
            + $"rspace=\"0\">{sign}</mo>";
}
