using System.Globalization;

namespace Downhill.Reports;

/// <summary>
/// An explanation in plain text, as one would write it by hand: the chain, then for each derivative the rule, the rule with the
/// factors' names, the same with numbers, and the value.
/// </summary>
public static class ExplanationText
{
    /// <summary>The number of the largest terms that a longer sum shows; the others are counted and added up.</summary>
    internal const int MaxTerms = 8;

    /// <summary>Writes the explanation of a derivative of a network, line by line.</summary>
    public static IEnumerable<string> Lines(Explanation explanation, Network<double> network)
    {
        yield return Chain(explanation, network);
        yield return string.Empty;
        foreach (Derivation step in explanation.Steps)
        {
            foreach (string line in Step(step, Name(step.Of, network, explanation.Rows, explanation.InputNames)))
                yield return line;
            yield return string.Empty;
        }

        if (explanation.NotDerived > 0)
            yield return NotDerived(explanation);
        yield return $"by differences  {Number(explanation.Numeric)}   ({explanation.DigitsThatAgree} digits agree)";
        if (explanation.Update is { } update)
            yield return $"update  {Update(update, explanation.Result.Stored, Number)}";
    }

    /// <summary>
    /// The name of a derivative: <c>∂C/∂linear1.weight[0, 1]</c>, and of one of several rows <c>∂C/∂sigmoid1[0] (row 2)</c>.
    /// </summary>
    public static string Name(GradientEntry entry, Network<double> network, int rows = 1, IReadOnlyList<string>? inputs = null) =>
        $"{entry.CostDerivative(network, inputs)}{(RowOf(entry, rows) is int row ? $" (row {row})" : string.Empty)}";

    /// <summary>
    /// The chain rule in whole values: <c>∂C/∂linear1.bias[0] = ∂C/∂sigmoid1 · ∂sigmoid1/∂linear1 · ∂linear1/∂linear1.bias[0]</c>.
    /// </summary>
    public static string Chain(Explanation explanation, Network<double> network) =>
        $"{Name(explanation.Result.Of, network, explanation.Rows, explanation.InputNames)} = {string.Join(" · ", explanation.Chain)}";

    /// <summary>The row of a derivative; null if there is only one row, or if the derivative is by a parameter.</summary>
    internal static int? RowOf(GradientEntry entry, int rows) => entry.Row > 0 || (rows > 1 && !entry.IsParameter) ? entry.Row : null;

    internal static string NotDerived(Explanation explanation) =>
        string.Create(CultureInfo.InvariantCulture,
        $"{explanation.NotDerived:N0} {(explanation.NotDerived == 1 ? "derivative" : "derivatives")} closer to the cost "
            + $"{(explanation.NotDerived == 1 ? "is" : "are")} used and not derived here");

    internal static string Update(EntryUpdate update, double gradient, Func<double, string> show) => update.Rate is double rate
        ? $"w ← w − η ∂C/∂w = {show(update.Before)} − {show(rate)} · {Bracketed(show(gradient))} = {show(update.After)}"
        : $"{show(update.Before)} becomes {show(update.After)} by one step of {update.Optimizer}";

    internal static string Number(double value) => (value == 0 ? 0 : value).ToString("G10", CultureInfo.InvariantCulture); // no −0

    /// <summary>A number as it is shown, taken apart: its digits, and the power of ten they are to be multiplied by.</summary>
    internal static (string Digits, int Exponent) Parts(double value) => Number(value).Split('E') is [var digits, var exponent]
        ? (digits, int.Parse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
        : (Number(value), 0);

    internal static string Signed(double value) => Bracketed(Number(value));

    internal static string Product(Term term, Func<Factor, string> show) =>
        string.Join(" · ", term.Factors.Select(factor => Bracketed(show(factor))));

    /// <summary>Whether the terms come from several rows, so that a name alone would not tell which row's value it is.</summary>
    internal static bool IsOverRows(Derivation step) => step.Of.IsParameter && step.Terms.Length > 1;

    private static IEnumerable<string> Step(Derivation step, string name)
    {
        CutSum cut = step.Cut(MaxTerms);
        yield return $"{name}     {step.Rule}";
        yield return $"  = {Sum(cut, term => Product(term, factor => RowName(step, term, factor)), string.Empty)}";
        yield return $"  = {Sum(cut, term => Product(term, factor => Number(factor.Value)), $" of together {Number(cut.Rest)}")}";
        if (step.Terms.Length > 1)
            yield return $"  = {string.Join(" + ", cut.Terms.Select(term => Signed(term.Value)))}"
                + $"{(cut.Others > 0 ? $" + {Signed(cut.Rest)}" : string.Empty)}";
        yield return $"  = {Number(step.Stored)}";
    }

    private static string Sum(CutSum cut, Func<Term, string> show, string together)
    {
        string sum = string.Join(" + ", cut.Terms.Select(show));
        return cut.Others == 0 ? sum : string.Create(CultureInfo.InvariantCulture, $"{sum} + {cut.Others:N0} smaller terms{together}");
    }

    private static string RowName(Derivation step, Term term, Factor factor) =>
        IsOverRows(step) ? $"{factor.Name} (row {term.Row})" : factor.Name;

    private static string Bracketed(string text) => text[0] is '-' or '−' ? $"({text})" : text;
}
