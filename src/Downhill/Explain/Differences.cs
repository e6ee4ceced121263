using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Central differences for many entries at once. Each changed entry needs four copies of the batch; all copies go through the network as
/// the rows of one larger batch, starting at the layer of the parameter. If a layer does not support this, the entries are changed one by
/// one.
/// </summary>
internal sealed class Differences
{
    /// <summary>The best number of entries for one call.</summary>
    public const int Max = 64;

    private static readonly int[] Moves = [-2, -1, 1, 2];

    private readonly Plan<double> plan;
    private readonly Pass pass;
    private readonly int most;
    private readonly Lazy<Plan<double>> copies;
    private int filled = -1;

    /// <summary>Differences around a plan's batch.</summary>
    /// <param name="plan">
    /// A plan for training on which a pass has been made; its outputs are those of that pass again after each call.
    /// </param>
    /// <param name="pass">That pass.</param>
    public Differences(Plan<double> plan, Pass pass)
    {
        (this.plan, this.pass) = (plan, pass);
        most = Math.Max(1, Max / pass.Rows);
        copies = new(() => Plan<double>.ForInference(plan.Network, Moves.Length * most * pass.Rows, threads: Environment.ProcessorCount));
    }

    /// <summary>The derivatives of the cost by some entries of one parameter.</summary>
    public double[] Of(string parameter, ReadOnlySpan<int> indices)
    {
        int dot = parameter.LastIndexOf('.');
        int owner = plan.Operations.Select(operation => operation.Name).ToList().IndexOf(parameter[..dot]);
        var found = new double[indices.Length];
        if (owner < 0 || !plan.Operations.Skip(owner).All(operation => operation.KeepsRowsApart))
            return OneByOne(parameter, indices, found);
        Fill(owner);
        for (int start = 0; start < indices.Length; start += most)
        {
            ReadOnlySpan<int> some = indices.Slice(start, Math.Min(most, indices.Length - start));
            if (!Move(owner, parameter, parameter[(dot + 1)..], some, found.AsSpan(start)))
                return OneByOne(parameter, indices, found);
        }

        return found;
    }

    private double[] OneByOne(string parameter, ReadOnlySpan<int> indices, double[] found)
    {
        for (int i = 0; i < indices.Length; i++)
            found[i] = GradientCheck.Numeric(plan, pass, new GradientEntry(parameter, indices[i]));
        plan.Forward(pass);
        plan.Loss(pass);
        return found;
    }

    // What the layer reads is the same for every entry of its parameters.
    private void Fill(int owner)
    {
        if (filled == owner)
            return;
        Repeat(plan.Operations[owner].Input, copies.Value.Operations[owner].Input.Data, copies.Value.Rows / pass.Rows);
        filled = owner;
    }

    private void Repeat(Tensor<double> value, Buffer<double> to, int times)
    {
        ReadOnlySpan<double> once = value.Data.Span[..(pass.Rows * value.Shape.Size)];
        for (int i = 0; i < times; i++)
            once.CopyTo(to.Span[(i * once.Length)..]);
    }

    private bool Move(int owner, string parameter, string name, ReadOnlySpan<int> indices, Span<double> found)
    {
        Span<double> values = plan.Network[parameter].Data.Span;
        Operation<double> moved = copies.Value.Operations[owner];
        Repeat(plan.Operations[owner].Output, moved.Output.Data, Moves.Length * indices.Length);
        int copy = 0;
        foreach (int index in indices)
        {
            foreach (int steps in Moves)
            {
                if (!moved.MoveOutput(name, index, steps * GradientCheck.Step(values[index]), pass.Rows * copy++, pass.Rows))
                    return false;
            }
        }

        Pass all = pass with { Rows = copy * pass.Rows };
        foreach (Operation<double> operation in copies.Value.Operations.Skip(owner + 1))
            operation.Forward(all);
        Derive(values, indices, found);
        GC.KeepAlive(copies.Value);
        return true;
    }

    // The plan's own loss compares each copy's outputs with the targets.
    private void Derive(ReadOnlySpan<double> values, ReadOnlySpan<int> indices, Span<double> found)
    {
        Span<double> outputs = plan.Outputs[..(pass.Rows * plan.Network.Output.Size)];
        double[] kept = outputs.ToArray();
        Span<double> costs = stackalloc double[Moves.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            for (int k = 0; k < Moves.Length; k++)
            {
                copies.Value.Outputs.Slice(((i * Moves.Length) + k) * outputs.Length, outputs.Length).CopyTo(outputs);
                costs[k] = plan.Loss(pass);
            }

            found[i] = GradientCheck.Central(costs[0], costs[1], costs[2], costs[3], GradientCheck.Step(values[indices[i]]));
        }

        kept.CopyTo(outputs);
        plan.Loss(pass);
    }
}
