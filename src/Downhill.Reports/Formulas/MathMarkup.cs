namespace Downhill.Reports;

/// <summary>Symbols, numbers and formulas in MathML.</summary>
internal static class MathMarkup
{
    public const string Plus = "<mo>+</mo>", Times = "<mo>·</mo>";

    // Plain brackets: as operators of their own they would stand apart from what they hold.
    public const string Open = "<mo form=\"prefix\" stretchy=\"false\" lspace=\"0\" rspace=\"0\">(</mo>",
        Close = "<mo form=\"postfix\" stretchy=\"false\" lspace=\"0\" rspace=\"0\">)</mo>";

    private const string Minus = "<mo form=\"prefix\" lspace=\"0\" rspace=\"0\">−</mo>";

    public static string Block(string alternative, string content) =>
        $"<div class=\"scroll\"><math display=\"block\" alttext=\"{HtmlPage.Text(alternative)}\">{content}</math></div>";

    /// <summary>A product of many factors, several in each line.</summary>
    public static string Product(string left, IEnumerable<string> factors, int inLine) =>
        Table(left, [.. factors.Chunk(inLine).Select((some, i) => i == 0
        ? ("<mo>=</mo>", $"<mrow>{string.Join(Times, some)}</mrow>")
        : (string.Empty, $"<mrow><mspace width=\"1em\"></mspace>{Times}{string.Join(Times, some)}</mrow>"))]);

    /// <summary>Sums equal to each other, each part in a line of its own: short lines that a phone can show.</summary>
    public static string Lines(string left, IEnumerable<string[]> sums) =>
        Table(left, [.. sums.SelectMany(sum => sum.Select((term, i) => i == 0
            ? ("<mo>=</mo>", $"<mrow>{term}</mrow>")
            : (string.Empty, $"<mrow><mspace width=\"1em\"></mspace>{Plus}{term}</mrow>")))]);

    private static string Table(string left, (string Sign, string Term)[] lines) =>
        $"<mtable displaystyle=\"true\">{string.Concat(lines.Select((line, i) =>
            $"<mtr>{Cell(i == 0 ? left : string.Empty)}{Cell(line.Sign)}{Cell(line.Term)}</mtr>"))}</mtable>";

    /// <summary>A symbol: derivatives as fractions, the place as an index.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="row">The row, written above the name of each value; null if there is only one.</param>
    public static string Write(Symbol symbol, int? row = null) => symbol switch
    {
        TextSymbol { Text.Length: 1 } letter => $"<mi>{HtmlPage.Text(letter.Text)}</mi>",
        EntrySymbol entry => Entry(entry, row),
        DerivativeSymbol derivative =>
            $"<mfrac><mrow><mo>∂</mo>{Write(derivative.Of, row)}</mrow><mrow><mo>∂</mo>{Write(derivative.By, row)}</mrow></mfrac>",
        ComplementSymbol complement => $"<mrow>{Open}<mn>1</mn><mo>−</mo>{Write(complement.Of, row)}{Close}</mrow>",
        NegativeSymbol negative => $"<mrow>{Open}{Minus}{Write(negative.Of, row)}{Close}</mrow>",
        FormulaSymbol formula => FormulaMath.Row(formula.Formula),
        _ => $"<mtext>{HtmlPage.Text(symbol.ToString())}</mtext>",
    };

    public static string Number(double value)
    {
        (string digits, int exponent) = ExplanationText.Parts(Math.Abs(value));
        string sign = exponent < 0 ? "−" : string.Empty;
        string size = exponent == 0
            ? $"<mn>{digits}</mn>"
            : $"<mn>{digits}</mn>{Times}<msup><mn>10</mn><mn>{sign}{Math.Abs(exponent)}</mn></msup>";
        return double.IsNegative(value) && value != 0 ? $"<mrow>{Minus}{size}</mrow>" : $"<mrow>{size}</mrow>";
    }

    /// <summary>A number as one of several in a formula: in brackets where it is negative.</summary>
    public static string Signed(double value) => value < 0 ? $"<mrow>{Open}{Number(value)}{Close}</mrow>" : Number(value);

    public static string Product(Term term, Func<Factor, string> show) => string.Join(Times, term.Factors.Select(show));

    private static string Cell(string content) => $"<mtd style=\"text-align: left; padding: .2em .15em\">{content}</mtd>";

    private static string Entry(EntrySymbol entry, int? row)
    {
        string place = entry.Label is null
            ? string.Join("<mo>,</mo>", entry.Place.Select(at => $"<mn>{at}</mn>"))
            : $"<mtext>{HtmlPage.Text(entry.Label)}</mtext>";
        string name = $"<mi mathvariant=\"normal\">{HtmlPage.Text(entry.Value)}</mi>", index = $"<mrow>{place}</mrow>";
        string above = $"<mrow>{Open}<mn>{row}</mn>{Close}</mrow>";
        return (entry.Place.IsEmpty, row) switch
        {
            (true, null) => name,
            (true, _) => $"<msup>{name}{above}</msup>",
            (_, null) => $"<msub>{name}{index}</msub>",
            _ => $"<msubsup>{name}{index}{above}</msubsup>",
        };
    }
}
