namespace Downhill.Onnx;

/// <content>What passes numbers on: layout, and parts of rows.</content>
internal sealed partial class LayerMatch
{
    public ReadLayer Nothing() => new(null, at);

    public ReadLayer Dropout(double rate) => rate is > 0 and < 1
        ? new ReadLayer(new Dropout(rate), at) { IsElementwise = true }
        : Nothing();

    public ReadLayer Cast() => (OnnxType)root.Int("to", 0) is OnnxType.Float or OnnxType.Double or OnnxType.Float16 or OnnxType.BFloat16
        ? Nothing()
        : throw Refuse("makes whole numbers of its input");

    public ReadLayer Flatten() => Flat(at.Own.Rank == 1 ? null : new Flatten());

    /// <summary>Whether a reshape gives rows of the shape they had.</summary>
    public bool KeepsShape(string name) => found[name].Wholes().Skip(1).SequenceEqual(input.Select(extent => (long)extent));

    public ReadLayer Reshape(long[] shape) =>
        Reshaped(ValueGraph.RowShape(shape, input) ?? throw Refuse($"makes rows of shape {input} into [{string.Join(", ", shape)}]"));

    public ReadLayer Squeeze(long[]? axes)
    {
        long[] gone = [.. (axes ?? [.. Enumerable.Range(1, input.Rank).Where(axis => input[axis - 1] == 1).Select(axis => (long)axis)])
            .Select(axis => axis < 0 ? axis + input.Rank + 1 : axis)];
        if (Array.Exists(gone, axis => axis < 1 || axis > input.Rank || input[(int)axis - 1] != 1))
            throw Refuse($"takes axes away that rows of shape {input} do not have");
        int[] left = [.. Enumerable.Range(1, input.Rank).Where(axis => !gone.Contains(axis)).Select(axis => input[axis - 1])];
        return Reshaped(left.Length == 0 ? [1] : Shape.Create(left));
    }

    public ReadLayer Unsqueeze(long[] axes)
    {
        int rank = input.Rank + 1 + axes.Length;
        long[] added = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (Array.Exists(added, axis => axis < 1 || axis >= rank))
            throw Refuse("puts an axis before the rows");
        var left = new Queue<int>(input);
        return Reshaped(Shape.Create(
            [.. Enumerable.Range(1, rank - 1).Select(axis => added.Contains(axis) || left.Count == 0 ? 1 : left.Dequeue())]));
    }

    // Only layout: where every axis that moves has the extent 1, nothing moves; images may lie channel by channel.
    public ReadLayer Transpose()
    {
        long[] order = root.Ints("perm") ?? [.. Enumerable.Range(0, input.Rank + 1).Reverse().Select(axis => (long)axis)];
        if (order.Length != input.Rank + 1 || order[0] != 0
            || !order.Order().SequenceEqual(Enumerable.Range(0, order.Length).Select(axis => (long)axis)))
            throw Refuse($"moves the axis of the rows, or has another number of axes than rows of shape {input}");
        int[] real = [.. order[1..].Select(axis => (int)axis - 1).Where(axis => input[axis] > 1)];
        Shape moved = Shape.Create([.. order[1..].Select(axis => input[(int)axis - 1])]);
        if (real.SequenceEqual(real.Order()))
            return Reshaped(moved);
        if (at.Image is null && order is [0, 3, 1, 2])
            return new ReadLayer(null, RowLayout.Planes(input)) { Before = Settle() };
        if (at.Image is { } image && order is [0, 2, 3, 1] && input[0] == image.Channels && input[1] == image.Height)
            return new ReadLayer(null, RowLayout.Of(moved)) { Before = Planes().Read.Before };
        throw Refuse($"puts the axes of rows of shape {input} in another order, which no layer does");
    }

    public ReadLayer Select(OnnxTensor places)
    {
        int[] picked = [.. places.Wholes().Select(place => (int)Math.Clamp(place < 0 ? place + input.Size : place, -1, int.MaxValue))];
        bool isFlat = input.Rank == 1 || graph.Maker(root.Inputs[0])?.Op is "Flatten" or "Reshape";
        return root.Int("axis", 0) is 1 or -1 && isFlat && places.Rank == 1
            ? new Select([.. picked])
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

    // Rows keep their numbers. Where several axes become one, that is a layer; other shapes wait for what reads them. The first
    // layers may choose the input's shape.
    private ReadLayer Reshaped(Shape shape)
    {
        if (shape == input)
            return Nothing();
        if (shape.Rank == 1 && at.Own.Rank > 1)
            return isFirst && at.Image is null ? new ReadLayer(null, RowLayout.Of(shape)) : Flat(new Flatten());
        bool isChosen = isFirst && at.Image is null && shape.Rank is not (1 or 3);
        return new ReadLayer(null, isChosen ? RowLayout.Of(shape) : at with { Graph = shape });
    }

    private ReadLayer Flat(Layer? layer) => new(layer, at with { Graph = [input.Size], Own = [input.Size] });
}
