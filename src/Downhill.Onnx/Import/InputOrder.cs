namespace Downhill.Onnx;

/// <summary>Finds out whether the images of a graph have their channels first.</summary>
internal static class InputOrder
{
    private static readonly HashSet<string> OfImages =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool", "BatchNormalization",
        "InstanceNormalization", "GroupNormalization",
        "Resize", "Upsample", "LRN",
    ];

    private static readonly HashSet<string> OfRows =
    [
        "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "MatMul", "Gemm", "Slice", "Gather", "ReduceMean", "ReduceMax",
        "Softmax", "LayerNormalization", "Shape",
    ];

    /// <summary>Whether rows of a shape are grey or coloured images, channel by channel, where no operator says so.</summary>
    public static bool LooksChannelsFirst(Shape row) => row[0] is 1 or 3 && row[1] > 4 && row[2] > 4;

    /// <summary>
    /// Whether the first operators that a value meets take channels first; those that work number by number do not count.
    /// </summary>
    public static bool HasChannelsFirst(ValueGraph graph, string input)
    {
        var reached = new HashSet<string> { input };
        foreach (OnnxNode node in graph.Order.Where(node => node.Inputs.Any(reached.Contains)))
        {
            if (OfImages.Contains(node.Op) && reached.Contains(node.Inputs[0]))
                return true;
            if (!OfRows.Contains(node.Op))
                reached.UnionWith(node.Outputs);
        }

        return false;
    }
}
