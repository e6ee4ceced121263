using System.Globalization;
using System.Text;

namespace Downhill;

/// <summary>
/// An explanation in plain text, as one would write it by hand: for each derivative the rule, the rule with the factors' names, the
/// same with numbers, and the value.
/// </summary>
public static class ExplanationText
{
    // A longer sum shows so many of its largest terms; the others are counted and added up.
    private const int MostTerms = 8;

    /// <summary>Writes the explanation of a derivative of a network, line by line.</summary>
    public static IEnumerable<string> Lines(Explanation explanation, Network<double> network)
    {
        foreach (Derivation step in explanation.Steps)
        {
            foreach (string line in Step(step, Name(step.Of, network)))
                yield return line;
            yield return string.Empty;
        }

        yield return $"by differences  {Number(explanation.Numeric)}   ({explanation.DigitsThatAgree} digits agree)";
    }

    /// <summary>The name of a derivative: <c>∂C/∂linear1.weight[0, 1]</c>, and of a row's <c>∂C/∂sigmoid1[0] (row 2)</c>.</summary>
    public static string Name(GradientEntry entry, Network<double> network) => entry.IsParameter
        ? $"∂C/∂{network[entry.Value].Entry(entry.Index)}"
        : $"∂C/∂{entry.Value}[{entry.Index}]{(entry.Row > 0 ? $" (row {entry.Row})" : string.Empty)}";

    private static IEnumerable<string> Step(Derivation step, string name)
    {
        Term[] shown = [.. step.Largest(MostTerms)];
        int hidden = step.Terms.Length - shown.Length;
        yield return $"{name}     {step.Rule}";
        yield return $"  = {Sum(shown, hidden, (term, factor) => RowName(step, term, factor), string.Empty)}";
        yield return $"  = {Sum(shown, hidden, (_, factor) => Number(factor.Value), Number(step.Sum - shown.Sum(term => term.Value)))}";
        if (step.Terms.Length > 1)
            yield return $"  = {string.Join(" + ", shown.Select(term => Signed(term.Value)))}{(hidden > 0 ? $" + {Signed(step.Sum - shown.Sum(term => term.Value))}" : string.Empty)}";
        yield return $"  = {Number(step.Stored)}";
    }

    private static string Sum(Term[] terms, int hidden, Func<Term, Factor, string> show, string rest)
    {
        var text = new StringBuilder();
        foreach (Term term in terms)
        {
            if (text.Length > 0)
                text.Append(" + ");
            text.Append(string.Join(" · ", term.Factors.Select(factor => Bracketed(show(term, factor)))));
        }

        if (hidden > 0)
            text.Append(CultureInfo.InvariantCulture, $" + {hidden:N0} smaller terms{(rest.Length > 0 ? $" of together {rest}" : string.Empty)}");
        return text.ToString();
    }

    // In a sum over the rows of a batch a name alone would not tell which row's value it is.
    private static string RowName(Derivation step, Term term, Factor factor) =>
        step.Of.IsParameter && step.Terms.Length > 1 ? $"{factor.Name} (row {term.Row})" : factor.Name;

    private static string Signed(double value) => Bracketed(Number(value));

    private static string Bracketed(string text) => text.StartsWith('-') ? $"({text})" : text;

    private static string Number(double value) => value.ToString("G10", CultureInfo.InvariantCulture);
}
