namespace Downhill.Onnx;

/// <content>Activations with numbers of their own, and tables.</content>
internal sealed partial class LayerMatch
{
    /// <summary>Numbers between two bounds; with no upper bound and 0 as the lower one, a rectifier.</summary>
    public ReadLayer Clip()
    {
        double min = Math.Max(Number("min"), double.MinValue), max = Math.Min(Number("max"), double.MaxValue);
        return min == 0 && max >= float.MaxValue ? new ReadLayer(new Relu()) : new ReadLayer(new Clip(min, max));
    }

    // 1/6 is no float.
    public static ReadLayer HardSigmoid(double slope) => new HardSigmoid((float)slope == 1 / 6f ? 1.0 / 6 : slope);

    public ReadLayer HardSigmoid(OnnxNode node) => node.Number("beta", 0.5) == 0.5
        ? HardSigmoid(node.Number("alpha", 0.2))
        : throw graph.Refuse(node, $"has the beta {node.Number("beta", 0.5)}; only 0.5 is a layer");

    /// <summary>A product with a hard sigmoid of slope 1/6; null if its slope is another.</summary>
    public ReadLayer? HardSwish() => root.Inputs.Select(graph.Maker).First(node => node?.Op == "HardSigmoid") is OnnxNode inside
        && HardSigmoid(inside).Layer == new HardSigmoid()
        ? new ReadLayer(new HardSwish())
        : null;

    public ReadLayer Selu()
    {
        bool isUsual = Math.Abs(root.Number("alpha", 1.6732632) - 1.6732632) < 1e-5
            && Math.Abs(root.Number("gamma", 1.050701) - 1.050701) < 1e-5;
        return isUsual ? new Selu() : throw Refuse("has an alpha and a gamma other than the usual ones");
    }

    // Before version 13 the operator works on all axes from the given one on, and 1 is the default.
    public ReadLayer Softmax()
    {
        long axis = root.Int("axis", graph.Opset < 13 ? 1 : -1);
        axis = axis < 0 ? axis + input.Rank + 1 : axis;
        bool isRow = axis == 1 && (graph.Opset < 13 || input.Rank == 1);
        return isRow ? new Softmax() : throw Refuse($"works along axis {axis} of rows of shape {input}, not over the whole row");
    }

    /// <summary>A rectifier whose slope left of zero is a number for each place or channel: max(x, 0) + slope · min(x, 0).</summary>
    public ReadLayer? LeakyEach(OnnxTensor slopes)
    {
        if (Scale(slopes, null) is not { } scale)
            return null;
        var below = new Clip(double.MinValue, 0);
        return scale with
        {
            Layer = new Residual([new Relu()], [below, scale.Layer!]),
            Numbers = new Dictionary<string, double[]>(),
            Chains = [[new Relu()], [below, new ReadLayer(scale.Layer) { Numbers = scale.Numbers }]],
        };
    }

    /// <summary>(x − offset) · scale, both given as attributes.</summary>
    public ReadLayer? ScaleByAttributes()
    {
        float[] offset = root.Attributes.GetValueOrDefault("offset") as float[] ?? [0], scale = root.Attributes.GetValueOrDefault("scale")
            as float[] ?? [1];
        int count = Math.Max(offset.Length, scale.Length);
        if (input.Rank != 1 || (count != 1 && count != input.Size) || Math.Min(offset.Length, scale.Length) is 0
            || (offset.Length != scale.Length && Math.Min(offset.Length, scale.Length) != 1))
            return null;
        double[] factors = [.. Enumerable.Range(0, count).Select(i => (double)scale[i % scale.Length])],
            shifts = [.. Enumerable.Range(0, count).Select(i => -(double)offset[i % offset.Length] * factors[i])];
        return Scale(OnnxTensor.Of<double>(factors, count), OnnxTensor.Of<double>(shifts, count));
    }

    public ReadLayer? Embedding(int? categories)
    {
        OnnxTensor table = found["weight"];
        if (table.Rank != 2 || input.Rank != 1)
            return null;
        int rows = categories ?? (int)table.Shape[0], outputs = (int)table.Shape[1];
        return rows < 1 || rows > table.Shape[0]
            ? null
            : new ReadLayer(new Embedding(rows, outputs))
            {
                Numbers = new Dictionary<string, double[]> { ["weight"] = table.Numbers()[..(rows * outputs)] },
            };
    }

    /// <summary>The rows of a table that one number of each row picks.</summary>
    public ReadLayer? EmbeddingOf(OnnxTensor place)
    {
        OnnxNode pick = graph.Maker(graph.Maker(root.Inputs[1])!.Inputs[0])!;
        return pick.Int("axis", 0) is 1 or -1 && place.Rank == 0 && Embedding(null) is { } layer
            ? layer with
            {
                Before = [.. Settle(), new Select([(int)Math.Clamp(place[0] < 0 ? place[0] + input.Size : place[0], -1, int.MaxValue)])],
                Output = RowLayout.Of([((Embedding)layer.Layer!).Outputs]),
            }
            : null;
    }
}
