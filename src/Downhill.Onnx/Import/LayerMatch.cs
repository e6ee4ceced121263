using System.Collections.Immutable;

namespace Downhill.Onnx;

/// <summary>A part of a graph that has the form of a layer.</summary>
/// <param name="graph">The graph.</param>
/// <param name="root">The node that gives the layer's output.</param>
/// <param name="from">The value that the layer reads.</param>
/// <param name="at">The layout of the rows of the layer's input.</param>
/// <param name="isFirst">Whether nothing stands before it, so that the input's shape may still be chosen.</param>
internal sealed partial class LayerMatch(ValueGraph graph, OnnxNode root, string from, RowLayout at, bool isFirst)
{
    // One number stands for so many at most: the graph says how many, and may lie.
    private const int MaxSpread = 1 << 20;

    private readonly Shape input = at.Graph;
    private ImmutableDictionary<string, OnnxTensor> found = ImmutableDictionary<string, OnnxTensor>.Empty;

    /// <summary>The layout of the rows of the layer's input.</summary>
    public RowLayout At => at;

    public long Opset => graph.Opset;

    /// <summary>Whether it gives the network's output.</summary>
    public bool IsEnd => root.Outputs[0] == graph.Output;

    /// <summary>The same as layers for images see it.</summary>
    public ImageMatch Image => new(this);

    public OnnxNode Root => root;

    public OnnxTensor this[string name] => found[name];

    public double Number(string name) => found[name].Type == OnnxType.Float ? OnnxNode.Shortest((float)found[name][0]) : found[name][0];

    /// <summary>Notes what a leaf stands for; false where it already stands for another constant.</summary>
    public bool Note(string name, OnnxTensor tensor)
    {
        if (found.TryGetValue(name, out OnnxTensor? known))
            return known == tensor;
        found = found.Add(name, tensor);
        return true;
    }

    /// <summary>What the leaves stand for so far, for <see cref="Restore"/>.</summary>
    public object Notes => found;

    public void Restore(object notes) => found = (ImmutableDictionary<string, OnnxTensor>)notes;

    public DownhillException Refuse(string why) => graph.Refuse(root, why);

    /// <summary>The layers that give rows the shape that they have in the graph.</summary>
    /// <exception cref="DownhillException">The graph has their images channel by channel.</exception>
    public Layer[] Settle()
    {
        if (at.Image is not null)
            throw Refuse($"reads images {at.Own} channel by channel in a way that no layer does");
        return at.Own == input ? []
            : input.Rank == 1 ? [new Flatten()]
            : input.Rank == 3 ? [new Reshape(input[0], input[1], input[2])]
            : throw Refuse($"reads rows of shape {input}, which no layer gives");
    }

    /// <summary>
    /// Images that lie channel by channel. Where the graph made them of rows, the layers before must give them place by place; see
    /// <see cref="ReadLayer.Turned"/>.
    /// </summary>
    public (ReadLayer Read, ImageShape Image) Planes()
    {
        if (input.Rank != 3)
            throw Refuse($"works on images, but its rows have the shape {input}");
        var image = new ImageShape(input[1], input[2], input[0]);
        bool isTurned = at.Image is null && RowLayout.Moves(image);
        if ((isTurned && at.Own.Rank != 1) || (at.Image is { } known && known != image))
            throw Refuse($"takes images of {image.Channels} channels, {image.Height} × {image.Width}, "
                + $"which rows of shape {at.Own} before it are not");
        Shape plane = [image.Height, image.Width],
            own = image.Channels == 1 && at.Own == plane ? plane : [image.Height, image.Width, image.Channels];
        return (new ReadLayer(null, RowLayout.Planes(own))
        {
            Before = at.Own == own ? [] : [new Reshape(image.Height, image.Width, image.Channels)],
            Turned = isTurned ? image : null,
        }, image);
    }

    /// <summary>The padding of a node before a convolution, <c>[top, left, bottom, right]</c>; null if there is none.</summary>
    public long[]? Padding()
    {
        return root.Inputs[0] != from && graph.Maker(root.Inputs[0]) is { Op: "Pad" } pad ? Pads(pad) : null;
    }

