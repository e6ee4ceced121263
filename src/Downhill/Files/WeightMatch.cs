namespace Downhill;

/// <summary>A tensor that fits a parameter or a statistic.</summary>
/// <param name="Name">The full name of the parameter or statistic.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Order">The order of the tensor's axes that makes them ours; null if they are.</param>
/// <param name="Image">
/// The image whose channels the inputs of a linear layer, or the numbers of a normalization, go through one after the other; null where
/// none is.
/// </param>
internal sealed record WeightMatch(string Name, Shape Shape, SourceTensor Tensor, int[]? Order, ImageShape? Image)
{
    public string Change => string.Join(" and ", new[]
    {
        Order is null ? string.Empty : Order.Length == 2 ? "transposed" : $"axes in the order ({string.Join(", ", Order)})",
        Image is { } image
            ? $"from channel after channel to place after place of {image.Height} × {image.Width} × {image.Channels}"
            : string.Empty,
    }.Where(part => part.Length > 0));

    public double[] Read()
    {
        double[] numbers = Tensor.Read(Shape.Size);
        if (Order is not null)
            numbers = TensorAxes.Move(numbers, [.. Tensor.Shape], Order);
        if (Image is { } image)
            numbers = TensorAxes.Move(numbers, [image.Channels, image.Places, Shape.Size / (image.Channels * image.Places)], [1, 0, 2]);
        return numbers;
    }
}

/// <summary>A layer with the parameters and statistics that need tensors.</summary>
/// <param name="Place">The layer.</param>
/// <param name="Parts">Their names and shapes.</param>
/// <param name="Flat">The image that the layer's input was before it became a row; null if it was none.</param>
internal sealed record WeightTarget(LayerPlace Place, (string Name, Shape Shape)[] Parts, ImageShape? Flat)
{
    public string Name => Place.Name;
}

/// <summary>The names of a layer's tensors in PyTorch and Keras, and their order of axes.</summary>
internal static class WeightNames
{
    private static readonly string[] Torch = ["weight", "running_mean", "running_var"],
        Keras = ["kernel", "depthwise_kernel", "gamma", "beta", "moving_mean", "moving_variance", "embeddings"];

    /// <summary>What is no weight: a count of steps.</summary>
    public static bool IsIgnored(string name) => Last(name) == "num_batches_tracked";

    /// <summary>The last part of a name, without the ":0" that Keras puts behind.</summary>
    public static string Last(string name)
    {
        string whole = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
        return whole[(whole.LastIndexOfAny(['.', '/']) + 1)..];
    }

    /// <summary>The text before the last part.</summary>
    public static string Group(string name) => name[..Math.Max(name.LastIndexOfAny(['.', '/']), 0)];

    /// <summary>Whether weights have their outputs first, as in PyTorch; null if no name shows it.</summary>
    public static bool? HasOutputsFirst(IEnumerable<string> names)
    {
        string[] last = [.. names.Select(Last)];
        return last.Any(Keras.Contains) ? false : last.Any(Torch.Contains) ? true : null;
    }

    /// <summary>Whether a tensor's name is one for a layer's parameter or statistic.</summary>
    public static bool Fits(string name, string parameter) => parameter switch
    {
        "weight" => Last(name) is "weight" or "kernel" or "depthwise_kernel" or "embeddings",
        "bias" => Last(name) == "bias",
        "scale" => Last(name) is "weight" or "gamma" or "scale",
        "shift" => Last(name) is "bias" or "beta" or "shift",
        "mean" => Last(name) is "running_mean" or "moving_mean" or "mean",
        _ => Last(name) is "running_var" or "moving_variance" or "variance",
    };
}
