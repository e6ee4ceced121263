using Downhill.Kernels;

namespace Downhill.Onnx;

/// <summary>
/// Writes layers for images. In ONNX, images are <c>[rows, channels, height, width]</c> and weights are
/// <c>[outputs, channels, height, width]</c>.
/// </summary>
internal static class ImageGraphs
{
    // [height, width, channels, outputs] → [outputs, channels, height, width]
    private static readonly int[] WeightOrder = [3, 2, 0, 1];

    public static string Convolve(LayerAt at, Conv2D layer, string x)
    {
        WindowShape window = layer.Window(at.Input);
        return at.Graph.Add(
            "Conv", Weights(at, x, layer.HasBias), Kernel(window), ("strides", Strides(window)), ("pads", Pads(window)), Dilations(window),
            ("group", (long)window.Groups));
    }

    // The window is that of the convolution turned around: what it pads is cut off here. Where less than nothing would be cut off
    // at the end, that much is added there.
    public static string Convolve(LayerAt at, Conv2DTranspose layer, string x)
    {
        WindowShape window = layer.Window(at.Input);
        (int below, int right) = After(window);
        long[] pads = [window.Top, window.Left, Math.Max(below, 0), Math.Max(right, 0)], added = [Math.Max(-below, 0), Math.Max(-right, 0)];
        return at.Graph.Add(
            "ConvTranspose", Weights(at, x, layer.HasBias), Kernel(window), ("strides", Strides(window)), ("pads", pads),
            ("output_padding", added),
            Dilations(window), ("group", (long)window.Groups));
    }

    // Padding never is the largest, and is not counted in a mean: the operators' own way.
    public static string Pool(LayerAt at, string op, WindowShape window, string x) =>
        at.Graph.Add(op, [x], Kernel(window), ("strides", Strides(window)), ("pads", Pads(window)));

    // In double the runtimes have reductions only.
    public static string PoolAll(LayerAt at, string op, string reduction, string x)
    {
        GraphBuilder graph = at.Graph;
        x = graph.Planes(x, at.Input);
        return graph.Add("Flatten", [graph.IsDouble ? graph.Reduce(reduction, x, graph.Whole("axes", 2, 3)) : graph.Add(op, [x])],
            ("axis", 1L));
    }

