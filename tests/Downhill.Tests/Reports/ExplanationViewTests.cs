using System.Globalization;
using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>Text, LaTeX and HTML of an explanation, for every layer of the catalogue.</summary>
public sealed class ExplanationViewTests
{
    private const int Rows = 2;

    public static TheoryData<string> Layers =>
    [
        .. Examples.Chains,
        "residual (concat (; linear 2, tanh), linear 5)",
        "linear 40, leaky-relu",
    ];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_view_shows_the_derivatives_of_every_layer(string layer)
    {
        (Plan<double> plan, Pass pass) = Run($"linear 5, {layer}, linear 2");
        Explanation[] explanations = [.. Explanation.All(plan, pass, Entries(plan))];
        foreach (Explanation explanation in explanations)
        {
            AssertText(explanation, plan.Network);
            AssertLatex(explanation, plan.Network);
        }

        AssertHtml(explanations, plan.Network);
    }

    [Fact]
    public void Explanations_from_one_pass_are_those_from_a_pass_each()
    {
        (Plan<double> plan, Pass pass) = Run("linear 5, dropout 0.2, residual (linear 5, tanh), linear 3, softmax");
        Explanation[] all = [.. Explanation.All(plan, pass, Entries(plan))];
        (Plan<double> fresh, _) = Run("linear 5, dropout 0.2, residual (linear 5, tanh), linear 3, softmax");
        foreach (Explanation explanation in all)
        {
            Explanation alone = Explanation.Of(fresh, pass, explanation.Result.Of);
            Assert.Equal(ExplanationText.Lines(alone, fresh.Network), ExplanationText.Lines(explanation, plan.Network));
            Assert.Equal(alone.Result.Stored, explanation.Result.Stored);
            Assert.Equal(alone.Numeric, explanation.Numeric);
        }
    }

    [Fact]
    public void Told_once_every_derivation_comes_with_the_first_that_needs_it()
    {
        (Plan<double> plan, Pass pass) = Run("linear 5, tanh, residual (linear 5, tanh), linear 3");
        GradientEntry[] entries =
            [.. plan.Network.AllParameters.SelectMany(parameter =>
                Enumerable.Range(0, parameter.Shape.Size).Select(i => new GradientEntry(parameter.Name, i)))];
        var told = new HashSet<GradientEntry>();
        foreach ((Explanation explanation, GradientEntry entry) in Explanation.All(plan, pass, entries, once: true).Zip(entries))
        {
            Assert.Equal(entry, explanation.Result.Of);
            Assert.All(explanation.Steps, step => Assert.True(told.Add(step.Of), $"{step.Of} is told twice"));
            Assert.Equal(0, explanation.NotDerived);
            Assert.All(explanation.Steps.SelectMany(step => step.Largest(8)).SelectMany(term => term.Factors),
                factor => Assert.True(factor.Gradient is not { } inner || told.Contains(inner), factor.Name));
        }
    }

    [Fact]
    public void What_is_used_and_not_derived_is_counted()
    {
        (Plan<double> plan, Pass pass) = Run("linear 5, tanh, linear 4, tanh, linear 3");
        var entry = new GradientEntry("linear1.weight", 1);
        Assert.Equal(0, Explanation.Of(plan, pass, entry).NotDerived);
        Explanation cut = Explanation.Of(plan, pass, entry, mostSteps: 3);
        Assert.Equal(3, cut.Steps.Length);
        Assert.Equal(2, cut.NotDerived);
        Assert.Contains("2 derivatives closer to the cost are used and not derived here", ExplanationText.Lines(cut, plan.Network));
    }

    [Fact]
    public void The_chain_runs_through_whole_layers()
    {
        (Plan<double> plan, Pass pass) = Run("linear 5, tanh, residual (linear 5, sigmoid), linear 2");
        Assert.Equal(
            "∂C/∂linear1.weight[0, 1] = ∂C/∂linear2 · ∂linear2/∂residual1 · ∂residual1/∂tanh1 · ∂tanh1/∂linear1 · "
                + "∂linear1/∂linear1.weight[0, 1]",
            Chain(new GradientEntry("linear1.weight", 1)));
        Assert.Equal(
            "∂C/∂residual1.linear1.bias[3] = ∂C/∂linear2 · ∂linear2/∂residual1 · ∂residual1/∂residual1.linear1.bias[3]",
            Chain(new GradientEntry("residual1.linear1.bias", 3)));
        Assert.EndsWith("∂tanh1/∂linear1 · ∂linear1/∂input[4]", Chain(new GradientEntry("input", 4, 0)));

        string Chain(GradientEntry entry) => ExplanationText.Chain(Explanation.Of(plan, pass, entry), plan.Network);
    }

    [Fact]
    public void A_long_sum_shows_its_largest_terms_first_and_counts_the_others()
    {
        var derivation = new Derivation(new GradientEntry("w", 0), "a rule",
            [.. Enumerable.Range(1, 1000).Select(i => new Term(0, [new Factor("x", i % 2 == 0 ? i : -i)]))], 500);
        CutSum cut = derivation.Cut(3);
        Assert.Equal([1000, -999, 998], cut.Terms.Select(term => term.Value));
        Assert.Equal(997, cut.Others);
        Assert.Equal(500 - 999, cut.Rest);
        Assert.Equal(derivation.Terms, derivation.Cut(1000).Terms);
    }

