namespace Downhill.Reports;

/// <summary>An explanation in LaTeX: one <c>align*</c> block for each derivation; it needs the package amsmath.</summary>
public static class ExplanationLatex
{
    private const string Begin = @"\begin{align*}", End = @"\end{align*}", NextLine = @" \\";

    // What fits between the margins of a page.
    private const int TermsInLine = 2, FactorsInLine = 4, LettersInLine = 240;

    /// <summary>Writes the explanation of a derivative of a network, line by line.</summary>
    public static IEnumerable<string> Lines(Explanation explanation, Network<double> network)
    {
        yield return Begin;
        yield return $"{Name(explanation.Result.Of, network, explanation)} &= "
            + $"{Broken(explanation.Chain.Select(factor => Write(factor)), @" \cdot ", FactorsInLine)}";
        yield return End;
        foreach (Derivation step in explanation.Steps)
        {
            foreach (string line in Step(step, Name(step.Of, network, explanation)))
                yield return line;
        }

        yield return Begin;
        yield return $@"\text{{by differences:}}\quad & {Number(explanation.Numeric)} "
            + $@"\quad\text{{({explanation.DigitsThatAgree} digits agree)}}"
            + (explanation.Update is null ? string.Empty : NextLine);
        if (explanation.Update is { } update)
            yield return $@"\text{{update:}}\quad & {Update(update, explanation.Result.Stored)}";
        yield return End;
    }

    /// <summary>A symbol in LaTeX's mathematics: <c>\frac{\partial C}{\partial \text{linear1.weight}_{0,1}}</c>.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="row">The row, written above the name of each value; null if there is only one.</param>
    public static string Write(Symbol symbol, int? row = null) => symbol switch
    {
        TextSymbol { Text: { Length: 1 } letter } when char.IsAsciiLetter(letter[0]) => letter,
        EntrySymbol entry => $@"\text{{{FormulaLatex.Escaped(entry.Value)}}}{Place(entry)}{(row is null ? string.Empty : $"^{{({row})}}")}",
        DerivativeSymbol derivative => $@"\frac{{\partial {Write(derivative.Of, row)}}}{{\partial {Write(derivative.By, row)}}}",
        ComplementSymbol complement => $"(1 - {Write(complement.Of, row)})",
        NegativeSymbol negative => $"(-{Write(negative.Of, row)})",
        FormulaSymbol formula => FormulaLatex.Write(formula.Formula),
        _ => $@"\text{{{FormulaLatex.Escaped(symbol.ToString())}}}",
    };

    private static string Place(EntrySymbol entry) => entry.Place.IsEmpty ? string.Empty
        : entry.Label is null ? $"_{{{string.Join(',', entry.Place)}}}"
        : $@"_{{\text{{{FormulaLatex.Escaped(entry.Label)}}}}}";

    /// <summary>A number in LaTeX's mathematics: <c>1.23 \cdot 10^{-5}</c>.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? @"\text{NaN}" : value > 0 ? @"\infty" : @"-\infty";
        (string digits, int exponent) = ExplanationText.Parts(value);
        return exponent == 0 ? digits : $@"{digits} \cdot 10^{{{exponent}}}";
    }

    private static IEnumerable<string> Step(Derivation step, string name)
    {
        CutSum cut = step.Cut(ExplanationText.MaxTerms);
        bool overRows = ExplanationText.IsOverRows(step);
        yield return Begin;
        yield return $"& {FormulaLatex.Write(step.Rule)}{NextLine}";
        string symbols = Sum(cut, term => Product(term, factor => Write(factor.Symbol, overRows ? term.Row : null)),
            $@"\text{{{cut.Others} smaller terms}}");
        yield return $@"{name} &= {symbols}{NextLine}";
        yield return $@"&= {Sum(cut, term => Product(term, factor => Signed(factor.Value)), Signed(cut.Rest))}{NextLine}";
        if (step.Terms.Length > 1)
            yield return $@"&= {Sum(cut, term => Signed(term.Value), Signed(cut.Rest))}{NextLine}";
        yield return $@"&= {Number(step.Stored)}";
        yield return End;
    }

    private static string Name(GradientEntry entry, Network<double> network, Explanation explanation) =>
        Write(entry.CostDerivative(network, explanation.InputNames), ExplanationText.RowOf(entry, explanation.Rows));

    private static string Sum(CutSum cut, Func<Term, string> show, string rest) =>
        Broken(cut.Others == 0 ? cut.Terms.Select(show) : cut.Terms.Select(show).Append(rest), " + ", TermsInLine);

    private static string Product(Term term, Func<Factor, string> show) => string.Join(@" \cdot ", term.Factors.Select(show));

    // A part with long names gets a line for itself.
    private static string Broken(IEnumerable<string> parts, string sign, int most)
    {
        var lines = new List<List<string>> { new() };
        foreach (string part in parts)
        {
            if (lines[^1].Count == most || (lines[^1].Count > 0 && lines[^1].Sum(known => known.Length) + part.Length > LettersInLine))
                lines.Add([]);
            lines[^1].Add(part);
        }

        return string.Join($"{NextLine}\n&\\quad{sign}", lines.Select(line => string.Join(sign, line)));
    }

    private static string Update(EntryUpdate update, double gradient) => update.Rate is double rate
        ? $@"w - \eta \frac{{\partial C}}{{\partial w}} = {Number(update.Before)} - {Number(rate)} \cdot {Signed(gradient)} "
            + $"= {Number(update.After)}"
        : $@"{Number(update.Before)} \to {Number(update.After)} \quad\text{{by one step of {FormulaLatex.Escaped(update.Optimizer)}}}";

    private static string Signed(double value) => Number(value) is var text && text.StartsWith('-') ? $"({text})" : text;
}
