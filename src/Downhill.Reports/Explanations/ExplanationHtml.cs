using System.Globalization;

namespace Downhill.Reports;

/// <summary>
/// Explanations as a self-contained page: for each derivative a summary, the chain, and a section for each derivation with links between
/// them.
/// </summary>
public static class ExplanationHtml
{
    // A sum of more terms is a table.
    private const int MaxInFormula = 3;

    private const int FactorsInLine = 6;

    /// <summary>Writes a page; each explanation is written before the next is computed.</summary>
    public static void Write(TextWriter output, string title, IEnumerable<Explanation> explanations, Network<double> network) =>
        HtmlPage.Write(output, title, Body(title, explanations, network));

    /// <summary>The page's body, piece by piece: a heading, then a section for each explanation.</summary>
    public static IEnumerable<string> Body(string title, IEnumerable<Explanation> explanations, Network<double> network)
    {
        Dictionary<GradientEntry, string> ids = [];
        return explanations.Select((explanation, i) => Section(explanation, network, $"d{i + 1}", ids))
            .Prepend($"<h1>{HtmlPage.Text(title)}</h1>\n{HtmlWriter.Write(NetworkDrawing.Of(network), "network")}");
    }

    /// <summary>One explanation as a section with a heading of the second order.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="network">The network it is about.</param>
    /// <param name="id">The section's id; those inside it begin with it.</param>
    public static string Section(Explanation explanation, Network<double> network, string id) => Section(explanation, network, id, []);

    // The ids hold where each derivation was told last; a parameter's own is no one's factor and needs none.
    private static string Section(Explanation explanation, Network<double> network, string id, Dictionary<GradientEntry, string> ids)
    {
        (Derivation Derivation, string Id)[] steps = [.. explanation.Steps.Select((step, i) => (step, $"{id}-{i + 1}"))];
        foreach ((Derivation step, string place) in steps.Where(step => !step.Derivation.Of.IsParameter))
            ids[step.Of] = place;
        return string.Join('\n', [
            $"<section id=\"{id}\" aria-labelledby=\"{id}-name\">",
            $"<h2 id=\"{id}-name\">"
                + $"{HtmlPage.Text(ExplanationText.Name(explanation.Result.Of, network, explanation.Rows, explanation.InputNames))}</h2>",
            MathMarkup.Block(
                ExplanationText.Chain(explanation, network),
                MathMarkup.Product(Name(explanation.Result.Of, network, explanation),
                    explanation.Chain.Select(factor => MathMarkup.Write(factor)), FactorsInLine)),
            Summary(explanation, steps[^1].Id),
            .. KernelPictures.Of(explanation).Select((block, i) => HtmlWriter.Write(block, $"{id}-patches{i}")),
            .. steps.Select(step => Step(step.Derivation, network, explanation, step.Id, ids)),
            "</section>"]);
    }

    private static string Summary(Explanation explanation, string last)
    {
        string update = explanation.Update is { } told
            ? $"<tr><th scope=\"row\">One "
                + $"update</th><td>{HtmlPage.Text(ExplanationText.Update(told, explanation.Result.Stored, Number))}</td></tr>"
            : string.Empty;
        string steps = explanation.Steps.Length == 1
            ? "Its derivation follows."
            : $"{explanation.Steps.Length} derivations follow, from the cost inwards; "
                + $"<a href=\"#{last}\">the last one</a> is the derivative itself.";
        if (explanation.NotDerived > 0)
            steps += $" {ExplanationText.NotDerived(explanation)}.";
        return $"""
            <div class="scroll"><table><caption>Summary</caption><tbody>
            <tr><th scope="row">By backpropagation</th><td>{Data(explanation.Result.Stored)}</td></tr>
            <tr><th scope="row">By differences</th><td>{Data(explanation.Numeric)}</td></tr>
            <tr><th scope="row">Digits that agree</th><td>{explanation.DigitsThatAgree}</td></tr>
            {update}</tbody></table></div>
            <p>{steps}</p>
            """;
    }

    private static string Step(Derivation step, Network<double> network, Explanation explanation, string id,
        Dictionary<GradientEntry, string> ids)
    {
        CutSum cut = step.Cut(ExplanationText.MaxTerms);
        string terms = step.Terms.Length > MaxInFormula
            ? Table(step, cut, ids)
            : Sum(step, cut, network, explanation) + Links(cut, explanation.Rows, ids);
        return $"""
            <section id="{id}" aria-labelledby="{id}-name">
            <h3 id="{id}-name">{HtmlPage.Text(ExplanationText.Name(step.Of, network, explanation.Rows, explanation.InputNames))}</h3>
            <p class="scroll">Rule: {FormulaMath.Write(step.Rule)}</p>
            {terms}
            </section>
            """;
    }