    [Theory]
    [InlineData(1.23e-5, @"1.23 \cdot 10^{-5}")]
    [InlineData(-2.5e20, @"-2.5 \cdot 10^{20}")]
    [InlineData(0.25, "0.25")]
    [InlineData(double.NaN, @"\text{NaN}")]
    [InlineData(double.NegativeInfinity, @"-\infty")]
    public void Latex_writes_powers_of_ten(double number, string latex) => Assert.Equal(latex, ExplanationLatex.Number(number));

    [Fact]
    public void Latex_escapes_names() => Assert.Equal(
        @"\frac{\partial C}{\partial \text{my\_layer-1}_{0,2}^{(4)}}",
        ExplanationLatex.Write(new DerivativeSymbol(new TextSymbol("C"), new EntrySymbol("my_layer-1", [0, 2])), row: 4));

    private static void AssertText(Explanation explanation, Network<double> network)
    {
        string[] lines = [.. ExplanationText.Lines(explanation, network)];
        Assert.Equal(ExplanationText.Chain(explanation, network), lines[0]);
        Assert.Contains($"  = {explanation.Result.Stored.ToString("G10", CultureInfo.InvariantCulture)}", lines);
    }

    private static void AssertLatex(Explanation explanation, Network<double> network)
    {
        string latex = string.Join('\n', ExplanationLatex.Lines(explanation, network));
        int depth = 0;
        for (int i = 0; i < latex.Length; i++)
        {
            if (latex[i] is '{' or '}' && (i == 0 || latex[i - 1] != '\\'))
                depth += latex[i] == '{' ? 1 : -1;
            Assert.True(depth >= 0, latex);
        }

        Assert.Equal(0, depth);
        Assert.DoesNotContain('∂', latex);
        Assert.DoesNotContain(@"\text{$\partial$", latex, StringComparison.Ordinal);
        Assert.Equal(explanation.Steps.Length + 2, latex.Split(@"\begin{align*}").Length - 1);
        Assert.Equal(explanation.Steps.Length + 2, latex.Split(@"\end{align*}").Length - 1);
        Assert.Contains($"&= {ExplanationLatex.Number(explanation.Result.Stored)}\n", latex, StringComparison.Ordinal);
    }

    private static void AssertHtml(Explanation[] explanations, Network<double> network)
    {
        XElement body = XElement.Parse($"<body>{string.Concat(ExplanationHtml.Body("A title", explanations, network))}</body>");
        string[] ids = [.. body.Descendants().Select(element => element.Attribute("id")?.Value).OfType<string>()];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        string[] links = [.. body.Descendants("a").Select(link => link.Attribute("href")!.Value)];
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.Contains(link[1..], ids));
        Assert.All(body.Descendants("section"), section => Assert.Contains(section.Attribute("aria-labelledby")!.Value, ids));
        Assert.All(body.Descendants("math"), math => Assert.NotEmpty(math.Attribute("alttext")!.Value));
        Assert.All(body.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
        Assert.Empty(body.Descendants("script"));

        int order = 0;
        foreach (int next in body.Descendants().Where(element => element.Name.LocalName is ['h', >= '1' and <= '6'])
            .Select(heading => heading.Name.LocalName[1] - '0'))
        {
            Assert.InRange(next, 1, order + 1);
            order = next;
        }

        XElement[] sections = [.. body.Elements("section")];
        Assert.Equal(explanations.Length, sections.Length);
        foreach ((XElement section, Explanation explanation) in sections.Zip(explanations))
        {
            Assert.Equal(ExplanationText.Name(explanation.Result.Of, network, Rows), section.Element("h2")!.Value);
            double[] summary = [.. section.Descendants("table").First().Descendants("data")
                .Select(data => double.Parse(data.Attribute("value")!.Value, CultureInfo.InvariantCulture))];
            Assert.Equal([explanation.Result.Stored, explanation.Numeric], summary);
            Assert.Equal(explanation.Steps.Length, section.Elements("section").Count());
            foreach ((XElement step, Derivation derivation) in section.Elements("section").Zip(explanation.Steps))
            {
                Assert.Equal(!derivation.Of.IsParameter,
                    step.Element("h3")!.Value.EndsWith($" (row {derivation.Of.Row})", StringComparison.Ordinal));
                XElement rule = step.Element("p")!.Element("math")!;
                Assert.Equal(derivation.Rule.ToString(), rule.Attribute("alttext")!.Value);
                Assert.True(rule.Descendants("mfrac").Count() >= 2, derivation.Rule.ToString());
                Assert.Equal(derivation.Rule.ToString().Contains('Σ', StringComparison.Ordinal), rule.Descendants("munder").Any());
            }
        }
    }

    private static IEnumerable<GradientEntry> Entries(Plan<double> plan) =>
    [
        .. plan.Network.AllParameters.Select(parameter => new GradientEntry(parameter.Name, parameter.Shape.Size - 1)),
        new GradientEntry("input", 2, 1),
    ];

    private static (Plan<double> Plan, Pass Pass) Run(string layers)
    {
        var network = new Network<double>(Model.Parse(layers, [5], 2), seed: 3);
        Plan<double> plan = Plan<double>.ForTraining(network, Rows, new MeanSquaredError(), inputGradient: true);
        Examples.Numbers(plan.Inputs.Length, 1, 2).CopyTo(plan.Inputs);
        Examples.Numbers(plan.Targets.Length, 2).CopyTo(plan.Targets);
        return (plan, new Pass(Rows, IsTraining: true, Step: 5, Seed: 2));
    }
}
