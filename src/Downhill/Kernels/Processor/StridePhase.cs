namespace Downhill.Kernels;

/// <summary>
/// The places of an image at the same distance from a multiple of the strides. They read the same taps of a window, and for them the
/// backward pass of a convolution is one without strides.
/// </summary>
internal readonly struct StridePhase
{
    public StridePhase(WindowShape shape, int y, int x)
    {
        (Shape, Y, X) = (shape, y, x);
        (Down, Across) = ((shape.Height - y + shape.StrideY - 1) / shape.StrideY, (shape.Width - x + shape.StrideX - 1) / shape.StrideX);
        (KernelY, PeriodY, TapsDown, FirstY, TapY) = Taps(shape.KernelHeight, shape.StrideY, shape.DilationY, y + shape.Top);
        (KernelX, PeriodX, TapsAcross, FirstX, TapX) = Taps(shape.KernelWidth, shape.StrideX, shape.DilationX, x + shape.Left);
    }

    public WindowShape Shape { get; }

    /// <summary>The first place.</summary>
    public int Y { get; }

    /// <inheritdoc cref="Y"/>
    public int X { get; }

    /// <summary>The number of places in an image.</summary>
    public int Down { get; }

    /// <inheritdoc cref="Down"/>
    public int Across { get; }

    /// <summary>The first tap that takes part, how far apart those are that do, and how many.</summary>
    public int KernelY { get; }

    /// <inheritdoc cref="KernelY"/>
    public int KernelX { get; }

    /// <inheritdoc cref="KernelY"/>
    public int PeriodY { get; }

    /// <inheritdoc cref="KernelY"/>
    public int PeriodX { get; }

    /// <inheritdoc cref="KernelY"/>
    public int TapsDown { get; }

    /// <inheritdoc cref="KernelY"/>
    public int TapsAcross { get; }

    /// <summary>The output row that reads the first place by the first tap, and how far the next tap's is.</summary>
    public int FirstY { get; }

    /// <inheritdoc cref="FirstY"/>
    public int FirstX { get; }

    /// <inheritdoc cref="FirstY"/>
    public int TapY { get; }

    /// <inheritdoc cref="FirstY"/>
    public int TapX { get; }

    // Tap i is read by output (at − i · dilation) / stride, where that is whole.
    private static (int Kernel, int Period, int Count, int First, int Step) Taps(int kernel, int stride, int dilation, int at)
    {
        int period = 1;
        while (period * dilation % stride != 0)
            period++;
        for (int tap = 0; tap < Math.Min(period, kernel); tap++)
        {
            if ((at - (tap * dilation)) % stride == 0)
                return (tap, period, (kernel - tap + period - 1) / period, (at - (tap * dilation)) / stride, -(period * dilation / stride));
        }

        return (0, period, 0, 0, 0);
    }
}
