using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>
/// Convolutions in which each output reads one channel: a lane holds a channel. The order of k and of its blocks is that of the products.
/// </summary>
internal readonly unsafe struct DepthwiseLoop<T, V>(T* x, T* weight, T* start, T* y, WindowShape shape, bool add) : ILoop
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    // Items are lines of the output.
    public void Run(int from, int to)
    {
        for (int line = from; line < to; line++)
        {
            (int image, int row) = Math.DivRem(line, shape.OutputHeight);
            for (int column = 0; column < shape.OutputWidth; column++)
            {
                nint at = (((nint)line * shape.OutputWidth) + column) * shape.Channels;
                int firstRow = (row * shape.StrideY) - shape.Top, firstColumn = (column * shape.StrideX) - shape.Left;
                var taps = new DepthwiseTaps<T>
                {
                    Image = x + ((nint)image * shape.InputSize),
                    Weight = weight,
                    Start = start is null ? null : add ? start + at : start,
                    Y = y + at,
                    Height = shape.Height,
                    Width = shape.Width,
                    Channels = shape.Channels,
                    Row = firstRow,
                    Column = firstColumn,
                    TapY = shape.DilationY,
                    TapX = shape.DilationX,
                    Down = shape.KernelHeight,
                    Across = shape.KernelWidth,
                    WeightDown = shape.KernelWidth * (nint)shape.Channels,
                    WeightAcross = shape.Channels,
                };
                new LaneLoop<T, V, DepthwiseTaps<T>>(taps).Run(0, shape.Channels);
            }
        }
    }
}

/// <inheritdoc cref="DepthwiseLoop{T, V}"/>
internal readonly unsafe struct DepthwiseGradientLoop<T, V>(T* delta, T* weight, T* start, T* dx, WindowShape shape, bool add) : ILoop
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    // Items are lines of the input.
    public void Run(int from, int to)
    {
        for (int line = from; line < to; line++)
        {
            (int image, int row) = Math.DivRem(line, shape.Height);
            for (int column = 0; column < shape.Width; column++)
            {
                var phase = new StridePhase(shape, row % shape.StrideY, column % shape.StrideX);
                nint at = (((nint)line * shape.Width) + column) * shape.Channels;
                var taps = new DepthwiseTaps<T>
                {
                    Image = delta + ((nint)image * shape.OutputSize),
                    Weight = weight + (((phase.KernelY * shape.KernelWidth) + phase.KernelX) * (nint)shape.Channels),
                    Start = start is null ? null : add ? start + at : start,
                    Y = dx + at,
                    Height = shape.OutputHeight,
                    Width = shape.OutputWidth,
                    Channels = shape.Channels,
                    Row = (row / shape.StrideY) + phase.FirstY,
                    Column = (column / shape.StrideX) + phase.FirstX,
                    TapY = phase.TapY,
                    TapX = phase.TapX,
                    Down = phase.TapsDown,
                    Across = phase.TapsAcross,
                    WeightDown = phase.PeriodY * shape.KernelWidth * (nint)shape.Channels,
                    WeightAcross = phase.PeriodX * (nint)shape.Channels,
                };
                new LaneLoop<T, V, DepthwiseTaps<T>>(taps).Run(0, shape.Channels);
            }
        }
    }
}

/// <summary>One place of a depthwise convolution: y[c] = start + Σ taps x · w.</summary>
internal unsafe struct DepthwiseTaps<T> : ILanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* Image, Weight, Start, Y;
    public int Height, Width, Channels, Row, Column, TapY, TapX, Down, Across;
    public nint WeightDown, WeightAcross;

    [MethodImpl(AggressiveInlining)]
    public readonly void At<V, TAccess>(nint i, TAccess access)
        where V : struct, ISimd<V, T>
        where TAccess : struct, IAccess<V, T>
    {
        V zero = V.Create(T.Zero), sum = zero, total = Start is null ? zero : access.Load(in Start[i]);
        bool isFirst = Start is null;
        int inBlock = 0;
        for (int down = 0; down < Down; down++)
        {
            int row = Row + (down * TapY);
            T* line = (uint)row < (uint)Height ? Image + ((nint)row * Width * Channels) + i : null;
            T* w = Weight + (down * WeightDown) + i;
            for (int across = 0; across < Across; across++, w += WeightAcross)
            {
                int column = Column + (across * TapX);
                V value = line is not null && (uint)column < (uint)Width ? access.Load(in line[(nint)column * Channels]) : zero;
                sum = V.MultiplyAdd(value, access.Load(in *w), sum);
                if (++inBlock == PackingRoom.BlockDepth)
                {
                    (total, sum, inBlock) = (isFirst ? sum : total + sum, zero, 0);
                    isFirst = false;
                }
            }
        }

        if (inBlock > 0 || Down * Across == 0)
            total = isFirst ? sum : total + sum;
        access.Store(total, ref Y[i]);
    }
}

/// <summary>The gradient of a depthwise convolution by its weights over some rows of the batch.</summary>
internal static unsafe class DepthwiseWeights<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    public static void Gradient(T* x, T* delta, T* weightGradient, int firstRow, int rows, WindowShape shape)
    {
        for (int tap = 0; tap < shape.Taps; tap++)
        {
            (int down, int across) = Math.DivRem(tap, shape.KernelWidth);
            var body = new TapBody(
                x + ((nint)firstRow * shape.InputSize),
                delta + ((nint)firstRow * shape.OutputSize),
                weightGradient + (tap * (nint)shape.Channels),
                rows,
                (down * shape.DilationY) - shape.Top,
                (across * shape.DilationX) - shape.Left,
                shape);
            new LaneLoop<T, V, TapBody>(body).Run(0, shape.Channels);
        }
    }

    private readonly struct TapBody(T* x, T* delta, T* sums, int rows, int firstRow, int firstColumn, WindowShape shape) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W zero = W.Create(T.Zero), sum = zero, total = zero;
            int inBlock = 0, channels = shape.Channels;
            bool isFirst = true;
            T* d = delta + i;
            for (nint image = 0; image < rows; image++)
            {
                T* from = x + (image * shape.InputSize) + i;
                for (int y = 0; y < shape.OutputHeight; y++)
                {
                    int row = (y * shape.StrideY) + firstRow;
                    T* line = (uint)row < (uint)shape.Height ? from + ((nint)row * shape.Width * channels) : null;
                    for (int place = 0; place < shape.OutputWidth; place++, d += channels)
                    {
                        int column = (place * shape.StrideX) + firstColumn;
                        W value = line is not null && (uint)column < (uint)shape.Width
                            ? access.Load(in line[(nint)column * channels])
                            : zero;
                        sum = W.MultiplyAdd(value, access.Load(in *d), sum);
                        if (++inBlock == PackingRoom.BlockDepth)
                        {
                            (total, sum, inBlock) = (isFirst ? sum : total + sum, zero, 0);
                            isFirst = false;
                        }
                    }
                }
            }

            access.Store(isFirst ? sum : inBlock > 0 ? total + sum : total, ref sums[i]);
        }
    }
}
