using System.Runtime.CompilerServices;
using System.Text;
using Downhill.Reports;

namespace Downhill.Tests;

/// <summary>Every derivative of a large network, one after the other.</summary>
public sealed class ExplanationStreamTests
{
    private const int Width = 400, Entries = 600;

    // What the next explanations may share holds no more terms than this, and the last explanation itself some.
    private const int MaxKept = 60_000;

    private readonly List<(WeakReference Derivation, int Terms)> made = [];
    private int asked;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Explaining_entry_after_entry_keeps_little(bool html)
    {
        var network = new Network<double>(Model.Parse($"linear {Width}, tanh, linear {Width}, tanh, linear 3", [100], 3), seed: 3);
        Assert.InRange(network.Parameters.Length, 200_000, 300_000);
        Plan<double> plan = Plan<double>.ForTraining(network, 1, new MeanSquaredError(), inputGradient: true);
        plan.Inputs.Fill(0.3);
        using IEnumerator<Explanation> explanations =
            Explanation.All(plan, new Pass(1, IsTraining: true, Step: 1), All(network)).GetEnumerator();

        using var output = new CountingWriter();
        Write(output, html, explanations, network);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.InRange(asked, Entries, Entries + Differences.Max);
        Assert.True(output.Written > 500_000);
        Assert.True(made.Sum(one => one.Terms) > 2 * MaxKept);
        Assert.InRange(made.Where(one => one.Derivation.IsAlive).Sum(one => one.Terms), 0, MaxKept);
        GC.KeepAlive(explanations);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Write(TextWriter output, bool html, IEnumerator<Explanation> explanations, Network<double> network)
    {
        if (html)
        {
            ExplanationHtml.Write(output, "All", Take(explanations), network);
            return;
        }

        foreach (string line in Take(explanations).SelectMany(explanation => ExplanationText.Lines(explanation, network)))
            output.WriteLine(line);
    }

    private IEnumerable<Explanation> Take(IEnumerator<Explanation> explanations)
    {
        var seen = new ConditionalWeakTable<Derivation, object>();
        for (int i = 0; i < Entries && explanations.MoveNext(); i++)
        {
            foreach (Derivation step in explanations.Current.Steps)
            {
                if (seen.TryAdd(step, step.Rule))
                    made.Add((new WeakReference(step), step.Terms.Length));
            }

            yield return explanations.Current;
        }
    }

    private IEnumerable<GradientEntry> All(Network<double> network)
    {
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            for (int i = 0; i < parameter.Shape.Size; i++)
            {
                asked++;
                yield return new GradientEntry(parameter.Name, i);
            }
        }
    }

    private sealed class CountingWriter : TextWriter
    {
        public long Written { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Written++;

        public override void Write(string? value) => Written += value?.Length ?? 0;
    }
}
