using System.Collections.Immutable;

namespace Downhill.Onnx;

/// <summary>A part of a graph that has the form of a layer.</summary>
/// <param name="graph">The graph.</param>
/// <param name="root">The node that gives the layer's output.</param>
/// <param name="input">The shape of one row of the layer's input.</param>
/// <param name="isFirst">Whether nothing stands before it, so that the input's shape may still be chosen.</param>
internal sealed class LayerMatch(ValueGraph graph, OnnxNode root, Shape input, bool isFirst)
{
    private ImmutableDictionary<string, OnnxTensor> found = ImmutableDictionary<string, OnnxTensor>.Empty;

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
        if (input.Rank != 1)
            throw Refuse($"multiplies rows of shape {input} by a matrix; rows must be flat for that");
        if (weight.Shape[0] != input.Size)
            throw Refuse($"multiplies rows of {input.Size} numbers by a matrix for {weight.Shape[0]}");
        int outputs = (int)weight.Shape[1];
        (double alpha, double beta) = (root.Number("alpha", 1), root.Number("beta", 1));
        var numbers = new Dictionary<string, double[]> { ["weight"] = Times(weight.Numbers(), alpha) };
        if (bias is not null)
        {
            if (bias.Count != 1 && (bias.Count != outputs || bias.Shape[^1] != outputs))
                return null;
            double[] values = Times(bias.Numbers(), beta);
            numbers["bias"] = Spread(values, outputs);
        }

