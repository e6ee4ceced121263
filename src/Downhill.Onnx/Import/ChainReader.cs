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

    /// <summary>The layers from one value to another.</summary>
    public (List<ReadLayer> Layers, Shape Output) Read(string from, Shape shape, string to, bool isFirst)
    {
        if (++depth > MaxDepth)
            throw graph.Refuse(graph.Maker(to)!, $"stands inside more than {MaxDepth} branches");
        var layers = new List<ReadLayer>();
        Dictionary<string, int> uses = Uses(from, to);
        while (from != to)
        {
            List<string> places = Places(from, to, uses);
            if (places.Count == 0)
                throw graph.Refuse(graph.Maker(to)!, "does not depend on the input by the way that the layers before it go");
            (ReadLayer layer, from) = Longest(from, shape, places, isFirst && layers.Count == 0) ?? Composite(from, shape, places);
            shape = layer.Output ?? OutputShape(layer.Layer!, shape, from);
            if (layer.Layer is not null)
                layers.Add(layer);
            else if (isFirst && layers.Count == 0)
                Input = shape;
        }

        depth--;
        return (layers, shape);
    }

    private Shape OutputShape(Layer layer, Shape input, string value)
    {
        try
        {
            return layer.OutputShape(input);
        }
        catch (DownhillException error)
        {
            throw new DownhillException($"{graph.Refuse(graph.Maker(value)!, error.Message).Message.TrimEnd('.')} (its rows have the shape {input}).", error);
        }
    }

    private (ReadLayer Layer, string To)? Longest(string from, Shape shape, List<string> places, bool isFirst)
    {
        for (int i = Math.Min(places.Count, MaxPlaces) - 1; i >= 0; i--)
        {
            OnnxNode node = graph.Maker(places[i])!;
            foreach (LayerForm form in Candidates(node))
            {
                var match = new LayerMatch(graph, node, shape, isFirst);
                if (new PatternMatch(graph, from, shape.Rank + 1).Matches(form.Pattern, places[i], match) && form.Read(match) is ReadLayer layer)
                    return (layer, places[i]);
            }
        }

        return null;
    }

    private static IEnumerable<LayerForm> Candidates(OnnxNode node) => node.Op is "Flatten" or "Reshape" or "Squeeze"
        ? LayerForms.ByOperator["Flat"].Concat(LayerForms.ByOperator[node.Op])
        : LayerForms.ByOperator[node.Op];

    private (ReadLayer Layer, string To) Composite(string from, Shape shape, List<string> places)
    {
        OnnxNode join = graph.Maker(places[0])!;
        if (join.Op == "Concat" && join.Int("axis", 1) is long axis && (axis == 1 || axis == -shape.Rank))
        {
            List<ReadLayer>[] branches = [.. join.Inputs.Select(input => Chain(from, shape, input))];
            return (Holding(new Concat([.. branches.Select(Layers)]), branches), places[0]);
        }

        if (places.Count > 1 && graph.Maker(places[1]) is { Op: "Div" or "Mul" } share && Members(share, places[0], join) is { } members)
        {
            List<ReadLayer>[] chains = [.. members.Select(member => Chain(from, shape, member))];
            return (Holding(new Average([.. chains.Select(Layers)]), chains), places[1]);
        }

        if (join.Op == "Mean" && join.Inputs.Count > 1)
        {
            List<ReadLayer>[] chains = [.. join.Inputs.Select(member => Chain(from, shape, member))];
            return (Holding(new Average([.. chains.Select(Layers)]), chains), places[0]);
        }

        if (join.Op is "Add" or "Sum" && join.Inputs.Count == 2 && join.Inputs.Contains(from))
        {
            List<ReadLayer> chain = Chain(from, shape, join.Inputs[0] == from ? join.Inputs[1] : join.Inputs[0]);
            return (Holding(new Residual(Layers(chain)), chain), places[0]);
        }

        if (join.Op is "Add" or "Sum")
            return (Sum(from, shape, Addends(join, int.MaxValue)), places[0]);
        throw Unknown(join, from);
    }

    // Σ weight f(x): the weights of a mean where they are given and add up to 1. A sum of two chains is a residual with a
    // projection; of more, the number of its addends times their mean.
    private ReadLayer Sum(string from, Shape shape, List<string> addends)
    {
        (string Value, double Weight)[] shares = [.. addends.Select(Share)];
        if (Math.Abs(shares.Sum(share => share.Weight) - 1) < 1e-6 && shares.All(share => share.Weight >= 0))
        {
            List<ReadLayer>[] members = [.. shares.Select(share => Chain(from, shape, share.Value))];
            return Holding(new Average([.. members.Select(Layers)], [.. shares.Select(share => share.Weight)]), members);
        }

        List<ReadLayer>[] chains = [.. addends.Select(addend => Chain(from, shape, addend) is { Count: > 0 } chain ? chain : [Times(1)])];
        if (chains.Length == 2 && chains.All(chain => chain.Exists(read => read.Layer is not Flatten)))
            return Holding(new Residual(Layers(chains[0]), Layers(chains[1])), chains);
        ReadLayer mean = Holding(new Average([.. chains.Select(Layers)]), chains), times = Times(addends.Count);
        return Holding(new Concat([[mean.Layer!, times.Layer!]]), [mean, times]);

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
        while (addends.Count < most && graph.Maker(addends[0]) is { Op: "Add" or "Sum" } node && node.Inputs.All(input => graph.Constant(input) is null))
        {
            addends.RemoveAt(0);
            addends.InsertRange(0, node.Inputs);
        }

        return addends;
    }

    private DownhillException Unknown(OnnxNode node, string from)
    {
        if (node.Inputs.FirstOrDefault(input => input != from && input.Length > 0 && graph.Maker(input) is null && graph.Constant(input) is null) is string given)
            return graph.Refuse(node, $"reads '{given}', which is an input of the graph and no constant; write the model with its weights inside");
        if (node.Domain.Length > 0)
            return graph.Refuse(node, $"is an operator of '{node.Domain}', which no layer stands for");
        return graph.Refuse(node, LayerForms.ByOperator.Contains(node.Op)
            ? $"is used in a way that no layer stands for: it reads {string.Join(", ", node.Inputs.Select(Describe))}"
            : "is an operator that no layer stands for");

        string Describe(string input) => input == from ? "the value before it" : graph.Constant(input) is OnnxTensor tensor ? $"a constant [{string.Join(", ", tensor.Shape)}]" : $"'{input}'";
    }

    private List<ReadLayer> Chain(string from, Shape shape, string to) => Read(from, shape, to, isFirst: false).Layers;

    private static ImmutableArray<Layer> Layers(List<ReadLayer> chain) => [.. chain.Select(layer => layer.Layer!)];

    private static ReadLayer Holding(Layer layer, params List<ReadLayer>[] chains) => new(layer) { Chains = chains };

    // The members of a mean: as many addends as the sum is divided by.
    private List<string>? Members(OnnxNode share, string sum, OnnxNode join)
    {
        if (share.Inputs.Count != 2 || join.Op is not ("Add" or "Sum") || graph.Constant(share.Inputs[share.Inputs[0] == sum ? 1 : 0]) is not { Count: 1 } by)
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
            if (read == 0 || graph.Constant(node.Outputs[0]) is not null || !node.Outputs.Any(output => output == to || uses.ContainsKey(output)))
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
