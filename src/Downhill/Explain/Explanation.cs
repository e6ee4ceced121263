using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// One derivative with all derivations that it needs, in order from the loss inwards. It is data; printed forms are views of it.
/// </summary>
/// <param name="Chain">The chain rule in whole values, from the cost inwards: <c>∂C/∂sigmoid1</c>, <c>∂sigmoid1/∂linear1</c>, ….</param>
/// <param name="Steps">The derivations in the order in which they can be followed; the last one is the derivative asked for.</param>
/// <param name="Numeric">The same derivative from central differences.</param>
public sealed record Explanation(ImmutableArray<DerivativeSymbol> Chain, ImmutableArray<Derivation> Steps, double Numeric)
{
    /// <summary>The derivation of the requested derivative.</summary>
    public Derivation Result => Steps[^1];

    /// <summary>The number of rows of the batch; if there are several, each derivative by a value names its row.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>The names of the inputs; empty if they have none.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    /// <summary>
    /// The number of derivatives that are used but not derived, because of too many steps or because only the largest terms are followed.
    /// </summary>
    public int NotDerived { get; init; }

    /// <summary>The kernel and the patches for the derivative by a weight of a convolution; otherwise null.</summary>
    public KernelPatches? Patches { get; init; }

    /// <summary>The effect of one update on the entry of the parameter, if it is known.</summary>
    public EntryUpdate? Update { get; init; }

    /// <summary>
    /// The number of significant digits in which the two values agree: −log₁₀ of their relative difference, 16 if they are equal.
    /// </summary>
    public int DigitsThatAgree
    {
        get
        {
            double distance = Math.Abs(Result.Stored - Numeric), size = Math.Max(Math.Abs(Result.Stored), Math.Abs(Numeric));
            return distance == 0 ? 16 : (int)Math.Clamp(Math.Floor(-Math.Log10(distance / size)), 0, 16);
        }
    }

    /// <summary>The explanation with the names of the inputs instead of their indices: <c>input[petal width]</c>.</summary>
    public Explanation WithInputNames(IReadOnlyList<string> names) => names.Count == 0 ? this : this with
    {
        InputNames = names,
        Chain = [.. Chain.Select(symbol => (DerivativeSymbol)symbol.Named(names))],
        Steps = [.. Steps.Select(step => step with
        {
            Terms = [.. step.Terms.Select(term => term with
            {
                Factors = [.. term.Factors.Select(factor => factor with { Symbol = factor.Symbol.Named(names) })],
            })],
        })],
    };

    /// <summary>Explains one derivative.</summary>
    /// <param name="plan">A plan for training that computes the gradient by its inputs, filled with the batch.</param>
    /// <param name="pass">The pass; forward and backward are run.</param>
    /// <param name="entry">The derivative.</param>
    /// <param name="mostTerms">The number of terms of a longer sum, the largest ones, whose factors are explained too.</param>
    /// <param name="mostSteps">The largest number of derivations; those nearest to the requested one are kept.</param>
    /// <exception cref="DownhillException">There is no such entry.</exception>
    public static Explanation Of(Plan<double> plan, in Pass pass, GradientEntry entry, int mostTerms = 8, int mostSteps = 64) =>
        All(plan, pass, [entry], mostTerms, mostSteps).First();

    /// <summary>Explains several derivatives of one pass, one after the other; finished ones are not kept.</summary>
    /// <param name="plan">
    /// A plan for training that computes the gradient by its inputs, filled with the batch; not to be used meanwhile.
    /// </param>
    /// <param name="pass">The pass; forward and backward are run.</param>
    /// <param name="entries">The derivatives.</param>
    /// <param name="mostTerms">The number of terms of a longer sum, the largest ones, whose factors are explained too.</param>
    /// <param name="mostSteps">The largest number of derivations of each; those nearest to the requested one are kept.</param>
    /// <param name="once">
    /// Whether a derivation that several explanations build on is given with the first of them only; otherwise each stands for itself.
    /// </param>
    public static IEnumerable<Explanation> All(
        Plan<double> plan, Pass pass, IEnumerable<GradientEntry> entries, int mostTerms = 8, int mostSteps = 64, bool once = false) =>
        new Explainer(plan, pass, mostTerms, mostSteps, once).Explain(entries);
}

/// <summary>The effect of one update on an entry of a parameter.</summary>
/// <param name="Before">Its value before.</param>
/// <param name="After">Its value after.</param>
/// <param name="Optimizer">The optimizer's name.</param>
/// <param name="Rate">η, where the update is plain gradient descent: w ← w − η ∂C/∂w.</param>
public sealed record EntryUpdate(double Before, double After, string Optimizer, double? Rate);
