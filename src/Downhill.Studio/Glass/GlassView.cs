using System.Collections.Immutable;

namespace Downhill.Studio;

/// <summary>One parameter in detail: its derivative by the chain rule, and its change in the next step.</summary>
/// <param name="Entry">Which parameter's entry.</param>
/// <param name="Index">Its place among all parameters.</param>
/// <param name="Value">Its value.</param>
/// <param name="Explanation">The derivative, derived; with the value of central differences.</param>
/// <param name="Network">The network in double, for names and shapes.</param>
/// <param name="Path">The weights that the chain rule goes through, by their place among all parameters.</param>
/// <param name="Rows">How many rows the derivative is of.</param>
public sealed record GlassView(
    GradientEntry Entry, int Index, double Value, Explanation Explanation, Network<double> Network, ImmutableArray<int> Path, int Rows)
{
    /// <summary>Looks at a parameter.</summary>
    /// <param name="session">The training.</param>
    /// <param name="index">The parameter's place among all.</param>
    /// <param name="row">The row of the training part to look at; null for the batch of the next step.</param>
    public static GlassView Of(PlaygroundSession session, int index, int? row)
    {
        GlassBatch batch = GlassBatch.Of(session, row);
        GradientEntry entry = EntryAt(batch.Plan.Network, index);
        var explanation = Explanation.Of(batch.Plan, batch.Pass, entry);
        float before = session.Network.Parameters.Span[index], after = session.PreviewStep()[index];
        bool isPlain = row is null && session.Training is { L1: 0, ClipNorm: null, Optimizer: Sgd { Momentum: 0, L2: 0, WeightDecay: 0 } };
        explanation = explanation with
        {
            Update = new EntryUpdate(before, after, Catalog.Optimizers.NameOf(session.Training.Optimizer),
                isPlain ? session.Training.Optimizer.LearningRate : null),
        };
        return new GlassView(entry, index, before, explanation, batch.Plan.Network, Lit(batch.Plan.Network, entry, index), batch.Pass.Rows);
    }

    /// <summary>The parameter's entry at a place among all.</summary>
    public static GradientEntry EntryAt(Network<double> network, int index)
    {
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            if (index < parameter.Shape.Size)
                return new GradientEntry(parameter.Name, index);
            index -= parameter.Shape.Size;
        }

        throw new DownhillException($"The network has {network.Parameters.Length} parameters.");
    }

    // The weight itself, and every weight between the neuron it leads to and the outputs.
    private static ImmutableArray<int> Lit(Network<double> network, GradientEntry entry, int index)
    {
        var lit = ImmutableArray.CreateBuilder<int>();
        lit.Add(index);
        int start = 0;
        HashSet<int>? reached = null;
        foreach (Parameter<double> parameter in network.AllParameters)
        {
            if (reached is not null && parameter.Shape.Rank == 2)
            {
                int outputs = parameter.Shape[1];
                lit.AddRange(reached.SelectMany(neuron => Enumerable.Range(start + (neuron * outputs), outputs)));
                reached = [.. Enumerable.Range(0, outputs)];
            }

            if (parameter.Name == entry.Value)
                reached = [entry.Index % parameter.Shape[parameter.Shape.Rank - 1]];
            start += parameter.Shape.Size;
        }

        return lit.ToImmutable();
    }
}
