namespace Downhill.Onnx;

/// <summary>Layers for images, read from operators that have images channel by channel.</summary>
/// <param name="match">The part of the graph.</param>
internal sealed class ImageMatch(LayerMatch match)
{
    // Weights that no file holds, of a layer that stands for an operator without weights.
    private const long MaxMade = 1 << 20, MaxPad = 1 << 14;

    // [outputs, channels, height, width] → [height, width, channels, outputs]
    private static readonly int[] WeightOrder = [2, 3, 1, 0];

    public ReadLayer Convolve(OnnxTensor? bias)
    {
        (ReadLayer read, ImageShape image) = match.Planes();
        OnnxTensor weight = Weight();
        int groups = Groups(), outputs = (int)weight.Shape[0];
        if (weight.Shape[1] * groups != image.Channels)
            throw match.Refuse($"convolves images of {image.Channels} channels with weights for {weight.Shape[1] * groups}");
        ImageWindow window = Window(image, weight.Shape.Skip(2));
        double[] numbers = weight.Transposed(WeightOrder).Numbers();
        PlaneSize kernel = window.Kernel;
        if (window.Padding() is not Padding padding)
        {
            (padding, int[] before, int[] after) = window.Longer();
            (numbers, kernel) = Extended(numbers, kernel, before, after);
        }

        var layer = new Conv2D(outputs, kernel, window.Stride, padding, window.Dilation, groups, bias is not null);
        return Of(read, layer, Weights(numbers, bias, outputs));
    }