    private static string Sum(Derivation step, CutSum cut, Network<double> network, Explanation explanation)
    {
        bool overRows = ExplanationText.IsOverRows(step);
        List<string[]> lines = [
            Terms(term => MathMarkup.Product(term, factor => MathMarkup.Write(factor.Symbol, overRows ? term.Row : null))),
            Terms(term => MathMarkup.Product(term, factor => MathMarkup.Signed(factor.Value)))];
        if (cut.Terms.Length > 1)
            lines.Add([string.Join(MathMarkup.Plus, Terms(term => MathMarkup.Signed(term.Value)))]);
        if (cut.Terms.Length > 1 || cut.Terms[0].Factors.Length > 1)
            lines.Add([MathMarkup.Number(step.Stored)]);
        string alternative = $"{ExplanationText.Name(step.Of, network, explanation.Rows, explanation.InputNames)} = "
            + $"{string.Join(" + ", cut.Terms.Select(term => Text(step, term)))} = {ExplanationText.Number(step.Stored)}";
        return MathMarkup.Block(alternative, MathMarkup.Lines(Name(step.Of, network, explanation), lines));

        string[] Terms(Func<Term, string> show) => [.. cut.Terms.Select(show)];
    }

    private static string Table(Derivation step, CutSum cut, Dictionary<GradientEntry, string> ids)
    {
        string caption = cut.Others == 0
            ? "The terms of the sum"
            : string.Create(CultureInfo.InvariantCulture, $"The {cut.Terms.Length} largest of {step.Terms.Length:N0} terms");
        string rest = cut.Others == 0
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{cut.Others:N0} smaller terms together</th><td></td><td>{Data(cut.Rest)}</td></tr>\n");
        return $"""
            <div class="scroll"><table class="terms"><caption>{caption}</caption>
            <thead><tr><th scope="col">Term</th><th scope="col">In numbers</th><th scope="col">Value</th></tr></thead>
            <tbody>
            {string.Join('\n', cut.Terms.Select(Row))}
            {rest}</tbody>
            <tfoot><tr><th scope="row">Sum</th><td></td><td>{Data(step.Stored)}</td></tr></tfoot>
            </table></div>
            """;

        string Row(Term term) => $"<tr><th scope=\"row\">{Linked(step, term, ids)}</th>"
            + $"<td>{HtmlPage.Text(ExplanationText.Product(term, factor => Number(factor.Value)))}</td><td>{Data(term.Value)}</td></tr>";
    }

    private static string Linked(Derivation step, Term term, Dictionary<GradientEntry, string> ids)
    {
        string factors = string.Join(" · ",
            term.Factors.Select(factor => factor.Gradient is { } inner && ids.TryGetValue(inner, out string? id)
            ? $"<a href=\"#{id}\">{HtmlPage.Text(factor.Name)}</a>"
            : HtmlPage.Text(factor.Name)));
        return ExplanationText.IsOverRows(step) ? $"{factors} (row {term.Row})" : factors;
    }

    // What a formula's factors are made of; a link inside a formula is not followed by every browser.
    private static string Links(CutSum cut, int rows, Dictionary<GradientEntry, string> ids)
    {
        string[] links = [.. cut.Terms.SelectMany(term => term.Factors)
            .Where(factor => factor.Gradient is { } inner && ids.ContainsKey(inner))
            .DistinctBy(factor => factor.Gradient)
            .Select(factor => $"<a href=\"#{ids[factor.Gradient!.Value]}\">{HtmlPage.Text(factor.Name)}"
                + $"{(ExplanationText.RowOf(factor.Gradient.Value, rows) is int row ? $" (row {row})" : string.Empty)}</a>")];
        return links.Length == 0 ? string.Empty : $"\n<p>Made above: {string.Join(", ", links)}</p>";
    }

    private static string Text(Derivation step, Term term) =>
        ExplanationText.Product(term, factor => ExplanationText.IsOverRows(step) ? $"{factor.Name} (row {term.Row})" : factor.Name);

    private static string Name(GradientEntry entry, Network<double> network, Explanation explanation) =>
        MathMarkup.Write(entry.CostDerivative(network, explanation.InputNames), ExplanationText.RowOf(entry, explanation.Rows));

    // The number as one reads it, and for a program in full.
    private static string Data(double value) =>
        $"<data value=\"{(value == 0 ? 0 : value).ToString("R", CultureInfo.InvariantCulture)}\">{Number(value)}</data>";

    private static string Number(double value) => ExplanationText.Number(value).Replace('-', '−');
}
