using System.Collections.Immutable;

namespace Downhill.Onnx;

/// <content>Where ways part and meet again: composites.</content>
internal sealed partial class ChainReader
{
    private (ReadLayer Layer, string To) Composite(string from, RowLayout at, List<string> places)
    {
        OnnxNode join = graph.Maker(places[0])!;
        if (join.Inputs.Any(input => graph.Constant(input) is not null))
            throw Unknown(join, from);
        if (join.Op == "Concat")
            return (SideBySide(join, at, [.. join.Inputs.Select(input => Chain(from, at, input))]), places[0]);
        if (places.Count > 1 && graph.Maker(places[1]) is { Op: "Div" or "Mul" } share && Members(share, places[0], join) is { } members)
            return (Mean(join, at, [.. members.Select(member => Chain(from, at, member))]), places[1]);
        if (join.Op == "Mean" && join.Inputs.Count > 1)
            return (Mean(join, at, [.. join.Inputs.Select(member => Chain(from, at, member))]), places[0]);
        if (join.Op is "Add" or "Sum" or "Mul" && join.Inputs.Count == 2 && join.Inputs.Contains(from))
        {
            Branch chain = Chain(from, at, join.Inputs[0] == from ? join.Inputs[1] : join.Inputs[0]);
            return (join.Op == "Mul" ? Product(join, at, chain) : Holding(join, at, layers => new Residual(layers[0]), [chain], at),
                places[0]);
        }

        if (join.Op is "Add" or "Sum")
            return (Sum(join, from, at, Addends(join, int.MaxValue)), places[0]);
        throw Unknown(join, from);
    }

    // Images along their channels, rows along the first axis.
    private ReadLayer SideBySide(OnnxNode join, RowLayout at, Branch[] branches)
    {
        int rank = branches[0].Output.Graph.Rank;
        long axis = join.Int("axis", 1);
        axis = axis < 0 ? axis + rank + 1 : axis;
        bool arePlanes = rank == 3 && axis == 1;
        if (!arePlanes && axis != (rank == 3 ? 3 : 1))
            throw graph.Refuse(join, $"puts rows of shape {branches[0].Output.Graph} side by side along axis {axis}, which no layer does");
        branches = [.. branches.Select(branch =>
            Fit(join, branch, arePlanes ? Planes(join, branch.Output) : RowLayout.Of(branch.Output.Graph)))];
        var layer = new Concat([.. branches.Select(Layers)]);
        Shape own = OutputShape(layer, at.Own, join.Outputs[0]);
        return new ReadLayer(layer, arePlanes
            ? RowLayout.Planes(own)
            : RowLayout.Of(own))
        { Chains = [.. branches.Select(branch => branch.Layers)] };
    }

    private RowLayout Planes(OnnxNode join, RowLayout at) => at.Graph.Rank == 3
        ? RowLayout.Planes([at.Graph[1], at.Graph[2], at.Graph[0]])
        : throw graph.Refuse(join, $"puts images side by side with rows of shape {at.Graph}");

    private ReadLayer Mean(OnnxNode join, RowLayout at, Branch[] members) =>
        Holding(join, at, layers => new Average([.. layers]), members, members[0].Output);

    // By as many numbers, or by one for each channel.
    private ReadLayer Product(OnnxNode join, RowLayout at, Branch chain)
    {
        Shape one = at.Graph.Rank != 3 ? at.Graph : at.IsSame ? [1, 1, at.Graph[2]] : [at.Graph[0], 1, 1];
        return Holding(join, at, layers => new Multiply(layers[0]), [chain],
            chain.Output.Graph == one ? chain.Output : at) with
        { Output = at };
    }

    private ReadLayer Holding(OnnxNode join, RowLayout at, Func<ImmutableArray<Layer>[], Layer> make, Branch[] branches, RowLayout output)
    {
        branches = [.. branches.Select(branch => Fit(join, branch, output))];
        Layer layer = make([.. branches.Select(Layers)]);
        _ = OutputShape(layer, at.Own, join.Outputs[0]);
        return new ReadLayer(layer, output) { Chains = [.. branches.Select(branch => branch.Layers)] };
    }

