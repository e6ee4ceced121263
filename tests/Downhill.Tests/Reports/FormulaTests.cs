using System.Xml.Linq;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>Formulas of plain characters, set by LaTeX and MathML.</summary>
public sealed class FormulaTests
{
    [Theory]
    [InlineData("∂C/∂W[i, j] = Σ rows ∂C/∂z[j] · x[i]",
        @"\frac{\partial C}{\partial W_{i,j}} = \sum_{\text{rows}} \frac{\partial C}{\partial z_{j}} \cdot x_{i}")]
    [InlineData("∂C/∂x = ∂C/∂y · f′(x)", @"\frac{\partial C}{\partial x} = \frac{\partial C}{\partial y} \cdot f' \left(x\right)")]
    [InlineData("y[j] ([i = j] − y[i])", @"y_{j} \left(\left[i = j\right] - y_{i}\right)")]
    [InlineData("1/rows · m/keep", @"\frac{1}{\text{rows}} \cdot \frac{m}{\text{keep}}")]
    [InlineData("E = ½ (w12 · 0.5 − 3)²", @"E = \frac{1}{2} {\left(w_{12} \cdot 0.5 - 3\right)}^2")]
    [InlineData("Σ 2 x", @"\sum 2 x")]
    [InlineData("a_b % c", @"a \text{\_} b \text{\%} c")]
    public void Latex_sets_fractions_sums_and_indices(string formula, string latex) => Assert.Equal(latex, FormulaLatex.Write(formula));

    [Fact]
    public void Mathml_sets_fractions_sums_and_indices()
    {
        XElement math = XElement.Parse(FormulaMath.Write("∂C/∂W[i, j] = Σ rows ∂C/∂z[j] · x[i]"));
        Assert.Equal(["∂C", "∂Wi,j", "∂C", "∂zj"],
            math.Descendants("mfrac").SelectMany(fraction => fraction.Elements()).Select(part => part.Value));
        Assert.Equal(["∑", "rows"], math.Descendants("munder").Single().Elements().Select(part => part.Value));
        Assert.Equal(["Wi,j", "zj", "xi"], math.Descendants("msub").Select(part => part.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("((")]
    [InlineData("]) /")]
    [InlineData("x[")]
    [InlineData("1/")]
    [InlineData("∂")]
    [InlineData("²")]
    [InlineData("what a <layer> of one's own may say")]
    public void Whatever_stands_there_is_shown(string formula)
    {
        XElement.Parse(FormulaMath.Write(formula));
        Assert.NotNull(FormulaLatex.Write(formula));
    }
}