        return new ReadLayer(new Linear(outputs, bias is not null)) { Numbers = numbers };
    }

    public ReadLayer? Scale(double[] scale, double[] shift)
    {
        bool isShared = scale.Length == 1 && shift.Length == 1;
        if ((scale.Length == 1 || scale.Length == input.Size) && (shift.Length == 1 || shift.Length == input.Size))
        {
            int size = isShared ? 1 : input.Size;
            return new ReadLayer(new Scale(isShared))
            {
                Numbers = new Dictionary<string, double[]> { ["scale"] = Spread(scale, size), ["shift"] = Spread(shift, size) },
            };
        }

        return null;
    }

    public ReadLayer Selu()
    {
        bool isUsual = Math.Abs(root.Number("alpha", 1.6732632) - 1.6732632) < 1e-5 && Math.Abs(root.Number("gamma", 1.050701) - 1.050701) < 1e-5;
        return isUsual ? new Selu() : throw Refuse("has an alpha and a gamma other than the usual ones");
    }

    // Before version 13 the operator works on all axes from the given one on, and 1 is the default.
    public ReadLayer Softmax()
    {
        long axis = root.Int("axis", graph.Opset < 13 ? 1 : -1);
        bool isRow = graph.Opset < 13 ? axis == 1 : input.Rank == 1 && axis is 1 or -1;
        return isRow ? new Softmax() : throw Refuse($"works along axis {axis} of rows of shape {input}, not over the whole row");
    }

    public ReadLayer? BatchNorm(double epsilon)
    {
        string[] names = ["scale", "shift", "mean", "variance"];
        int columns = root.Op == "BatchNormalization" ? input.Rank == 1 ? input.Size : -1 : input[input.Rank - 1]; // spelled out, it works along the last axis
        if (names.Any(name => found[name].Count != columns))
            return null;
        return new ReadLayer(new BatchNorm(Epsilon: epsilon)) { Numbers = names.ToDictionary(name => name, name => found[name].Numbers()) };
    }

    public Layer RequireRowAxis(Layer layer)
    {
        long axis = root.Int("axis", -1);
        return axis == 1 || axis == -input.Rank ? layer : throw Refuse($"works from axis {axis} on, not over the whole row of shape {input}");
    }

    public ReadLayer? RowNorm(Layer layer)
    {
        var numbers = new Dictionary<string, double[]>();
        foreach (string name in layer is LayerNorm ? ["scale", "shift"] : (string[])["scale"])
        {
            if (found[name].Count != input.Size && found[name].Count != 1)
                return null;
            numbers[name] = Spread(found[name].Numbers(), input.Size);
        }

        return new ReadLayer(layer) { Numbers = numbers };
    }

    public ReadLayer? Embedding(int? categories)
    {
        OnnxTensor table = found["weight"];
        if (table.Rank != 2 || input.Rank != 1)
            return null;
        int rows = categories ?? (int)table.Shape[0], outputs = (int)table.Shape[1];
        return rows < 1 || rows > table.Shape[0]
            ? null
            : new ReadLayer(new Embedding(rows, outputs)) { Numbers = new Dictionary<string, double[]> { ["weight"] = table.Numbers()[..(rows * outputs)] } };
    }

    public ReadLayer Nothing() => new(null, input);

    public ReadLayer Dropout(double rate) => rate is > 0 and < 1 ? new Dropout(rate) : Nothing();

    public ReadLayer Cast() => (OnnxType)root.Int("to", 0) is OnnxType.Float or OnnxType.Double or OnnxType.Float16 or OnnxType.BFloat16
        ? Nothing()
        : throw Refuse("makes whole numbers of its input");

    public ReadLayer Flatten() => input.Rank == 1 ? Nothing() : new Flatten();

    /// <summary>Whether a reshape gives rows of the shape they had.</summary>
    public bool KeepsShape(string name) => found[name].Wholes().Skip(1).SequenceEqual(input.Select(extent => (long)extent));

    public ReadLayer Reshape(long[] shape) => Reshaped(ValueGraph.RowShape(shape, input) ?? throw Refuse($"makes rows of shape {input} into [{string.Join(", ", shape)}]"));

    public ReadLayer Squeeze(long[]? axes)
    {
        long[] at = [.. (axes ?? [.. Enumerable.Range(1, input.Rank).Where(axis => input[axis - 1] == 1).Select(axis => (long)axis)]).Select(axis => axis < 0 ? axis + input.Rank + 1 : axis)];
        if (Array.Exists(at, axis => axis < 1 || axis > input.Rank || input[(int)axis - 1] != 1))
            throw Refuse($"takes axes away that rows of shape {input} do not have");
        int[] left = [.. Enumerable.Range(1, input.Rank).Where(axis => !at.Contains(axis)).Select(axis => input[axis - 1])];
        return Reshaped(left.Length == 0 ? [1] : Shape.Create(left));
    }

    public ReadLayer Unsqueeze(long[] axes)
    {
        int rank = input.Rank + 1 + axes.Length;
        long[] at = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (Array.Exists(at, axis => axis < 1 || axis >= rank))
            throw Refuse("puts an axis before the rows");
        var left = new Queue<int>(input);
        return Reshaped(Shape.Create([.. Enumerable.Range(1, rank - 1).Select(axis => at.Contains(axis) || left.Count == 0 ? 1 : left.Dequeue())]));
    }

    // Only layout: where every axis that moves has the extent 1, nothing moves.
    public ReadLayer Transpose()
    {
        long[] order = root.Ints("perm") ?? [.. Enumerable.Range(0, input.Rank + 1).Reverse().Select(axis => (long)axis)];
        if (order.Length != input.Rank + 1 || order[0] != 0 || !order.Order().SequenceEqual(Enumerable.Range(0, order.Length).Select(axis => (long)axis)))
            throw Refuse($"moves the axis of the rows, or has another number of axes than rows of shape {input}");
        int[] real = [.. order[1..].Select(axis => (int)axis - 1).Where(axis => input[axis] > 1)];
        return real.SequenceEqual(real.Order())
            ? Reshaped(Shape.Create([.. order[1..].Select(axis => input[(int)axis - 1])]))
            : throw Refuse($"puts the axes of rows of shape {input} in another order, which no layer does");
    }

    public ReadLayer Select(OnnxTensor places)
    {
        int[] at = [.. places.Wholes().Select(place => (int)Math.Clamp(place < 0 ? place + input.Size : place, -1, int.MaxValue))];
        return root.Int("axis", 0) is 1 or -1 && input.Rank == 1 && places.Rank == 1
            ? new Select([.. at])
            : throw Refuse($"picks along axis {root.Int("axis", 0)} of rows of shape {input}, which no layer does");
    }

    public ReadLayer? Slice(long[] starts, long[] ends, long[] axes, long[] steps)
    {
        if (starts.Length != 1 || ends.Length != 1 || axes.Length != 1 || steps is not [1] || (axes[0] != 1 && axes[0] != -input.Rank))
            throw Refuse("takes a part along another axis than the first of a row, or in steps");
        long start = Math.Clamp(starts[0] < 0 ? starts[0] + input[0] : starts[0], 0, input[0]);
        long end = Math.Clamp(ends[0] < 0 ? ends[0] + input[0] : ends[0], 0, input[0]);
        return end > start ? new Slice((int)start, (int)(end - start)) : throw Refuse("takes an empty part");
    }

    // Rows keep their numbers; a layer is needed only where several axes become one. The first layers may choose the input's shape.
    private ReadLayer Reshaped(Shape shape)
    {
        if (shape == input)
            return Nothing();
        if (isFirst)
            return new ReadLayer(null, shape);
        return shape.Rank == 1 ? new Flatten() : throw Refuse($"makes rows of shape {input} into rows of shape {shape}, which no layer does");
    }

    private static double[] Spread(double[] numbers, int size) => numbers.Length == size ? numbers : [.. Enumerable.Repeat(numbers[0], size)];

    private static double[] Times(double[] numbers, double by) => by == 1 ? numbers : [.. numbers.Select(number => number * by)];
}
