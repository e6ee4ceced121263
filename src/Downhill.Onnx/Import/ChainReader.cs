namespace Downhill.Onnx;

/// <summary>
/// Reads the part of a graph between two values as a chain of layers. A value on all paths is a boundary between two layers. From each
/// boundary, the longest part that has the form of a layer is taken; paths that separate and meet again without such a form are the chains
/// of a composite.
/// </summary>
internal sealed partial class ChainReader(ValueGraph graph)
{
    // No form spans more places than this.
    private const int MaxPlaces = 12, MaxDepth = 64;

    // A value that several ways lead to is read once for each of them; a graph in which that goes on and on is no network of chains.
    private const long MaxRepeated = 8, MaxNumbers = 1 << 24;

    private int depth;
    private long numbers;

    /// <summary>The shape of a row once reshapes right behind the input are taken into account; null if there are none.</summary>
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
            numbers += 64 + layer.Numbers.Values.Sum(one => (long)one.Length);
            if (numbers > MaxNumbers + (MaxRepeated * graph.ConstantNumbers))
                throw graph.Refuse(graph.Maker(from)!,
                    "is reached on so many ways that the layers before it would have to be repeated many times, "
                    + "which no network here does");
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

    /// <summary>
    /// What the last layers must give besides, so that outputs lie as they do elsewhere: images place by place, rows as in the graph.
    /// </summary>
    /// <param name="layers">The layers of the whole network.</param>
    /// <param name="at">The layout of the rows of its output.</param>
    /// <param name="output">The output.</param>
    /// <param name="isOthers">Whether the file may have images channel by channel in its outputs.</param>
    public void Finish(List<ReadLayer> layers, RowLayout at, string output, bool isOthers)
    {
        if (at is { Own.Rank: 1, Graph.Rank: 3, Image: null } && at.Graph.Count(extent => extent > 1) > 1)
        {
            var image = new ImageShape(at.Graph[1], at.Graph[2], at.Graph[0]);
            bool isPlanes = isOthers && InputOrder.LooksChannelsFirst(at.Graph);
            if (isPlanes && RowLayout.Moves(image))
                Turn(layers, image, output);
            layers.Add(isPlanes
                ? new Reshape(image.Height, image.Width, image.Channels)
                : new Reshape(at.Graph[0], at.Graph[1], at.Graph[2]));
        }
        else if (at is { Graph.Rank: 1, Image: { } image })
        {
            throw graph.Refuse(graph.Maker(output)!,
                $"gives images {image.Height} × {image.Width} × {image.Channels} as rows, channel after channel, which no layer does");
        }
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
                var match = new LayerMatch(graph, node, from, at, isFirst);
                if (new PatternMatch(graph, from, at.Graph.Rank + 1).Matches(form.Pattern, places[i], match)
                    && form.Read(match) is ReadLayer layer)
                    return (layer, places[i]);
            }
        }

        return null;
    }

    private static IEnumerable<LayerForm> Candidates(OnnxNode node) => node.Op switch
    {
        "Flatten" or "Reshape" or "Squeeze" => LayerForms.ByOperator["Flat"].Concat(LayerForms.ByOperator[node.Op]),
        "Min" or "Max" => LayerForms.ByOperator[node.Op].Concat(LayerForms.ByOperator["Clip"]),
        _ => LayerForms.ByOperator[node.Op],
    };

    private DownhillException Unknown(OnnxNode node, string from)
    {
        if (node.Inputs.FirstOrDefault(input => input != from && input.Length > 0 && graph.Maker(input) is null
            && graph.Constant(input) is null) is string given)
            return graph.Refuse(node,
                $"reads '{given}', which is an input of the graph and not a constant; write the model with its weights inside");
        if (node.Domain.Length > 0)
            return graph.Refuse(node, $"is an operator of '{node.Domain}', which no layer stands for");
        return graph.Refuse(node, LayerForms.ByOperator.Contains(node.Op)
            ? $"is used in a way that no layer stands for: it reads {string.Join(", ", node.Inputs.Select(Describe))}"
            : "is an operator that no layer stands for");

        string Describe(string input) => input == from ? "the value before it" : graph.Constant(input) is OnnxTensor tensor
            ? $"a constant [{string.Join(", ", tensor.Shape)}]" : $"'{input}'";
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
            if (node.Outputs.Count(uses.ContainsKey) > 1)
                throw graph.Refuse(node, "gives several values, which no layer does");
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
