namespace Downhill.Onnx;

/// <summary>The window of a convolution or a pooling along one axis, as in a node.</summary>
internal readonly record struct AxisWindow(int Extent, int Kernel, int Stride, int Dilation, int Before, int After)
{
    public int Reach => ((Kernel - 1) * Dilation) + 1;

    /// <summary>The number of positions of the output.</summary>
    /// <param name="roundsUp">Whether a last window counts that begins in the image and ends outside of it.</param>
    public int Output(bool roundsUp)
    {
        int room = Extent + Before + After - Reach, output = ((room + (roundsUp ? Stride - 1 : 0)) / Stride) + 1;
        return roundsUp && (output - 1) * Stride >= Extent + Before ? output - 1 : output;
    }
}

/// <summary>The windows of a node along both axes, and the equivalent padding of this library.</summary>
internal sealed class ImageWindow
{
    // A window may reach so far over an image, with its padding.
    private const int MaxBeyond = 64;

    private readonly OnnxNode node;
    private readonly Func<string, DownhillException> refuse;
    private readonly AxisWindow[] axes = new AxisWindow[2];

    public ImageWindow(OnnxNode node, ImageShape image, IReadOnlyList<long> kernel, Func<string, DownhillException> refuse)
    {
        (this.node, this.refuse) = (node, refuse);
        long[] strides = Two("strides"), dilations = Two("dilations"), pads = node.Ints("pads") ?? [0, 0, 0, 0];
        string auto = node.Text("auto_pad", "NOTSET");
        if (kernel.Count != 2 || pads.Length != 4)
            throw refuse($"works on {kernel.Count} axes; images have two");
        for (int axis = 0; axis < 2; axis++)
        {
            int extent = axis == 0 ? image.Height : image.Width;
            if (kernel[axis] < 1 || strides[axis] is < 1 or > int.MaxValue / 4 || dilations[axis] < 1
                || (kernel[axis] - 1) * dilations[axis] > MaxBeyond + (2L * extent) || kernel[axis] > MaxBeyond + (2L * extent))
                throw refuse($"has a window of {kernel[axis]} with stride {strides[axis]} and dilation {dilations[axis]}, "
                    + $"which does not fit images of {image.Height} × {image.Width}");
            int reach = (int)(((kernel[axis] - 1) * dilations[axis]) + 1);
            (long before, long after) = auto is "NOTSET" or ""
                ? (pads[axis], pads[axis + 2])
                : Auto(auto, extent, reach, (int)strides[axis]);
            if (before < 0 || after < 0 || before >= reach || after >= reach)
                throw refuse($"pads {before} before and {after} after the image, which a window of {reach} cannot have");
            axes[axis] = new AxisWindow(extent, (int)kernel[axis], (int)strides[axis], (int)dilations[axis], (int)before, (int)after);
        }
    }

    public PlaneSize Kernel => new(axes[0].Kernel, axes[1].Kernel);

    public PlaneSize Stride => new(axes[0].Stride, axes[1].Stride);

    public PlaneSize Dilation => new(axes[0].Dilation, axes[1].Dilation);

    public bool HasPadding => axes[0].Before + axes[0].After + axes[1].Before + axes[1].After > 0;

    /// <summary>Adds a padding that another node made.</summary>
    public void Pad(int axis, long before, long after)
    {
        AxisWindow at = axes[axis];
        if (before < 0 || after < 0 || before + at.Before >= at.Reach || after + at.After >= at.Reach)
            throw refuse($"pads {before} before and {after} after the image, which a window of {at.Reach} cannot have");
        axes[axis] = at with { Before = at.Before + (int)before, After = at.After + (int)after };
    }

    /// <summary>The padding under which a window is at the same places; null if there is none.</summary>
    public Padding? Padding()
    {
        bool roundsUp = node.Int("ceil_mode", 0) == 1;
        foreach (AxisWindow at in axes)
        {
            if (at.Extent + at.Before + at.After < at.Reach)
                throw refuse($"has a window of {at.Reach}, more than the image's {at.Extent} with its padding");
        }

        return Candidates().Cast<Padding?>().FirstOrDefault(padding => Enumerable.Range(0, 2).All(axis =>
        {
            AxisWindow at = axes[axis];
            return Fits(() => padding!.Value.Along(axis == 0, at.Extent, at.Kernel, at.Stride, at.Dilation),
                (at.Output(roundsUp), at.Before));
        }));
    }

    /// <summary>The padding of a transposed convolution that cuts off the same; null if there is none.</summary>
    public Padding? TransposedPadding(IReadOnlyList<int> added) =>
        Candidates().Cast<Padding?>().FirstOrDefault(padding => Enumerable.Range(0, 2).All(axis =>
    {
        AxisWindow at = axes[axis];
        int output = ((at.Extent - 1) * at.Stride) + at.Reach + added[axis] - at.Before - at.After;
        return Fits(() => padding!.Value.TransposedAlong(axis == 0, at.Extent, at.Kernel, at.Stride, at.Dilation), (output, at.Before));
    }));

    /// <summary>A padding that is the same on both sides, for a window that is longer by taps of weight zero.</summary>
    /// <param name="added">Of a transposed convolution, what is added at the end of the output.</param>
    public (Padding Padding, int[] Before, int[] After) Longer(IReadOnlyList<int>? added = null)
    {
        int[] before = new int[2], after = new int[2], padding = new int[2];
        for (int axis = 0; axis < 2; axis++)
        {
            AxisWindow at = axes[axis];
            int more = added is null ? at.After - at.Before : at.Before - at.After + added[axis];
            bool isBefore = added is null ? more > 0 : more < 0;
            more = Math.Abs(more);
            if (more % at.Dilation != 0)
                throw refuse($"pads {at.Before} before and {at.After} after the image with dilation {at.Dilation}, which no layer does");
            (before[axis], after[axis]) = isBefore ? (more / at.Dilation, 0) : (0, more / at.Dilation);
            padding[axis] = isBefore ? at.Before + more : at.Before;
        }

        return (Downhill.Padding.Of(padding[0], padding[1]), before, after);
    }

    private IEnumerable<Padding> Candidates() =>
        [Downhill.Padding.Same, axes[0].Before + axes[1].Before == 0
            ? Downhill.Padding.Valid
            : Downhill.Padding.Of(axes[0].Before, axes[1].Before)];

    private static bool Fits(Func<(int, int)> ours, (int, int) theirs)
    {
        try
        {
            return ours() == theirs;
        }
        catch (DownhillException)
        {
            return false;
        }
    }

    private (long, long) Auto(string kind, int extent, int reach, int stride)
    {
        long total = Math.Max(((((long)extent + stride - 1) / stride) - 1) * stride + reach - extent, 0);
        return kind switch
        {
            "VALID" => (0, 0),
            "SAME_UPPER" => (total / 2, total - (total / 2)),
            "SAME_LOWER" => (total - (total / 2), total / 2),
            _ => throw refuse($"has the auto_pad '{kind}', which is not read"),
        };
    }

    private long[] Two(string name) => node.Ints(name) is not { } numbers ? [1, 1] : numbers.Length == 2 ? numbers
        : throw refuse($"has {numbers.Length} {name}; images have two axes");
}
