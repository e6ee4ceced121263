namespace Downhill.Onnx;

/// <summary>
/// Computes values that depend only on constants: transposed weights, and the shapes that exporters compute from the shape of the input, in
/// which the number of rows is <see cref="Rows"/>.
/// </summary>
internal sealed class ConstantFolding(Dictionary<string, OnnxTensor> constants)
{
    /// <summary>Stands for the number of rows in a shape.</summary>
    public const long Rows = long.MinValue;

    // More than any shape has; larger ones are weights, which never grow.
    private const int MaxSmall = 64;

    /// <summary>Makes a constant of a shape that a node asks for; false where the node asks in another way.</summary>
    public bool FoldShape(OnnxNode node, Shape row)
    {
        long[] extents = [Rows, .. row.Select(extent => (long)extent)];
        if (node.Inputs.Count != 1 || node.Outputs.Count != 1)
            return false;
        long start = node.Int("start", 0), end = node.Int("end", extents.Length);
        int from = (int)Math.Clamp(start < 0 ? start + extents.Length : start, 0, extents.Length),
            to = (int)Math.Clamp(end < 0 ? end + extents.Length : end, from, extents.Length);
        constants[node.Outputs[0]] = Wholes(extents[from..to]);
        return true;
    }

    public void Fold(OnnxNode node)
    {
        if (node.Domain.Length > 0 || node.Outputs.Count != 1)
            return;
        if (node.Op == "Constant" && Value(node) is OnnxTensor value)
        {
            constants[node.Outputs[0]] = value;
            return;
        }

        OnnxTensor?[] inputs = [.. node.Inputs.Select(input => constants.GetValueOrDefault(input))];
        if (inputs.Length > 0 && inputs.All(input => input is not null) && Compute(node, inputs!) is OnnxTensor result)
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
            case "Shape" when node.Attributes.Count == 0:
                return Wholes([.. first.Shape]);
            case "ConstantOfShape" when first.IsWhole && first.Rank == 1 && first.Count <= MaxSmall:
                return Filled(first.Wholes(), node.Attributes.GetValueOrDefault("value") as OnnxTensor);
            case "Squeeze":
                return Squeezed(first, inputs.Length == 2 ? inputs[1].Wholes() : node.Ints("axes"));
            case "Unsqueeze":
                return Unsqueezed(first, inputs.Length == 2 ? inputs[1].Wholes() : node.Ints("axes") ?? []);
            case "Slice":
                return Part(first, node, inputs);
            case "Concat" when inputs.All(input => input.Rank == 1 && input.Count <= MaxSmall):
                return inputs.All(input => input.IsWhole) ? Wholes([.. inputs.SelectMany(input => input.Wholes())])
                    : inputs.All(input => input.Type == OnnxType.Float)
                        ? OnnxTensor.Of<float>([.. inputs.SelectMany(input => input.Numbers()).Select(number => (float)number)],
                            inputs.Sum(input => input.Count))
                    : null;
            case "Gather" when inputs.Length == 2 && inputs[1].IsWhole && inputs[1].Rank <= 1 && inputs[1].Count <= MaxSmall:
                return TensorOperators.Pick(first, node.Int("axis", 0), inputs[1].Wholes(), keepsAxis: inputs[1].Rank == 1);
            default:
                return TensorOperators.Elementwise(node.Op, inputs);
        }
    }

    private static OnnxTensor? Squeezed(OnnxTensor tensor, long[]? axes)
    {
        long[] gone = [.. (axes ?? [.. Enumerable.Range(0, tensor.Rank).Where(axis => tensor.Shape[axis] == 1).Select(axis => (long)axis)])
            .Select(axis => axis < 0 ? axis + tensor.Rank : axis)];
        return Array.Exists(gone, axis => axis < 0 || axis >= tensor.Rank || tensor.Shape[(int)axis] != 1)
            ? null
            : tensor.Reshaped([.. tensor.Shape.Where((_, axis) => !gone.Contains(axis))]);
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

    private static OnnxTensor? Part(OnnxTensor tensor, OnnxNode node, OnnxTensor[] inputs)
    {
        long[] starts = Numbers(1, "starts") ?? [], ends = Numbers(2, "ends") ?? [],
            axes = Numbers(3, "axes") ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)],
            steps = Numbers(4, "steps") ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            return null;
        OnnxTensor? part = tensor;
        for (int i = 0; i < starts.Length && part is not null; i++)
            part = TensorOperators.Slice(part, axes[i], starts[i], ends[i], steps[i]);
        return part;

        long[]? Numbers(int input, string name) => inputs.Length > input
            ? inputs[input].IsWhole && inputs[input].Count <= MaxSmall ? inputs[input].Wholes() : []
            : node.Ints(name);
    }

    private static OnnxTensor? Filled(long[] shape, OnnxTensor? value)
    {
        long count = shape.Aggregate(1L, (product, extent) =>
            extent is < 1 or > MaxSmall || product > MaxSmall ? MaxSmall + 1 : product * extent);
        return count > MaxSmall || value is { Count: not 1 } ? null
            : value is null || value.Type == OnnxType.Float
                ? OnnxTensor.Of<float>([.. Enumerable.Repeat((float)(value?[0] ?? 0), (int)count)], shape)
            : value.IsWhole ? OnnxTensor.Of<long>([.. Enumerable.Repeat(value.Whole(0), (int)count)], shape)
            : null;
    }

    private static OnnxTensor Wholes(long[] numbers) => OnnxTensor.Of<long>(numbers, numbers.Length);

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
        OnnxType.Int64 or OnnxType.Int32 when tensor.IsWhole => OnnxTensor.Of<long>(tensor.Wholes(), [.. tensor.Shape]),
        OnnxType.Float when tensor.Type != OnnxType.String =>
            OnnxTensor.Of<float>([.. tensor.Numbers().Select(number => (float)number)], [.. tensor.Shape]),
        OnnxType.Double when tensor.Type != OnnxType.String => OnnxTensor.Of<double>(tensor.Numbers(), [.. tensor.Shape]),
        _ => null,
    };
}
