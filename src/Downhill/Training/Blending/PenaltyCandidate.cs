using System.Collections.Immutable;
using System.Numerics;

namespace Downhill;

/// <summary>
/// A candidate that minimizes the penalized loss over all rows, Σ loss + ½ λ Σ w², without biases in the penalty and with inputs of
/// deviation 1. Its stops are strengths λ in descending order; each starts from the solution of the previous one.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Layers">The layers of a member; the last is linear, those before have no parameters.</param>
/// <param name="Penalties">λ, in descending order.</param>
/// <param name="Iterations">The most iterations for each λ.</param>
public sealed record PenaltyCandidate(string Name, ImmutableArray<Layer> Layers, ImmutableArray<double> Penalties, int Iterations = 100)
    : Candidate(Name, Layers)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Stops(int rows) =>
        [.. Penalties.Select(penalty => FormattableString.Invariant($"λ = {penalty}"))];

    internal override MemberStop<T>[] Fit<T>(Dataset training, Dataset heldOut, Loss loss, ulong seed, CancellationToken cancellation)
    {
        Dataset all = Before(training), other = Before(heldOut);
        Preprocessing scaling = Preprocessing.Fit(all, standardizeTargets: false);
        all = scaling.Apply(all);
        var network = new Network<double>(new Model(all.Input, [Layers[^1]]), seed);
        int inputs = all.Input.Size, outputs = network.Output.Size;
        network.Parameters.Span.Clear();
        var solver = new PenalizedSolver(network, all, loss, penalized: inputs * outputs);
        var stops = new List<MemberStop<T>>();
        Network<T> member = Network<T>.Uninitialized(Model(training.Input)),
            last = Network<T>.Uninitialized(new Model(other.Input, [Layers[^1]]));
        Plan<T> plan = Plan<T>.ForInference(last, Math.Min(Evaluator<T>.BatchRows, other.Rows));
        foreach (double penalty in Penalties)
        {
            if (cancellation.IsCancellationRequested)
                break;
            solver.Minimize(penalty / all.TotalWeight(), Iterations);
            Span<double> w = network.Parameters.Span;
            for (int j = 0; j < outputs; j++)
            {
                double bias = w[(inputs * outputs) + j];
                for (int i = 0; i < inputs; i++)
                {
                    double weight = w[(i * outputs) + j] / scaling.Deviation[i];
                    bias -= weight * scaling.Mean[i];
                    last.Parameters.Span[(i * outputs) + j] = T.CreateTruncating(weight);
                }

                last.Parameters.Span[(inputs * outputs) + j] = T.CreateTruncating(bias);
            }

            last.Parameters.Span.CopyTo(member.Parameters.Span);
            stops.Add(Note(last, plan, other));
        }

        return [.. stops];
    }

    // What the layers before the last make of the rows.
    private Dataset Before(Dataset rows)
    {
        var model = new Model(rows.Input, Layers[..^1]);
        Shape shape = model.OutputShape();
        var numbers = new double[rows.Rows * (long)shape.Size];
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        if (model.Layers.IsEmpty)
            rows.Gather<double>(order, numbers, [], 0);
        else
            Outputs(Plan<double>.ForInference(Network<double>.Uninitialized(model), Math.Min(Evaluator<double>.BatchRows, rows.Rows)), rows)
                .CopyTo(numbers, 0);
        var targets = rows.Targets.AreClasses
            ? Targets.FromLabels([.. order.Select(row => rows.Targets.Label(rows.Stored(row)))], rows.Targets.Classes)
            : Targets.FromNumbers(Samples.From(
                [.. order.SelectMany(row => Enumerable.Range(0, rows.Targets.Outputs)
                .Select(column => rows.Targets.Numbers![rows.Stored(row), column]))], rows.Targets.Outputs));
        var plain = new Dataset(rows.Name, shape, Samples.From(numbers, shape.Size), targets);
        return rows.IsWeighted ? plain.WithWeights([.. order.Select(rows.Weight)]) : plain;
    }
}
