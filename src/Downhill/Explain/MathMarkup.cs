namespace Downhill;

/// <summary>Symbols, numbers and formulas in MathML.</summary>
internal static class MathMarkup
{
    public const string Plus = "<mo>+</mo>", Times = "<mo>·</mo>";

    public static string Block(string alternative, string content) =>
        $"<div class=\"scroll\"><math display=\"block\" alttext=\"{HtmlPage.Text(alternative)}\">{content}</math></div>";

    /// <summary>Several lines below each other, aligned at the equals sign; each line's first part is empty but for the first.</summary>
    public static string Lines(string left, IEnumerable<string> right) =>
        $"<mtable columnalign=\"left\">{string.Concat(right.Select((line, i) => $"<mtr><mtd style=\"text-align: left\">{(i == 0 ? left : string.Empty)}</mtd><mtd style=\"text-align: left\"><mrow><mo>=</mo>{line}</mrow></mtd></mtr>"))}</mtable>";

    /// <summary>A symbol: derivatives as fractions, the place as an index.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="row">The row to be written above each value's name, where it must be told.</param>
    public static string Write(Symbol symbol, int? row = null) => symbol switch
    {
        TextSymbol { Text.Length: 1 } letter => $"<mi>{HtmlPage.Text(letter.Text)}</mi>",
        EntrySymbol entry => Entry(entry, row),
        DerivativeSymbol derivative => $"<mfrac><mrow><mo>∂</mo>{Write(derivative.Of, row)}</mrow><mrow><mo>∂</mo>{Write(derivative.By, row)}</mrow></mfrac>",
        ComplementSymbol complement => $"<mrow><mo>(</mo><mn>1</mn><mo>−</mo>{Write(complement.Of, row)}<mo>)</mo></mrow>",
        NegativeSymbol negative => $"<mrow><mo>(</mo><mo>−</mo>{Write(negative.Of, row)}<mo>)</mo></mrow>",
        _ => $"<mtext>{HtmlPage.Text(symbol.ToString())}</mtext>",
    };

    public static string Number(double value)
    {
        (string digits, int exponent) = ExplanationText.Parts(Math.Abs(value));
        string sign = exponent < 0 ? "−" : string.Empty;
        string size = exponent == 0 ? $"<mn>{digits}</mn>" : $"<mn>{digits}</mn>{Times}<msup><mn>10</mn><mn>{sign}{Math.Abs(exponent)}</mn></msup>";
        return double.IsNegative(value) && value != 0 ? $"<mrow><mo>−</mo>{size}</mrow>" : $"<mrow>{size}</mrow>";
    }

    /// <summary>A number as one of several in a formula: in brackets where it is negative.</summary>
    public static string Signed(double value) => value < 0 ? $"<mrow><mo>(</mo>{Number(value)}<mo>)</mo></mrow>" : Number(value);

    public static string Product(Term term, Func<Factor, string> show) => string.Join(Times, term.Factors.Select(show));

    private static string Entry(EntrySymbol entry, int? row)
    {
        string name = $"<mi mathvariant=\"normal\">{HtmlPage.Text(entry.Value)}</mi>", index = $"<mrow>{string.Join("<mo>,</mo>", entry.Place.Select(at => $"<mn>{at}</mn>"))}</mrow>";
        string above = $"<mrow><mo>(</mo><mn>{row}</mn><mo>)</mo></mrow>";
        return (entry.Place.IsEmpty, row) switch
        {
            (true, null) => name,
            (true, _) => $"<msup>{name}{above}</msup>",
            (_, null) => $"<msub>{name}{index}</msub>",
            _ => $"<msubsup>{name}{index}{above}</msubsup>",
        };
    }
}