    /// <summary>Whether a node that pads adds nothing.</summary>
    public bool PadsNothing(OnnxNode pad) => Array.TrueForAll(AllPads(pad), number => number == 0);

    private long[] AllPads(OnnxNode pad) => found.TryGetValue("pads", out OnnxTensor? tensor) ? tensor.Wholes() : pad.Ints("pads") ?? [];

    /// <summary>The padding of a node around images, <c>[top, left, bottom, right]</c>.</summary>
    public long[] Pads(OnnxNode pad)
    {
        long[] pads = AllPads(pad);
        bool isZero = (!found.TryGetValue("value", out OnnxTensor? value) || value[0] == 0) && pad.Number("value", 0) == 0;
        return pads.Length == 8 && pads[0] == 0 && pads[1] == 0 && pads[4] == 0 && pads[5] == 0 && isZero
            && pad.Text("mode", "constant") == "constant"
            ? [pads[2], pads[3], pads[6], pads[7]]
            : throw graph.Refuse(pad, "pads with something else than zeros, or other axes than height and width");
    }

    /// <summary>The ε of an instance normalization inside, which neither scales nor shifts; null if it does.</summary>
    public double? IsPlainInstanceNorm()
    {
        OnnxNode? node = root;
        for (int i = 0; i < 4 && node is not null && node.Op != "InstanceNormalization"; i++)
            node = node.Inputs.Select(graph.Maker).FirstOrDefault(maker => maker is { Op: "Mul" or "Reshape" or "InstanceNormalization" });
        return node is { Op: "InstanceNormalization" } && found["ones"].Numbers().All(one => one == 1)
            && found["zeros"].Numbers().All(zero => zero == 0)
            ? node.Number("epsilon", 1e-5)
            : null;
    }

    /// <summary>The output of a layer for rows in the layout of the graph.</summary>
    public Shape OutputShape(Layer layer)
    {
        try
        {
            return layer.OutputShape(input);
        }
        catch (DownhillException error)
        {
            throw Refuse($"{error.Message} (its rows have the shape {input})");
        }
    }

    /// <summary>The weight of a Gemm as <c>[inputs, outputs]</c>.</summary>
    public OnnxTensor Weight()
    {
        if (root.Int("transA", 0) != 0)
            throw Refuse("transposes its rows");
        OnnxTensor weight = found["weight"];
        return root.Int("transB", 0) == 0 || weight.Rank != 2 ? weight : weight.Transposed([1, 0]);
    }

    /// <summary>A bias; its shape is checked with the weight.</summary>
    public OnnxTensor Bias(string name) => found[name];

    public ReadLayer? Linear(OnnxTensor weight, OnnxTensor? bias)
    {
        if (weight.Rank != 2)
            throw Refuse($"multiplies by a tensor of shape [{string.Join(", ", weight.Shape)}], not by a matrix");
        bool isOfChannels = input.Rank == 3 && at.IsSame && root.Op != "Gemm"; // the same matrix at each place: a window of one place
        if (input.Rank != 1 && !isOfChannels)
            throw Refuse($"multiplies rows of shape {input} by a matrix; rows must be flat for that");
        int inputs = isOfChannels ? input[2] : input.Size;
        if (weight.Shape[0] != inputs)
            throw Refuse($"multiplies {(isOfChannels ? "places" : "rows")} of {inputs} numbers by a matrix for {weight.Shape[0]}");
        int outputs = (int)weight.Shape[1];
        (double alpha, double beta) = (root.Number("alpha", 1), root.Number("beta", 1));
        var numbers = new Dictionary<string, double[]> { ["weight"] = at.Reorder(Times(weight.Numbers(), alpha), outputs) };
        if (bias is not null)
        {
            if (bias.Count != 1 && (bias.Count != outputs || bias.Shape[^1] != outputs))
                return null;
            double[] values = Times(bias.Numbers(), beta);
            numbers["bias"] = Spread(values, outputs);
        }

        if (isOfChannels)
            return new ReadLayer(new Conv2D(outputs, 1, HasBias: bias is not null), RowLayout.Of([input[0], input[1], outputs]))
            {
                Numbers = numbers,
            };
        return new ReadLayer(new Linear(outputs, bias is not null), RowLayout.Of([outputs]))
        {
            Numbers = numbers,
            Before = at.Own.Rank == 1 ? [] : [new Flatten()],
        };
    }

