using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>The rules of derivatives: trees of mathematics, each with its text.</summary>
public sealed class RuleTests
{
    private const int Inputs = 5, Rows = 3;

    public static TheoryData<string> Layers => [.. Examples.Layers.Where(layer => Examples.Takes(layer, Inputs))];

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_rules_of_every_layer_are_equations(string layer)
    {
        foreach (Derivation derivation in Derivations($"{layer}, linear 2"))
        {
            Assert.Equal(1, derivation.Rule.Parts.Count(part => part is FormulaSign { Sign: "=" }));
            Assert.DoesNotContain("∂", FormulaLatex.Write(derivation.Rule), StringComparison.Ordinal);
            Assert.DoesNotContain(derivation.Rule.Parts,
                part => part is FormulaWord word && word.Text.Contains('∂', StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("linear 4", "linear1.weight", "∂C/∂W[i, j] = Σ rows ∂C/∂z[j] · x[i]")]
    [InlineData("linear 4", "linear1.bias", "∂C/∂b[j] = Σ rows ∂C/∂z[j]")]
    [InlineData("linear 4", "input", "∂C/∂x[i] = Σ outputs ∂C/∂z[j] · W[i, j]")]
    [InlineData("relu", "input", "∂C/∂x = ∂C/∂y · f′(x)")]
    [InlineData("softmax", "input", "∂C/∂x[i] = Σ outputs ∂C/∂y[j] · y[j] ([i = j] − y[i])")]
    [InlineData("dropout", "input", "∂C/∂x = ∂C/∂y · m/keep")]
    [InlineData("residual (tanh)", "input", "∂C/∂x = ∂C/∂y · ∂f/∂x + ∂C/∂y")]
    [InlineData("concat (tanh; relu)", "input", "∂C/∂x = Σ branches ∂C/∂f · ∂f/∂x")]
    [InlineData("average (tanh; relu)", "input", "∂C/∂x = Σ members ∂C/∂f · ∂f/∂x")]
    [InlineData("batch-norm", "input", "∂C/∂x[r] = Σ rows ∂C/∂y[s] · γ/d ([r = s] − (1 + u[s] u[r])/R)")]
    [InlineData("batch-norm", "batch-norm1.scale", "∂C/∂γ[j] = Σ rows ∂C/∂y[j] · u[j]")]
    [InlineData("batch-norm", "batch-norm1.shift", "∂C/∂β[j] = Σ rows ∂C/∂y[j]")]
    [InlineData("layer-norm", "input", "∂C/∂x[i] = Σ outputs ∂C/∂y[j] · γ[j]/d ([i = j] − (1 + u[j] u[i])/n)")]
    [InlineData("rms-norm", "input", "∂C/∂x[i] = Σ outputs ∂C/∂y[j] · γ[j]/d ([i = j] − u[j] u[i]/n)")]
    [InlineData("slice 1 3", "input", "∂C/∂x[i] = Σ outputs ∂C/∂y[j] · ∂y[j]/∂x[i]")]
    [InlineData("embedding 4 2", "embedding1.weight", "∂C/∂W[c, j] = Σ rows [x = c] · ∂C/∂y[j]")]
    [InlineData("gaussian-noise", "input", "∂C/∂x = ∂C/∂y")]
    public void A_rule_is_written(string layer, string by, string rule) =>
        Assert.Equal(rule, Derivations($"{layer}, linear 2").First(derivation => derivation.Of.Value == by).Rule.ToString());

    [Fact]
    public void The_rule_of_a_loss_is_written() =>
        Assert.Equal("∂C/∂y = 1/rows · ∂l/∂y", Derivations("linear 2")
            .First(derivation => derivation.Of.Value == "linear1").Rule.ToString());

    [Fact]
    public void The_rule_of_what_a_composite_passes_on_is_written() =>
        Assert.Contains("∂C/∂f = ∂C/∂y · 1/count",
            Derivations("average (tanh; relu), linear 2").Select(derivation => derivation.Rule.ToString()));

    [Fact]
    public void Latex_and_mathml_show_the_tree()
    {
        Formula rule = Derivations("batch-norm, linear 2").First(derivation => derivation.Of.Value == "input").Rule;
        Assert.Equal(
            @"\frac{\partial C}{\partial x_{r}} = \sum_{\text{rows}} \frac{\partial C}{\partial y_{s}} \cdot \frac{\gamma}{d}"
            + @" \left(\left[r = s\right] - \frac{\left(1 + u_{s} u_{r}\right)}{R}\right)",
            FormulaLatex.Write(rule));
        System.Xml.Linq.XElement math = System.Xml.Linq.XElement.Parse(FormulaMath.Write(rule));
        Assert.Equal(rule.ToString(), math.Attribute("alttext")!.Value);
        Assert.Equal(4, math.Descendants("mfrac").Count());
    }

    // The first entry of every parameter, of the input and of every value that has a gradient.
    private static IEnumerable<Derivation> Derivations(string layers)
    {
        Network<double> network = Examples.Network(layers, Inputs);
        Plan<double> plan = Plan<double>.ForTraining(network, Rows, new MeanSquaredError(), inputGradient: true);
        var pass = new Pass(Rows, IsTraining: true, Step: 1);
        _ = Gradients.Of(plan, Examples.Numbers(Rows * Inputs, 1, 2), Examples.Numbers(Rows * network.Output.Size, 2), pass);
        string[] values = ["input", .. network.Model.Places().Select(place => place.Name)];
        return
        [
            .. network.AllParameters.Select(parameter => plan.Explain(pass, new GradientEntry(parameter.Name, 0))),
            .. values.Select(value => plan.Explain(pass, new GradientEntry(value, 0, 0))),
        ];
    }
}