    public static string Enlarge(GraphBuilder graph, Upsample layer, string x)
    {
        string scales = graph.Constant("scales", OnnxTensor.Of<float>([1, 1, layer.Factor.Height, layer.Factor.Width], 4));
        return layer.Mode == UpsampleMode.Nearest
            ? graph.Add("Resize", [x, string.Empty, scales], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"),
                ("nearest_mode", "floor"))
            : graph.Add("Resize", [x, string.Empty, scales], ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"));
    }

    // In double it is spelled out, as the attribute ε is a float.
    public static string Normalize(LayerAt at, string x)
    {
        double epsilon = ((BatchNorm)at.Layer).Epsilon;
        string scale = at.Parameter("scale"), shift = at.Parameter("shift"), mean = at.Parameter("mean"),
            variance = at.Parameter("variance");
        if (at.Graph.IsDouble)
        {
            return at.Formula(
                LayerForms.BatchNorm, at.Graph.Rows(x, at.Input), ("$mean", mean), ("$variance", variance),
                ("#epsilon", at.Number(epsilon)), ("$scale", scale), ("$shift", shift));
        }

        if (at.Input.Rank == 3)
            x = at.Graph.Planes(x, at.Input);
        return at.Like(x, at.Graph.Add("BatchNormalization", [x, scale, shift, mean, variance], ("epsilon", (float)epsilon)));
    }

    // As instances of images that have a channel for each group. In double it is spelled out.
    public static string Normalize(LayerAt at, GroupNorm layer, string x)
    {
        GraphBuilder graph = at.Graph;
        var image = ImageShape.Require(at.Input);
        string groups = graph.Whole("groups", 0, layer.Groups, -1),
            shape = graph.Whole("shape", -1, image.Channels, image.Height, image.Width);
        string scale = PerChannel("scale"), shift = PerChannel("shift");
        if (graph.IsDouble)
        {
            return graph.Formula(
                LayerForms.GroupNormInDouble, ("x", x), ("$groups", groups), ("$shape", shape), ("#epsilon", at.Number(layer.Epsilon)),
                ("$scale", scale), ("$shift", shift),
                ("axes", graph.Whole("axes", 2)));
        }

        string ones = graph.Constant("ones", OnnxTensor.Of<float>([.. Enumerable.Repeat(1f, layer.Groups)], layer.Groups));
        string zeros = graph.Constant("zeros", OnnxTensor.Of<float>(new float[layer.Groups], layer.Groups));
        string normalized = graph.Add("InstanceNormalization", [graph.Add("Reshape", [x, groups]), ones, zeros],
            ("epsilon", (float)layer.Epsilon));
        return graph.Add("Add", [graph.Add("Mul", [graph.Add("Reshape", [normalized, shape]), scale]), shift]);

        string PerChannel(string name) => graph.Constant(name, graph.Tensor(at.Name, name).Reshaped(image.Channels, 1, 1));
    }

    // Where nothing would move, images need not be turned.
    public static string Flatten(LayerAt at, string x)
    {
        bool movesNothing = at.Input.Rank < 3 || at.Input[2] == 1 || at.Input[0] * at.Input[1] == 1;
        return at.Graph.Add("Flatten", [movesNothing ? x : at.Graph.Rows(x, at.Input)], ("axis", 1L));
    }

    // Images along their channels, rows along the first axis.
    public static string Join(LayerAt at, string[] branches)
    {
        bool alongLast = at.Output.Rank == 3 && !at.Graph.IsPlanes(branches[0]);
        return at.Like(branches[0], at.Graph.Add("Concat", branches, ("axis", alongLast ? 3L : 1L)));
    }

    // By as many numbers, or by one for each channel.
    public static string Multiply(LayerAt at, string x)
    {
        string factors = at.Chain(0, x);
        Shape shape = at.OutputOf(0);
        if (shape.Equals(at.Input))
        {
            string[] both = at.Alike((x, at.Input), (factors, shape));
            return at.Like(both[0], at.Graph.Add("Mul", both));
        }

        string perChannel = at.Graph.Add("Reshape", [factors, at.Graph.Whole("shape", -1, at.Input[2], 1, 1)]);
        return at.Graph.MarkPlanes(at.Graph.Add("Mul", [at.Graph.Planes(x, at.Input), perChannel]));
    }

    private static string[] Weights(LayerAt at, string x, bool hasBias) =>
        hasBias ? [x, at.Parameter("weight", WeightOrder), at.Parameter("bias")] : [x, at.Parameter("weight", WeightOrder)];

    private static (string, object) Kernel(WindowShape window) => ("kernel_shape", new long[] { window.KernelHeight, window.KernelWidth });

    private static (string, object) Dilations(WindowShape window) => ("dilations", new long[] { window.DilationY, window.DilationX });

    private static long[] Strides(WindowShape window) => [window.StrideY, window.StrideX];

    private static long[] Pads(WindowShape window)
    {
        (int below, int right) = After(window);
        return [window.Top, window.Left, Math.Max(below, 0), Math.Max(right, 0)];
    }

    // How far the last window reaches beyond the image's end; less than zero where it ends before it.
    private static (int Below, int Right) After(WindowShape window) =>
    (
        ((window.OutputHeight - 1) * window.StrideY) + ((window.KernelHeight - 1) * window.DilationY) + 1 - window.Top - window.Height,
        ((window.OutputWidth - 1) * window.StrideX) + ((window.KernelWidth - 1) * window.DilationX) + 1 - window.Left - window.Width);
}
