namespace Downhill.Onnx;

/// <summary>
/// Computes what depends on constants only: moved weights, and the shapes that exporters compute from the input's shape, where the number
/// of rows is <see cref="Rows"/>.
/// </summary>
internal sealed class ConstantFolding(Dictionary<string, OnnxTensor> constants)
{
    /// <summary>Stands for the number of rows in a shape.</summary>
    public const long Rows = long.MinValue;

    // More than any shape has; larger ones are weights, which are only moved.
    private const int MaxSmall = 64;

    /// <summary>Makes a constant of a shape that a node asks for; false where the node asks in another way.</summary>
    public bool FoldShape(OnnxNode node, Shape row)
    {
        if (node.Inputs.Count != 1 || node.Attributes.Count > 0 || node.Outputs.Count != 1)
            return false;
        constants[node.Outputs[0]] = Wholes([Rows, .. row.Select(extent => (long)extent)]);
        return true;
    }

    public void Fold(OnnxNode node)
    {
        if (node.Op == "Constant" && node.Outputs.Count == 1 && Value(node) is OnnxTensor value)
        {
            constants[node.Outputs[0]] = value;
            return;
        }

        OnnxTensor?[] inputs = [.. node.Inputs.Select(input => constants.GetValueOrDefault(input))];
        if (inputs.Length > 0 && inputs.All(input => input is not null) && node.Outputs.Count == 1
            && Compute(node, inputs!) is OnnxTensor result)
            constants[node.Outputs[0]] = result;
    }

    private static OnnxTensor? Value(OnnxNode node) => node.Attributes.Values.FirstOrDefault() switch
    {
        OnnxTensor tensor => tensor,
        float number => OnnxTensor.Of<float>([number]),
        long number => OnnxTensor.Of<long>([number]),
        float[] numbers => OnnxTensor.Of<float>(numbers, numbers.Length),
        long[] numbers => OnnxTensor.Of<long>(numbers, numbers.Length),
        _ => null,
    };

    private static OnnxTensor? Compute(OnnxNode node, OnnxTensor[] inputs)
    {
        OnnxTensor first = inputs[0];
        switch (node.Op)
        {
            case "Identity":
                return first;
            case "Transpose":
                int[] order = [.. (node.Ints("perm") ?? [.. Enumerable.Range(0, first.Rank).Reverse().Select(axis => (long)axis)])
                    .Select(axis => (int)axis)];
                return order.Order().SequenceEqual(Enumerable.Range(0, first.Rank)) ? first.Transposed(order) : null;
            case "Cast":
                return Cast(first, (OnnxType)node.Int("to", 0));
            case "Reshape" when inputs.Length == 2 && inputs[1].Count <= MaxSmall:
                return Reshape(first, inputs[1].Wholes());
            case "Squeeze":
                return first.Reshaped([.. first.Shape.Where(extent => extent != 1)]);
            case "Unsqueeze":
                long[] axes = inputs.Length == 2 ? inputs[1].Wholes() : node.Ints("axes") ?? [];
                return Unsqueezed(first, axes);
            case "Slice" when first.IsWhole && first.Rank == 1 && first.Count <= MaxSmall:
                return Part(first.Wholes(), node, inputs);
            case "Concat" when inputs.All(input => input.IsWhole && input.Rank <= 1 && input.Count <= MaxSmall):
                return Wholes([.. inputs.SelectMany(input => input.Wholes())]);
            case "Gather" when first.IsWhole && first.Rank == 1 && inputs.Length == 2 && inputs[1].Count <= MaxSmall:
                long[] from = first.Wholes(), places = [.. inputs[1].Wholes().Select(place => place < 0 ? place + from.Length : place)];
                return Array.Exists(places, place => place < 0 || place >= from.Length)
                    ? null
                    : Wholes([.. places.Select(place => from[place])], inputs[1].Rank == 0);
            default:
                return null;
        }
    }

    private static OnnxTensor? Unsqueezed(OnnxTensor tensor, long[] axes)
    {
        int rank = tensor.Rank + axes.Length;
        long[] at = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (rank > MaxSmall || at.Distinct().Count() != axes.Length || Array.Exists(at, axis => axis < 0 || axis >= rank))
            return null;
        var extents = new Queue<long>(tensor.Shape);
        return tensor.Reshaped([.. Enumerable.Range(0, rank).Select(axis => at.Contains(axis) ? 1 : extents.Dequeue())]);
    }

    private static OnnxTensor? Part(long[] numbers, OnnxNode node, OnnxTensor[] inputs)
    {
        long[]? starts = inputs.Length > 1 ? inputs[1].Wholes() : node.Ints("starts"),
            ends = inputs.Length > 2 ? inputs[2].Wholes() : node.Ints("ends");
        if (starts is not [long start] || ends is not [long end] || (inputs.Length > 4 && inputs[4].Wholes() is not [1]))
            return null;
        int from = (int)Math.Clamp(start < 0 ? start + numbers.Length : start, 0, numbers.Length),
            to = (int)Math.Clamp(end < 0 ? end + numbers.Length : end, 0, numbers.Length);
        return Wholes(numbers[from..Math.Max(from, to)]);
    }

    private static OnnxTensor Wholes(long[] numbers, bool isScalar = false) => isScalar
        ? OnnxTensor.Of<long>(numbers)
        : OnnxTensor.Of<long>(numbers, numbers.Length);

    private static OnnxTensor? Reshape(OnnxTensor tensor, long[] shape)
    {
        long[] extents = [.. shape.Select((extent, axis) => extent == 0 && axis < tensor.Rank ? tensor.Shape[axis] : extent)];
        int free = Array.IndexOf(extents, -1);
        long known = extents.Where(extent => extent != -1)
            .Aggregate(1L, (product, extent) => extent < 1 || product > tensor.Count ? 0 : product * extent);
        if (known < 1 || extents.Count(extent => extent == -1) > 1)
            return null;
        if (free >= 0)
            (extents[free], known) = (tensor.Count / known, tensor.Count / known * known);
        return known == tensor.Count ? tensor.Reshaped(extents) : null;
    }

    private static OnnxTensor? Cast(OnnxTensor tensor, OnnxType to) => to switch
    {
        _ when to == tensor.Type => tensor,
        OnnxType.Int64 when tensor.IsWhole => OnnxTensor.Of<long>(tensor.Wholes(), [.. tensor.Shape]),
        OnnxType.Float when tensor.Type != OnnxType.String =>
            OnnxTensor.Of<float>([.. tensor.Numbers().Select(number => (float)number)], [.. tensor.Shape]),
        OnnxType.Double when tensor.Type != OnnxType.String => OnnxTensor.Of<double>(tensor.Numbers(), [.. tensor.Shape]),
        _ => null,
    };
}
