using System.Numerics;

namespace Downhill.Kernels;

/// <summary>
/// Where the rows of a matrix are gathered from images: place (y, x) of a grid and tap (i, j) name a pixel, of which some channels are
/// read. What lies outside of the image is zero.
/// </summary>
internal readonly unsafe struct Patches<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The first channel of the first image; null if nothing is gathered.</summary>
    public T* Image { get; init; }

    /// <summary>The image's extents, how many numbers a pixel has, and how many of them are read.</summary>
    public int Height { get; init; }

    /// <inheritdoc cref="Height"/>
    public int Width { get; init; }

    /// <inheritdoc cref="Height"/>
    public int PixelStride { get; init; }

    /// <inheritdoc cref="Height"/>
    public int Channels { get; init; }

    /// <summary>The grid of places.</summary>
    public int Down { get; init; }

    /// <inheritdoc cref="Height"/>
    public int Across { get; init; }

    /// <summary>The pixel of a place's first tap: place · step + first.</summary>
    public int StepY { get; init; }

    /// <inheritdoc cref="Height"/>
    public int StepX { get; init; }

    /// <inheritdoc cref="Height"/>
    public int FirstY { get; init; }

    /// <inheritdoc cref="Height"/>
    public int FirstX { get; init; }

    /// <summary>The distance of taps, and their number.</summary>
    public int TapY { get; init; }

    /// <inheritdoc cref="Height"/>
    public int TapX { get; init; }

    /// <inheritdoc cref="Height"/>
    public int TapsDown { get; init; }

    /// <inheritdoc cref="Height"/>
    public int TapsAcross { get; init; }

    /// <summary>The number of values in a patch.</summary>
    public int Depth => TapsDown * TapsAcross * Channels;
}

/// <summary>
/// Where the taps of a convolution's weights lie, of which a matrix has the outputs as its depth and the channels as its columns.
/// </summary>
internal readonly struct TapWeights
{
    /// <summary>The number of outputs of a tap; 0 if B is not such a matrix.</summary>
    public int Outputs { get; init; }

    /// <summary>How many taps a row has, and how far apart taps lie down and across.</summary>
    public int TapsAcross { get; init; }

    public nint DownStride { get; init; }

    /// <inheritdoc cref="TapsAcross"/>
    public nint AcrossStride { get; init; }
}