    public ReadLayer ConvolveBack(OnnxTensor? bias)
    {
        (ReadLayer read, ImageShape image) = match.Planes();
        OnnxTensor weight = Weight();
        int groups = Groups(), outputs = (int)weight.Shape[1] * groups;
        if (weight.Shape[0] != image.Channels)
            throw match.Refuse($"convolves images of {image.Channels} channels with weights for {weight.Shape[0]}");
        if (match.Root.Ints("output_shape") is not null || match.Root.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
            throw match.Refuse("has an output_shape or an auto_pad; write the model with pads");
        ImageWindow window = Window(image, weight.Shape.Skip(2));
        long[] added = match.Root.Ints("output_padding") ?? [0, 0];
        if (added.Length != 2 || Array.Exists(added, one => one < 0 || one >= Math.Max(window.Stride.Height, window.Stride.Width) * 2L))
            throw match.Refuse($"has the output_padding [{string.Join(", ", added)}], which is larger than its stride");
        int[] more = [(int)added[0], (int)added[1]];
        double[] numbers = weight.Transposed(WeightOrder).Numbers();
        PlaneSize kernel = window.Kernel;
        if (window.TransposedPadding(more) is not Padding padding)
        {
            (padding, int[] before, int[] after) = window.Longer(more);
            (numbers, kernel) = Extended(numbers, kernel, before, after);
        }

        var layer = new Conv2DTranspose(outputs, kernel, window.Stride, padding, window.Dilation, groups, bias is not null);
        return Of(read, layer, Weights(numbers, bias, outputs));
    }

    public ReadLayer Pool(Func<PlaneSize, PlaneSize, Padding, Layer> make)
    {
        (ReadLayer read, ImageShape image) = match.Planes();
        ImageWindow window = Window(image, match.Root.Ints("kernel_shape") ?? throw match.Refuse("has no kernel_shape"));
        if (window.Dilation != 1)
            throw match.Refuse($"has a dilation of {window.Dilation}, which no pool here has");
        return window.Padding() is Padding padding
            ? Of(read, make(window.Kernel, window.Stride, padding))
            : throw match.Refuse("has another padding on one side than on the other, which no pool here has");
    }

    /// <summary>Means of windows; where the zeros around the image count, a convolution channel by channel.</summary>
    public ReadLayer PoolMeans()
    {
        if (match.Root.Int("count_include_pad", 0) == 0)
            return Pool((kernel, stride, padding) => new AveragePool(kernel, stride, padding));
        (ReadLayer read, ImageShape image) = match.Planes();
        ImageWindow window = Window(image, match.Root.Ints("kernel_shape") ?? throw match.Refuse("has no kernel_shape"));
        if (window.Padding() is not Padding padding)
            throw match.Refuse("has another padding on one side than on the other, which no pool here has");
        if (!window.HasPadding)
            return Of(read, new AveragePool(window.Kernel, window.Stride, padding));
        RequireFew(window.Kernel, image);
        int places = window.Kernel.Height * window.Kernel.Width;
        double[] shares = [.. Enumerable.Repeat(1.0 / places, places * image.Channels)];
        var layer = new Conv2D(image.Channels, window.Kernel, window.Stride, padding, window.Dilation, image.Channels, HasBias: false);
        return Of(read, layer, new() { ["weight"] = shares });
    }

    /// <summary>
    /// Zeros around images: a transposed convolution, channel by channel, of one tap of weight 1; nothing where no zeros are added.
    /// </summary>
    public ReadLayer Pad()
    {
        if (match.PadsNothing(match.Root))
            return match.Nothing();
        (ReadLayer read, ImageShape image) = match.Planes();
        long[] pads = match.Pads(match.Root);
        if (Array.Exists(pads, pad => pad is < 0 or > MaxPad))
            throw match.Refuse($"pads images of {image.Height} × {image.Width} by [{string.Join(", ", pads)}], which no layer does");
        PlaneSize kernel = new((int)(pads[0] + pads[2]) + 1, (int)(pads[1] + pads[3]) + 1);
        RequireFew(kernel, image);
        double[] weight = new double[kernel.Height * kernel.Width * image.Channels];
        weight.AsSpan((int)((pads[0] * kernel.Width) + pads[1]) * image.Channels, image.Channels).Fill(1);
        var layer = new Conv2DTranspose(image.Channels, kernel, Padding: Padding.Valid, Groups: image.Channels, HasBias: false);
        return Of(read, layer, new() { ["weight"] = weight });
    }

    private void RequireFew(PlaneSize kernel, ImageShape image)
    {
        if ((long)kernel.Height * kernel.Width > MaxMade / image.Channels)
            throw match.Refuse($"has a window of {kernel.Height} × {kernel.Width} over {image.Channels} channels, which is too large");
    }

    public ReadLayer PoolAll(Layer layer)
    {
        (ReadLayer read, ImageShape image) = match.Planes();
        return read with { Layer = layer, Output = new RowLayout([image.Channels, 1, 1], [image.Channels]) };
    }

    /// <summary>A reduction over height and width; null if it is over other axes.</summary>
    public ReadLayer? Reduce(Layer layer, long[]? axes)
    {
        RowLayout at = match.At;
        long[] over = [.. (axes ?? []).Select(axis => axis < 0 ? axis + at.Graph.Rank + 1 : axis).Order()];
        if (at.Graph.Rank != 3 || !(over is [2, 3] || (over is [1, 2] && at.Image is null)))
            return null;
        bool keeps = match.Root.Int("keepdims", 1) == 1;
        if (over is [2, 3])
        {
            ReadLayer read = PoolAll(layer);
            return keeps ? read : read with { Output = RowLayout.Of([at.Graph[0]]) };
        }

        return new ReadLayer(layer, new RowLayout(keeps ? [1, 1, at.Graph[2]] : [at.Graph[2]], [at.Graph[2]])) { Before = match.Settle() };
    }

    public ReadLayer Enlarge(double[] scales)
    {
        (ReadLayer read, _) = match.Planes();
        if (scales.Length != 4 || scales[0] != 1 || scales[1] != 1
            || scales.Any(scale => scale < 1 || scale > 1 << 16 || scale != Math.Floor(scale)))
            throw match.Refuse($"scales images by [{string.Join(", ", scales)}]; "
                + $"only whole numbers of times in height and width are a layer");
        OnnxNode root = match.Root;
        bool isOld = root.Op == "Upsample" || match.Opset < 11;
        string mode = root.Text("mode", "nearest"),
            places = root.Text("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel");
        string rounding = root.Text("nearest_mode", isOld ? "floor" : "round_prefer_floor");
        UpsampleMode? known = (mode, places, rounding) switch
        {
            ("nearest", "asymmetric" or "tf_half_pixel_for_nn", "floor") => UpsampleMode.Nearest,
            ("nearest", "half_pixel" or "pytorch_half_pixel", "round_prefer_floor" or "round_prefer_ceil") => UpsampleMode.Nearest,
            ("linear", "half_pixel" or "pytorch_half_pixel", _) => UpsampleMode.Bilinear,
            _ => null,
        };
        return known is UpsampleMode upsample
            ? Of(read, new Upsample(new PlaneSize((int)scales[2], (int)scales[3]), upsample))
            : throw match.Refuse($"enlarges by the mode {mode}, {places}, {rounding}, which no layer does");
    }

    public ReadLayer EnlargeTo(double[] sizes)
    {
        (_, ImageShape image) = match.Planes();
        return sizes.Length == 4
            ? Enlarge([1, 1, sizes[2] / image.Height, sizes[3] / image.Width])
            : throw match.Refuse($"makes images of the size [{string.Join(", ", sizes)}], which is not [rows, channels, height, width]");
    }

    public ReadLayer? NormalizeBatch(double epsilon)
    {
        string[] names = ["scale", "shift", "mean", "variance"];
        (ReadLayer read, ImageShape image) = match.Planes();
        return Array.Exists(names, name => match[name].Count != image.Channels)
            ? null
            : Of(read, new BatchNorm(Epsilon: epsilon), names.ToDictionary(name => name, name => match[name].Numbers()));
    }

    public ReadLayer NormalizeInstances(double epsilon)
    {
        (_, ImageShape image) = match.Planes();
        return NormalizeGroups(image.Channels, epsilon);
    }

    /// <summary>By groups of channels, with a scale and a shift for each channel, or for each group.</summary>
    public ReadLayer NormalizeGroups(long groups, double epsilon)
    {
        (ReadLayer read, ImageShape image) = match.Planes();
        if (groups < 1 || image.Channels % groups != 0)
            throw match.Refuse($"splits {image.Channels} channels into {groups} groups");
        return Of(read, new GroupNorm((int)groups, epsilon), new() { ["scale"] = PerChannel("scale"), ["shift"] = PerChannel("shift") });

        double[] PerChannel(string name)
        {
            double[] numbers = match[name].Numbers();
            return numbers.Length == image.Channels ? numbers
                : numbers.Length == groups
                    ? [.. Enumerable.Range(0, image.Channels).Select(channel => numbers[channel / (image.Channels / (int)groups)])]
                : throw match.Refuse($"has {numbers.Length} numbers for {image.Channels} channels");
        }
    }

    /// <summary>Spelled out: images of a channel a group are normalized and get their shape back.</summary>
    public ReadLayer? NormalizeGroups(double epsilon)
    {
        RowLayout at = match.At;
        long[] groups = match["groups"].Wholes(), shape = match["shape"].Wholes();
        if (at.Graph.Rank != 3 || groups.Length != 3 || shape.Length != 4
            || !shape.Skip(1).SequenceEqual(at.Graph.Select(extent => (long)extent)))
            return null;
        return NormalizeGroups(groups[1], epsilon);
    }

    /// <summary>A factor and a shift for each channel: a convolution of one place, channel by channel.</summary>
    /// <param name="scale">The factors.</param>
    /// <param name="shift">The shifts.</param>
    /// <param name="isLast">Whether the graph has the channels last, as the network does.</param>
    public ReadLayer ScaleChannels(double[] scale, double[] shift, bool isLast)
    {
        ReadLayer read = isLast ? new ReadLayer(null, match.At) : match.Planes().Read;
        int channels = ImageShape.Require(read.Output!.Own).Channels;
        var numbers = new Dictionary<string, double[]> { ["weight"] = Spread(scale), ["bias"] = Spread(shift) };
        ReadLayer layer = Of(read, new Conv2D(channels, 1, Groups: channels), numbers);
        return isLast ? layer with { Output = match.At } : layer;

        double[] Spread(double[] all) => all.Length == channels ? all : [.. Enumerable.Repeat(all[0], channels)];
    }

    // The output lies as the input does, channel by channel.
    private ReadLayer Of(ReadLayer read, Layer layer, Dictionary<string, double[]>? numbers = null)
    {
        try
        {
            return read with { Layer = layer, Output = RowLayout.Planes(layer.OutputShape(read.Output!.Own)), Numbers = numbers ?? [] };
        }
        catch (DownhillException error)
        {
            throw match.Refuse($"{error.Message} (its images have the shape {read.Output!.Own})");
        }
    }

    private OnnxTensor Weight() => match["weight"] is { Rank: 4 } weight
        ? weight
        : throw match.Refuse($"has weights of {match["weight"].Rank} axes; for images they have 4");

    private int Groups() => match.Root.Int("group", 1) is > 0 and <= int.MaxValue and long groups
        ? (int)groups
        : throw match.Refuse($"has {match.Root.Int("group", 1)} groups");

    private ImageWindow Window(ImageShape image, IEnumerable<long> kernel)
    {
        var window = new ImageWindow(match.Root, image, [.. kernel], match.Refuse);
        if (match.Padding() is { } pads)
        {
            window.Pad(0, pads[0], pads[2]);
            window.Pad(1, pads[1], pads[3]);
        }

        return window;
    }

    private Dictionary<string, double[]> Weights(double[] weight, OnnxTensor? bias, int outputs)
    {
        var numbers = new Dictionary<string, double[]> { ["weight"] = weight };
        if (bias is not null)
            numbers["bias"] = bias.Count == outputs
                ? bias.Numbers()
                : throw match.Refuse($"adds {bias.Count} numbers to {outputs} channels");
        return numbers;
    }

    // More taps of weight zero around a window.
    private static (double[] Numbers, PlaneSize Kernel) Extended(double[] weight, PlaneSize kernel, int[] before, int[] after)
    {
        int height = kernel.Height + before[0] + after[0], width = kernel.Width + before[1] + after[1],
            run = weight.Length / (kernel.Height * kernel.Width);
        var longer = new double[height * width * run];
        for (int row = 0; row < kernel.Height; row++)
            weight.AsSpan(row * kernel.Width * run, kernel.Width * run)
                .CopyTo(longer.AsSpan((((row + before[0]) * width) + before[1]) * run));
        return (longer, new PlaneSize(height, width));
    }
}