    /// <summary>A factor and a shift: one for all numbers of a row, one for each, or one for each channel of an image.</summary>
    public ReadLayer? Scale(OnnxTensor? scale, OnnxTensor? shift, Func<double, double>? scaled = null, Func<double, double>? shifted = null)
    {
        OnnxTensor?[] both = [scale, shift];
        double[] factors = [.. (scale?.Numbers() ?? [1]).Select(scaled ?? (one => one))],
            shifts = [.. (shift?.Numbers() ?? [0]).Select(shifted ?? (one => one))];
        bool isShared = factors.Length == 1 && shifts.Length == 1;
        if (both.All(one => one is null || one.Count == 1
            || (one.Count == input.Size && LiesLast(one, [.. input.Select(extent => (long)extent)]))))
        {
            int size = isShared ? 1 : input.Size;
            return new ReadLayer(new Scale(isShared), at)
            {
                Numbers = new Dictionary<string, double[]> { ["scale"] = OfRow(factors, size), ["shift"] = OfRow(shifts, size) },
            };
        }

        if (input.Rank != 3)
            return null;
        bool isLast = at.IsSame && both.All(one => one is null || one.Count == 1 || LiesLast(one, [input[2]]));
        return isLast || both.All(one => one is null || one.Count == 1 || LiesLast(one, [input[0], 1, 1]))
            ? Image.ScaleChannels(factors, shifts, isLast)
            : null;

        double[] OfRow(double[] numbers, int size) => numbers.Length == 1 ? Spread(numbers, size) : at.Reorder(numbers);
    }

    // Whether a tensor's last axes are these, and those before them are of extent 1.
    private static bool LiesLast(OnnxTensor tensor, long[] extents) =>
        tensor.Shape.SkipWhile(extent => extent == 1).SequenceEqual(extents.SkipWhile(extent => extent == 1));

    // The operator works along the channels of images; spelled out, it works along the last axis.
    public ReadLayer? BatchNorm(double epsilon)
    {
        if (root.Op == "BatchNormalization" && input.Rank == 3)
            return Image.NormalizeBatch(epsilon);
        string[] names = ["scale", "shift", "mean", "variance"];
        int columns = root.Op == "BatchNormalization" ? input.Rank == 1 ? input.Size : -1 : input[input.Rank - 1];
        if (names.Any(name => found[name].Count != columns) || (input.Rank == 1 && at.Own.Rank != 1))
            return null;
        return new ReadLayer(new BatchNorm(Epsilon: epsilon), input.Rank == 1 ? at : null)
        {
            Numbers = names.ToDictionary(name => name, name => input.Rank == 1 ? at.Reorder(found[name].Numbers()) : found[name].Numbers()),
        };
    }

    public Layer RequireRowAxis(Layer layer)
    {
        long axis = root.Int("axis", -1);
        bool isRow = input.Rank == 3 ? axis is 3 or -1 : axis == 1 || axis == -input.Rank; // of an image over its channels
        return isRow ? layer : throw Refuse($"works from axis {axis} on, not over the whole row of shape {input}");
    }

    public ReadLayer? RowNorm(Layer layer)
    {
        var numbers = new Dictionary<string, double[]>();
        foreach (string name in layer is LayerNorm ? ["scale", "shift"] : (string[])["scale"])
        {
            int size = ImageShape.Columns(input).Size;
            if (found[name].Count != size && (found[name].Count != 1 || size > MaxSpread))
                return null;
            numbers[name] = Spread(found[name].Numbers(), size);
        }

        return new ReadLayer(layer) { Numbers = numbers };
    }

    private static double[] Spread(double[] numbers, int size) => numbers.Length == size
        ? numbers
        : [.. Enumerable.Repeat(numbers[0], size)];

    private static double[] Times(double[] numbers, double by) => by == 1 ? numbers : [.. numbers.Select(number => number * by)];
}
