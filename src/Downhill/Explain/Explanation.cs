using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// One derivative with everything it is made of: the derivations of the factors that are derivatives themselves come first, each
/// once, from the loss inwards. Data; what is printed is a view of it.
/// </summary>
/// <param name="Steps">The derivations in the order in which they can be followed; the last one is the derivative asked for.</param>
/// <param name="Numeric">The same derivative from central differences.</param>
public sealed record Explanation(ImmutableArray<Derivation> Steps, double Numeric)
{
    /// <summary>The derivation of the derivative asked for.</summary>
    public Derivation Result => Steps[^1];

    /// <summary>How many significant digits of the two values agree: −log₁₀ of their relative distance, 16 where they are equal.</summary>
    public int DigitsThatAgree
    {
        get
        {
            double distance = Math.Abs(Result.Stored - Numeric), size = Math.Max(Math.Abs(Result.Stored), Math.Abs(Numeric));
            return distance == 0 ? 16 : (int)Math.Clamp(Math.Floor(-Math.Log10(distance / size)), 0, 16);
        }
    }

    /// <summary>Explains one derivative.</summary>
    /// <param name="plan">A plan for training that computes the gradient by its inputs, filled with the batch.</param>
    /// <param name="pass">The pass; forward and backward are run.</param>
    /// <param name="entry">Which derivative.</param>
    /// <param name="mostTerms">Of a longer sum only so many of the largest terms are followed further.</param>
    /// <param name="mostSteps">At most so many derivations are given; those nearest to the one asked for.</param>
    /// <exception cref="DownhillException">There is no such entry.</exception>
    public static Explanation Of(Plan<double> plan, in Pass pass, GradientEntry entry, int mostTerms = 8, int mostSteps = 64)
    {
        plan.Forward(pass);
        plan.Loss(pass);
        plan.Backward(pass);

        // Breadth first, so that what is cut lies far from the derivative asked for.
        var found = new Dictionary<GradientEntry, Derivation>();
        var waiting = new Queue<GradientEntry>([entry]);
        while (found.Count < mostSteps && waiting.TryDequeue(out GradientEntry next))
        {
            if (!found.TryAdd(next, default!))
                continue;
            found[next] = plan.Explain(pass, next);
            foreach (GradientEntry inner in Inner(found[next], mostTerms))
                waiting.Enqueue(inner);
        }

        var steps = ImmutableArray.CreateBuilder<Derivation>(found.Count);
        Place(entry, found, mostTerms, steps);
        return new Explanation(steps.ToImmutable(), GradientCheck.Numeric(plan, pass, entry));
    }

    private static IEnumerable<GradientEntry> Inner(Derivation derivation, int mostTerms) =>
        derivation.Largest(mostTerms).SelectMany(term => term.Factors).Where(factor => factor.Gradient is not null).Select(factor => factor.Gradient!.Value);

    // What a derivation builds on comes before it.
    private static void Place(
        GradientEntry entry, Dictionary<GradientEntry, Derivation> found, int mostTerms, ImmutableArray<Derivation>.Builder steps)
    {
        if (!found.Remove(entry, out Derivation? derivation))
            return;
        foreach (GradientEntry inner in Inner(derivation, mostTerms))
            Place(inner, found, mostTerms, steps);
        steps.Add(derivation);
    }
}
