using System.Collections.Immutable;

namespace Downhill;

/// <summary>Makes explanations from one pass. Derivations that several explanations share are made once, up to a limit.</summary>
internal sealed class Explainer
{
    // The derivations kept for the next explanation hold at most so many terms together.
    private const int MaxKept = 20_000;

    // Fewer than these say that the step reached across a kink.
    private const int FewDigits = 6;

    private readonly Plan<double> plan;
    private readonly Pass pass;
    private readonly int mostTerms, mostSteps;
    private readonly Dictionary<GradientEntry, Part> kept = [];
    private readonly HashSet<GradientEntry>? told;
    private readonly Differences differences;
    private int terms;

    public Explainer(Plan<double> plan, Pass pass, int mostTerms, int mostSteps, bool once)
    {
        (this.plan, this.pass, this.mostTerms, this.mostSteps) = (plan, pass, mostTerms, mostSteps);
        told = once ? [] : null;
        differences = new Differences(plan, pass);
        Forward();
        plan.Backward(pass);
    }

    /// <summary>Explains one entry after the other; differences are taken for several of them together.</summary>
    public IEnumerable<Explanation> Explain(IEnumerable<GradientEntry> entries)
    {
        foreach (GradientEntry[] some in entries.Chunk(Differences.Max))
        {
            foreach (GradientEntry entry in some)
                Require(entry);
            double[] numeric = Numeric(some);
            for (int i = 0; i < some.Length; i++)
                yield return Explain(some[i], numeric[i]);
        }
    }

    // What there is not cannot be moved either; the plan says why.
    private void Require(GradientEntry entry)
    {
        if (!entry.IsParameter || (uint)entry.Index >= (uint)plan.Network[entry.Value].Shape.Size)
            plan.Explain(pass, entry);
    }

    private double[] Numeric(GradientEntry[] entries)
    {
        var numeric = new double[entries.Length];
        for (int start = 0, end; start < entries.Length; start = end)
        {
            GradientEntry first = entries[start];
            for (end = start + 1; first.IsParameter && end < entries.Length && entries[end].Value == first.Value;)
                end++;
            if (first.IsParameter)
            {
                differences.Of(first.Value, [.. entries[start..end].Select(entry => entry.Index)]).CopyTo(numeric, start);
                continue;
            }

            numeric[start] = GradientCheck.Numeric(plan, pass, first);
            Forward(); // the differences have left other numbers in the plan
        }

        return numeric;
    }

    private Explanation Explain(GradientEntry entry, double numeric)
    {
        // Breadth first, so that what is cut lies far from the derivative asked for.
        var found = new Dictionary<GradientEntry, Part>();
        var waiting = new Queue<GradientEntry>([entry]);
        while (found.Count < mostSteps && waiting.TryDequeue(out GradientEntry next))
        {
            if (found.ContainsKey(next) || (next != entry && told?.Contains(next) == true))
                continue;
            found.Add(next, PartOf(next));
            foreach (GradientEntry inner in found[next].Inner)
                waiting.Enqueue(inner);
        }

        var steps = ImmutableArray.CreateBuilder<Derivation>(found.Count);
        int left = found.Values.SelectMany(part => part.Inner).Distinct()
            .Count(inner => !found.ContainsKey(inner) && told?.Contains(inner) != true);
        told?.UnionWith(found.Keys.Where(known => !known.IsParameter && known != entry));
        Place(entry, found, steps);
        var explanation = new Explanation(Chain(entry), steps.ToImmutable(), numeric)
        {
            Rows = pass.Rows,
            NotDerived = left,
            Patches = entry.IsParameter ? plan.PatchesOf(steps[^1], mostTerms) : null,
        };
        return explanation.DigitsThatAgree < FewDigits ? Refined(explanation) : explanation;
    }

    private Explanation Refined(Explanation explanation)
    {
        double numeric = GradientCheck.Refined(plan, pass, explanation.Result.Of, explanation.Numeric);
        Forward(); // the differences have left other numbers in the plan
        return explanation with { Numeric = numeric };
    }

    private void Forward()
    {
        plan.Forward(pass);
        plan.Loss(pass);
    }

    private Part PartOf(GradientEntry entry)
    {
        if (kept.TryGetValue(entry, out Part? part))
            return part;
        Derivation derivation = plan.Explain(pass, entry);
        part = new Part(derivation, [.. Inner(derivation)]);
        if (entry.IsParameter || derivation.Terms.Length > MaxKept)
            return part;
        terms += derivation.Terms.Length;
        if (terms > MaxKept)
        {
            kept.Clear();
            terms = derivation.Terms.Length;
        }

        kept.Add(entry, part);
        return part;
    }

    private IEnumerable<GradientEntry> Inner(Derivation derivation) =>
        derivation.Largest(mostTerms).SelectMany(term => term.Factors).Where(factor => factor.Gradient is not null)
            .Select(factor => factor.Gradient!.Value);

    // What a derivation builds on comes before it.
    private static void Place(GradientEntry entry, Dictionary<GradientEntry, Part> found, ImmutableArray<Derivation>.Builder steps)
    {
        if (!found.Remove(entry, out Part? part))
            return;
        foreach (GradientEntry inner in part.Inner)
            Place(inner, found, steps);
        steps.Add(part.Derivation);
    }

    // From the cost through the operations behind the entry; a composite counts as one.
    private ImmutableArray<DerivativeSymbol> Chain(GradientEntry entry)
    {
        var chain = ImmutableArray.CreateBuilder<DerivativeSymbol>();
        Symbol outer = new TextSymbol("C");
        foreach (Operation<double> operation in plan.Operations.Reverse())
        {
            if (operation.Name == entry.Value)
                break;
            var value = new EntrySymbol(operation.Name, []);
            chain.Add(new DerivativeSymbol(outer, value));
            outer = value;
            if (entry.Value.StartsWith($"{operation.Name}.", StringComparison.Ordinal))
                break;
        }

        chain.Add(new DerivativeSymbol(outer, entry.CostDerivative(plan.Network).By));
        return chain.ToImmutable();
    }

    private sealed record Part(Derivation Derivation, GradientEntry[] Inner);
}
