using System.Collections.Immutable;

namespace Downhill.Onnx;

/// <summary>
/// Reads the part of a graph between two values as a chain of layers. A value that all ways lead through is a place between two layers:
/// from each such place on, the longest part that has a layer's form is taken; where ways part and meet again without one, they are
/// the chains of a composite.
/// </summary>
internal sealed class ChainReader(ValueGraph graph)
{
    // No form spans more places than this.
    private const int MaxPlaces = 12, MaxDepth = 64;

    private int depth;

    /// <summary>The shape of a row once reshapes right behind the input are taken into account; null where there are none.</summary>
    public Shape? Input { get; private set; }

    /// <summary>The layers from one value to another, and how the rows that they give lie.</summary>
    public (List<ReadLayer> Layers, RowLayout Output) Read(string from, RowLayout at, string to, bool isFirst)
    {
        if (++depth > MaxDepth)
            throw graph.Refuse(graph.Maker(to)!, $"stands inside more than {MaxDepth} branches");
        var layers = new List<ReadLayer>();
        graph.NoteShape(from, at.Graph);
        Dictionary<string, int> uses = Uses(from, to);
        while (from != to)
        {
            List<string> places = Places(from, to, uses);
            if (places.Count == 0)
                throw graph.Refuse(graph.Maker(to)!, "does not depend on the input by the way that the layers before it go");
            (ReadLayer layer, from) = Longest(from, at, places, isFirst && layers.Count == 0) ?? Composite(from, at, places);
            if (layer.Turned is ImageShape image)
                Turn(layers, image, from);
            layers.AddRange(layer.Before.Select(before => new ReadLayer(before)));
            at = layer.Output!;
            if (layer.Layer is not null)
                layers.Add(layer);
            else if (isFirst && layers.Count == 0)
                Input = at.Own;
            if (graph.NoteShape(from, at.Graph))
                uses = Uses(from, to);
        }

        depth--;
        return (layers, at);
    }

    // A row that the graph reads as the channels of an image one after the other must come place by place: the last linear layer gives
    // its outputs in that order.
    private void Turn(List<ReadLayer> layers, ImageShape image, string value)
    {
        int last = layers.FindLastIndex(layer => !layer.IsElementwise && layer.Layer is not BatchNorm);
        if (last < 0 || layers[last].Layer is not Linear)
            throw graph.Refuse(graph.Maker(value)!,
                $"takes the channels of images one after the other from rows that no linear layer gives");
        for (int i = last; i < layers.Count; i++)
            layers[i] = layers[i] with { Numbers = layers[i].Numbers.ToDictionary(pair => pair.Key, pair => Turned(pair.Value)) };

        double[] Turned(double[] numbers) =>
            [.. numbers.Chunk(image.Places * image.Channels).SelectMany(row => RowLayout.Reorder(row, image, 1))];
    }

    private Shape OutputShape(Layer layer, Shape input, string value)
    {
        try
        {
            return layer.OutputShape(input);
        }
        catch (DownhillException error)
        {
            throw new DownhillException(
                $"{graph.Refuse(graph.Maker(value)!, error.Message).Message.TrimEnd('.')} (its rows have the shape {input}).", error);
        }
    }

    private (ReadLayer Layer, string To)? Longest(string from, RowLayout at, List<string> places, bool isFirst)
    {
        for (int i = Math.Min(places.Count, MaxPlaces) - 1; i >= 0; i--)
        {
            OnnxNode node = graph.Maker(places[i])!;
            foreach (LayerForm form in Candidates(node))
            {
                var match = new LayerMatch(graph, node, at, isFirst);
                if (new PatternMatch(graph, from, at.Graph.Rank + 1).Matches(form.Pattern, places[i], match)
                    && form.Read(match) is ReadLayer layer)
                    return (layer, places[i]);
            }
        }

        return null;
    }

    private static IEnumerable<LayerForm> Candidates(OnnxNode node) => node.Op is "Flatten" or "Reshape" or "Squeeze"
        ? LayerForms.ByOperator["Flat"].Concat(LayerForms.ByOperator[node.Op])
        : LayerForms.ByOperator[node.Op];

    private (ReadLayer Layer, string To) Composite(string from, RowLayout at, List<string> places)
    {
        OnnxNode join = graph.Maker(places[0])!;
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

    private DownhillException Unknown(OnnxNode node, string from)
    {
        if (node.Inputs.FirstOrDefault(input => input != from && input.Length > 0 && graph.Maker(input) is null
            && graph.Constant(input) is null) is string given)
            return graph.Refuse(node,
                $"reads '{given}', which is an input of the graph and no constant; write the model with its weights inside");
        if (node.Domain.Length > 0)
            return graph.Refuse(node, $"is an operator of '{node.Domain}', which no layer stands for");
        return graph.Refuse(node, LayerForms.ByOperator.Contains(node.Op)
            ? $"is used in a way that no layer stands for: it reads {string.Join(", ", node.Inputs.Select(Describe))}"
            : "is an operator that no layer stands for");

        string Describe(string input) => input == from ? "the value before it" : graph.Constant(input) is OnnxTensor tensor
            ? $"a constant [{string.Join(", ", tensor.Shape)}]" : $"'{input}'";
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

    // How often each value between two is read by a node between them.
    private Dictionary<string, int> Uses(string from, string to)
    {
        var uses = new Dictionary<string, int>();
        var seen = new HashSet<string> { from };
        var stack = new Stack<string>([to]);
        while (stack.TryPop(out string? value))
        {
            if (!seen.Add(value) || graph.Constant(value) is not null || graph.Maker(value) is not OnnxNode node)
                continue;
            foreach (string input in node.Inputs)
            {
                uses[input] = uses.GetValueOrDefault(input) + 1;
                stack.Push(input);
            }
        }

        return uses;
    }

    // The values that all ways from one to another lead through, nearest first: where no reader of an earlier value is left.
    private List<string> Places(string from, string to, Dictionary<string, int> uses)
    {
        var places = new List<string>();
        var reached = new HashSet<string> { from };
        int open = uses.GetValueOrDefault(from);
        foreach (OnnxNode node in graph.Order)
        {
            int read = node.Inputs.Count(reached.Contains);
            if (read == 0 || graph.Constant(node.Outputs[0]) is not null
                || !node.Outputs.Any(output => output == to || uses.ContainsKey(output)))
                continue;
            string output = node.Outputs.First(output => output == to || uses.ContainsKey(output));
            open -= read;
            reached.Add(output);
            if (open == 0)
            {
                places.Add(output);
                if (output == to || places.Count == MaxPlaces)
                    break;
            }

            open += uses.GetValueOrDefault(output);
        }

        return places;
    }
}