    // The same numbers in the same order: only their shape may still have to change.
    private Branch Fit(OnnxNode join, Branch branch, RowLayout wanted)
    {
        RowLayout at = branch.Output;
        if (at.Graph != wanted.Graph || at.Image != wanted.Image)
            throw graph.Refuse(join, $"joins rows of shape {at.Graph} with rows of shape "
                + $"{wanted.Graph}{(at.Graph == wanted.Graph ? " that lie in another order" : string.Empty)}");
        if (at.Own == wanted.Own)
            return branch;
        Layer shaped = wanted.Own.Rank switch
        {
            1 => new Flatten(),
            3 => new Reshape(wanted.Own[0], wanted.Own[1], wanted.Own[2]),
            _ => throw graph.Refuse(join, $"joins rows of shape {at.Own} with rows of shape {wanted.Own}"),
        };
        return new Branch([.. branch.Layers, shaped], wanted);
    }

    // Σ weight f(x): the weights of a mean where they are given and add up to 1. A sum of two chains is a residual with a
    // projection; of more, the number of its addends times their mean.
    private ReadLayer Sum(OnnxNode join, string from, RowLayout at, List<string> addends)
    {
        (string Value, double Weight)[] shares = [.. addends.Select(Share)];
        if (Math.Abs(shares.Sum(share => share.Weight) - 1) < 1e-6 && shares.All(share => share.Weight >= 0))
        {
            Branch[] members = [.. shares.Select(share => Chain(from, at, share.Value))];
            return Holding(join, at, layers => new Average([.. layers], [.. shares.Select(share => share.Weight)]), members,
                members[0].Output);
        }

        Branch[] chains = [.. addends.Select(addend => Chain(from, at, addend) is { Layers.Count: > 0 } chain
            ? chain
            : new Branch([Times(1)], at))];
        if (chains.Length == 2 && chains.All(chain => chain.Layers.Exists(read => read.Layer is not (Flatten or Reshape))))
            return Holding(join, at, layers => new Residual(layers[0], layers[1]), chains, chains[0].Output);
        ReadLayer mean = Mean(join, at, chains), times = Times(addends.Count);
        return Holding(join, at, layers => new Concat([layers[0]]), [new Branch([mean, times], mean.Output!)], mean.Output!);

        static ReadLayer Times(double factor) =>
            new(new Scale(IsShared: true)) { Numbers = new Dictionary<string, double[]> { ["scale"] = [factor], ["shift"] = [0] } };

        (string, double) Share(string addend) => graph.Maker(addend) is { Op: "Mul", Inputs.Count: 2 } node
            ? graph.Constant(node.Inputs[1]) is { Count: 1 } second ? (node.Inputs[0], second[0])
            : graph.Constant(node.Inputs[0]) is { Count: 1 } first ? (node.Inputs[1], first[0])
            : (addend, double.NaN)
            : (addend, double.NaN);
    }

    // The addends of a sum of sums, first to last.
    private List<string> Addends(OnnxNode sum, int most)
    {
        List<string> addends = [.. sum.Inputs];
        while (addends.Count < most && graph.Maker(addends[0]) is { Op: "Add" or "Sum" } node
            && node.Inputs.All(input => graph.Constant(input) is null))
        {
            addends.RemoveAt(0);
            addends.InsertRange(0, node.Inputs);
        }

        return addends;
    }

    private Branch Chain(string from, RowLayout at, string to)
    {
        (List<ReadLayer> layers, RowLayout output) = Read(from, at, to, isFirst: false);
        return new Branch(layers, output);
    }

    private static ImmutableArray<Layer> Layers(Branch branch) => [.. branch.Layers.Select(layer => layer.Layer!)];

    // The members of a mean: as many addends as the sum is divided by.
    private List<string>? Members(OnnxNode share, string sum, OnnxNode join)
    {
        if (share.Inputs.Count != 2 || join.Op is not ("Add" or "Sum")
            || graph.Constant(share.Inputs[share.Inputs[0] == sum ? 1 : 0]) is not { Count: 1 } by)
            return null;
        double count = share.Op == "Div" ? by[0] : Math.Abs((Math.Round(1 / by[0]) * by[0]) - 1) < 1e-6 ? Math.Round(1 / by[0]) : 0;
        if (count is not (>= 2 and <= 4096) || count != Math.Floor(count) || (share.Op == "Div" && share.Inputs[0] != sum))
            return null;
        List<string> members = Addends(join, (int)count);
        return members.Count == count ? members : null;
    }
}
