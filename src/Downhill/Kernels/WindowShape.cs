namespace Downhill.Kernels;

/// <summary>
/// The geometry of a window over images <c>[rows, height, width, channels]</c>: the input of a convolution or a pooling for each output
/// position. Output position (y, x) reads tap (i, j) at row y·StrideY + i·DilationY − Top and column x·StrideX + j·DilationX − Left.
/// </summary>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Channels">Channels of the image.</param>
/// <param name="OutputHeight">Rows of the output.</param>
/// <param name="OutputWidth">Columns of the output.</param>
/// <param name="Outputs">Channels of the output.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="StrideY">Rows from one place to the next.</param>
/// <param name="StrideX">Columns from one place to the next.</param>
/// <param name="DilationY">Rows from one tap to the next.</param>
/// <param name="DilationX">Columns from one tap to the next.</param>
/// <param name="Top">Rows of padding above the image.</param>
/// <param name="Left">Columns of padding left of the image.</param>
/// <param name="Groups">The number of groups of channels; each output reads the channels of its own group.</param>
public sealed record WindowShape(
    int Height,
    int Width,
    int Channels,
    int OutputHeight,
    int OutputWidth,
    int Outputs,
    int KernelHeight,
    int KernelWidth,
    int StrideY = 1,
    int StrideX = 1,
    int DilationY = 1,
    int DilationX = 1,
    int Top = 0,
    int Left = 0,
    int Groups = 1)
{
    // The partial weight gradients of all groups of rows together have at most so many numbers, unless there is only one.
    private const int MaxPartialNumbers = 128 * 1024, MaxRowGroups = 8;

    /// <summary>The number of values of an image.</summary>
    public int InputSize => Height * Width * Channels;

    /// <summary>The number of positions of the output.</summary>
    public int OutputPlaces => OutputHeight * OutputWidth;

    /// <summary>The number of values of the output.</summary>
    public int OutputSize => OutputPlaces * Outputs;

    /// <summary>The number of taps of the window.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>The number of channels that an output reads.</summary>
    public int GroupChannels => Channels / Groups;

    /// <summary>The number of outputs of a group.</summary>
    public int GroupOutputs => Outputs / Groups;

    /// <summary>The number of weights of a convolution: <c>[kernel height, kernel width, channels / groups, outputs]</c>.</summary>
    public int WeightSize => Taps * GroupChannels * Outputs;

    /// <summary>Whether each output reads one channel and each channel has one output.</summary>
    public bool IsDepthwise => Groups == Channels && Outputs == Channels;

    /// <summary>Whether the window is one place, and every place of the image is read once, in order.</summary>
    public bool IsPointwise => Taps == 1 && StrideY == 1 && StrideX == 1 && Top == 0 && Left == 0 && OutputHeight == Height
        && OutputWidth == Width;

    /// <summary>Whether each place of the image is read by one window, and by one tap of it.</summary>
    public bool WindowsTile => StrideY == KernelHeight && StrideX == KernelWidth && DilationY == 1 && DilationX == 1
        && Top == 0 && Left == 0 && Height == OutputHeight * KernelHeight && Width == OutputWidth * KernelWidth;

    /// <summary>
    /// The number of groups of rows for the weight gradient of a batch: a power of two that follows from the number of rows and weights
    /// alone.
    /// </summary>
    public int RowGroups(int rows)
    {
        int groups = 1;
        while (2 * groups <= Math.Min(rows, MaxRowGroups) && 2L * groups * WeightSize <= MaxPartialNumbers)
            groups *= 2;
        return groups;
    }

    /// <summary>
    /// The number of values of working memory for the weight gradient of a batch: one partial gradient for each group of rows except the
    /// first.
    /// </summary>
    public long WeightGradientRoom(int rows) => (RowGroups(rows) - 1L) * WeightSize;

    /// <summary>
    /// The number of values of working memory for a row of the input gradient: none without strides, else the largest phase.
    /// </summary>
    public int InputGradientRoom => StrideY == 1 && StrideX == 1
        ? 0
        : ((Height + StrideY - 1) / StrideY) * ((Width + StrideX - 1) / StrideX) * Channels;

    /// <summary>The row-major position in an image that a tap of the window at an output position reads; −1 for padding.</summary>
    public int Source(int outputPlace, int tap)
    {
        (int y, int x) = Math.DivRem(outputPlace, OutputWidth);
        (int i, int j) = Math.DivRem(tap, KernelWidth);
        int row = (y * StrideY) + (i * DilationY) - Top, column = (x * StrideX) + (j * DilationX) - Left;
        return (uint)row < (uint)Height && (uint)column < (uint)Width ? (row * Width) + column : -1;
    }

    /// <summary>The row-major output position whose window reads a position of the image by a tap; −1 if there is none.</summary>
    public int Reader(int place, int tap)
    {
        (int y, int x) = Math.DivRem(place, Width);
        (int i, int j) = Math.DivRem(tap, KernelWidth);
        (int row, int aside) = Math.DivRem(y + Top - (i * DilationY), StrideY);
        (int column, int across) = Math.DivRem(x + Left - (j * DilationX), StrideX);
        return aside == 0 && across == 0 && (uint)row < (uint)OutputHeight && (uint)column < (uint)OutputWidth
            ? (row * OutputWidth) + column
            : -1;
    }
}
