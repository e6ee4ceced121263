namespace Downhill.Onnx;

/// <summary>The forms of layers for images in ONNX graphs.</summary>
internal static class ImageForms
{
    public static readonly LayerForm[] All =
    [
        new("Conv(x, $weight, $bias)", match => match.Image.Convolve(match["bias"])),
        new("Conv(x, $weight)", match => match.Image.Convolve(null)),
        new("Conv(Pad(x, $pads), $weight, $bias)", match => match.Image.Convolve(match["bias"])),
        new("Conv(Pad(x, $pads), $weight)", match => match.Image.Convolve(null)),
        new("Conv(Pad(x, $pads, #value), $weight, $bias)", match => match.Image.Convolve(match["bias"])),
        new("Conv(Pad(x, $pads, #value), $weight)", match => match.Image.Convolve(null)),
        new("Conv(Pad(x), $weight, $bias)", match => match.Image.Convolve(match["bias"])),
        new("Conv(Pad(x), $weight)", match => match.Image.Convolve(null)),
        new("Pad(x)", match => match.Image.Pad()),
        new("Pad(x, $pads)", match => match.Image.Pad()),
        new("Pad(x, $pads, #value)", match => match.Image.Pad()),
        new("ConvTranspose(x, $weight, $bias)", match => match.Image.ConvolveBack(match["bias"])),
        new("ConvTranspose(x, $weight)", match => match.Image.ConvolveBack(null)),
        new("MaxPool(x)", match => match.Image.Pool((kernel, stride, padding) => new MaxPool(kernel, stride, padding))),
        new("AveragePool(x)", match => match.Image.PoolMeans()),
        new("GlobalMaxPool(x)", match => match.Image.PoolAll(new GlobalMaxPool())),
        new("GlobalAveragePool(x)", match => match.Image.PoolAll(new GlobalAveragePool())),
        new("ReduceMax(x)", match => match.Image.Reduce(new GlobalMaxPool(), match.Root.Ints("axes"))),
        new("ReduceMax(x, $axes)", match => match.Image.Reduce(new GlobalMaxPool(), match["axes"].Wholes())),
        new("ReduceMean(x)", match => match.Image.Reduce(new GlobalAveragePool(), match.Root.Ints("axes"))),
        new("ReduceMean(x, $axes)", match => match.Image.Reduce(new GlobalAveragePool(), match["axes"].Wholes())),
        new("Resize(x, _, $scales)", match => match.Image.Enlarge(match["scales"].Numbers())),
        new("Resize(x, _, _, $sizes)", match => match.Image.EnlargeTo(match["sizes"].Numbers())),
        new("Resize(x, $scales)", match => match.Image.Enlarge(match["scales"].Numbers())),
        new("Upsample(x, $scales)", match => match.Image.Enlarge(match["scales"].Numbers())),
        new("InstanceNormalization(x, $scale, $shift)", match => match.Image.NormalizeInstances(match.Root.Number("epsilon", 1e-5))),
        new("GroupNormalization(x, $scale, $shift)",
            match => match.Image.NormalizeGroups(match.Root.Int("num_groups", 1), match.Root.Number("epsilon", 1e-5))),
        new(LayerForms.GroupNorm, match => match.IsPlainInstanceNorm() is double epsilon ? match.Image.NormalizeGroups(epsilon) : null),
        new(LayerForms.GroupNormInDouble, match => match.Image.NormalizeGroups(match.Number("epsilon"))),
    ];
}
