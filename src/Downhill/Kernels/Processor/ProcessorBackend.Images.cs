using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Pooling and what else works on the places and channels of images: a lane holds a channel.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    public override void MaxPool(Buffer<T> x, Buffer<T> y, Buffer<T> taps, int rows, WindowShape shape)
    {
        long count = (long)rows * shape.OutputSize;
        var loop = new MaxPoolLoop(x.Pointer((long)rows * shape.InputSize), y.Pointer(count), taps.Pointer(count), shape);
        Workers.For(ref loop, rows * shape.OutputHeight, 1, MinLines(shape.OutputWidth * shape.Taps, shape.Channels), threads);
    }

    public override void MaxPoolGradient(Buffer<T> delta, Buffer<T> taps, Buffer<T> inputGradient, int rows, WindowShape shape, bool add)
    {
        long count = (long)rows * shape.OutputSize;
        T* to = inputGradient.Pointer((long)rows * shape.InputSize);
        if (shape.WindowsTile)
        {
            var tiles = new MaxPoolTilesLoop(delta.Pointer(count), taps.Pointer(count), to, shape, add);
            Workers.For(ref tiles, rows * shape.OutputHeight, 1, MinLines(shape.OutputWidth * shape.Taps, shape.Channels), threads);
            return;
        }

        var loop = new MaxPoolGradientLoop(delta.Pointer(count), taps.Pointer(count), to, shape, add);
        Workers.For(ref loop, rows * shape.Height, 1, MinLines(shape.Width, shape.Channels), threads);
    }

    public override void MixPlaces(Buffer<T> x, Buffer<T> y, PlaceMap<T> map, int rows, int channels, bool add)
    {
        var loop = new MixLoop(
            x.Pointer((long)rows * map.FromPlaces * channels), y.Pointer((long)rows * map.ToPlaces * channels), map, channels, add);
        int parts = Math.Max(1, map.Places.Length / map.ToPlaces);
        Workers.For(ref loop, rows * map.ToPlaces, 1, MinLines(parts, channels), threads);
    }

    public override void ScaleChannels(Buffer<T> x, Buffer<T> scale, Buffer<T> y, int rows, int places, int channels, bool add)
    {
        long count = (long)rows * places * channels;
        var loop = new ScaleLoop(x.Pointer(count), scale.Pointer((long)rows * channels), y.Pointer(count), places, channels, add);
        Workers.For(ref loop, rows, 1, MinLines(places, channels), threads);
    }

    public override void SumChannelProducts(Buffer<T> a, Buffer<T> b, Buffer<T> sums, int rows, int places, int channels, bool add)
    {
        long count = (long)rows * places * channels;
        var loop = new ProductSumLoop(a.Pointer(count), b.Pointer(count), sums.Pointer((long)rows * channels), places, channels, add);
        Workers.For(ref loop, rows, 1, MinLines(places, channels), threads);
    }

    // How many lines of so many places are work enough for a thread.
    private static int MinLines(int places, int channels) => (int)Math.Max(1, MinElements / Math.Max(1, (long)places * channels));

    // The channels of one place; few of them fill half a vector.
    private static void Place<TBody>(TBody body, int channels)
        where TBody : struct, ILanes<T>
    {
        if (typeof(V) == typeof(Simd512<T>) && channels <= Simd256<T>.Count)
            new LaneLoop<T, Simd256<T>, TBody>(body).Run(0, channels);
        else
            new LaneLoop<T, V, TBody>(body).Run(0, channels);
    }

    private readonly struct MaxPoolLoop(T* x, T* y, T* taps, WindowShape shape) : ILoop
    {
        // Items are lines of the output.
        public void Run(int from, int to)
        {
            for (int line = from; line < to; line++)
            {
                (int image, int row) = Math.DivRem(line, shape.OutputHeight);
                T* start = x + ((nint)image * shape.InputSize);
                for (int column = 0; column < shape.OutputWidth; column++)
                {
                    nint at = (((nint)line * shape.OutputWidth) + column) * shape.Channels;
                    var body = new MaxBody(start, y + at, taps + at, (row * shape.StrideY) - shape.Top,
                        (column * shape.StrideX) - shape.Left, shape);
                    Place(body, shape.Channels);
                }
            }
        }
    }

    private readonly struct MaxBody(T* x, T* y, T* taps, int firstRow, int firstColumn, WindowShape shape) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W most = W.Create(T.NegativeInfinity), place = W.Create(T.Zero);
            for (int down = 0; down < shape.KernelHeight; down++)
            {
                int row = firstRow + (down * shape.DilationY), column = firstColumn;
                if ((uint)row >= (uint)shape.Height)
                    continue;
                T* line = x + ((nint)row * shape.Width * shape.Channels) + i;
                int tap = down * shape.KernelWidth;
                for (int end = tap + shape.KernelWidth; tap < end; tap++, column += shape.DilationX)
                {
                    if ((uint)column >= (uint)shape.Width)
                        continue;
                    W value = access.Load(in line[(nint)column * shape.Channels]);
                    place = W.WhereLess(most, value, W.Create(T.CreateTruncating(tap)), place);
                    most = W.WhereLess(most, value, value, most);
                }
            }

            access.Store(most, ref y[i]);
            access.Store(place, ref taps[i]);
        }
    }

    private readonly struct MaxPoolTilesLoop(T* delta, T* taps, T* dx, WindowShape shape, bool add) : ILoop
    {
        // Items are lines of the output.
        public void Run(int from, int to)
        {
            nint line = (nint)shape.Width * shape.Channels;
            for (int item = from; item < to; item++)
            {
                T* start = dx + (item * shape.KernelHeight * line);
                for (int column = 0; column < shape.OutputWidth; column++, start += shape.KernelWidth * (nint)shape.Channels)
                {
                    nint at = (((nint)item * shape.OutputWidth) + column) * shape.Channels;
                    Place(new MaxTileBody(delta + at, taps + at, start, line, shape, add), shape.Channels);
                }
            }
        }
    }

    // One window, all of whose places it alone reads.
    private readonly struct MaxTileBody(T* delta, T* taps, T* dx, nint line, WindowShape shape, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W zero = W.Create(T.Zero), half = W.Create(0.5), one = W.Create(1.0);
            W value = zero + access.Load(in delta[i]), apart = access.Load(in taps[i]);
            T* to = dx + i;
            for (int down = 0; down < shape.KernelHeight; down++, to += line)
            {
                for (nint across = 0; across < shape.KernelWidth; across++, apart -= one)
                {
                    ref T at = ref to[across * shape.Channels];
                    W chosen = W.WhereLess(W.Abs(apart), half, value, zero);
                    access.Store(add ? access.Load(in at) + chosen : chosen, ref at);
                }
            }
        }
    }

    private readonly struct MaxPoolGradientLoop(T* delta, T* taps, T* dx, WindowShape shape, bool add) : ILoop
    {
        // Items are lines of the input.
        public void Run(int from, int to)
        {
            for (int line = from; line < to; line++)
            {
                (int image, int row) = Math.DivRem(line, shape.Height);
                nint start = (nint)image * shape.OutputSize;
                int lastRow = Math.Min((row + shape.Top) / shape.StrideY, shape.OutputHeight - 1);
                for (int column = 0; column < shape.Width; column++)
                {
                    nint at = (((nint)line * shape.Width) + column) * shape.Channels;
                    int lastColumn = Math.Min((column + shape.Left) / shape.StrideX, shape.OutputWidth - 1);
                    var body = new MaxGradientBody(
                        delta + start, taps + start, dx + at, row + shape.Top, column + shape.Left, lastRow, lastColumn, shape, add);
                    Place(body, shape.Channels);
                }
            }
        }
    }

    // One place of the input, at y and x of the padded image. The windows that read it end with those at the last row and column; the
    // earlier a window, the later the tap.
    private readonly struct MaxGradientBody(
        T* delta, T* taps, T* dx, int y, int x, int lastRow, int lastColumn, WindowShape shape, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W zero = W.Create(T.Zero), sum = zero, half = W.Create(0.5);
            int spanY = (shape.KernelHeight - 1) * shape.DilationY, spanX = (shape.KernelWidth - 1) * shape.DilationX;
            for (int row = lastRow, down = y - (row * shape.StrideY); row >= 0 && down <= spanY; row--, down += shape.StrideY)
            {
                if (shape.DilationY > 1 && down % shape.DilationY != 0)
                    continue;
                int firstTap = (shape.DilationY > 1 ? down / shape.DilationY : down) * shape.KernelWidth;
                for (int column = lastColumn, across = x - (column * shape.StrideX); column >= 0 && across <= spanX;
                    column--, across += shape.StrideX)
                {
                    if (shape.DilationX > 1 && across % shape.DilationX != 0)
                        continue;
                    int tap = firstTap + (shape.DilationX > 1 ? across / shape.DilationX : across);
                    nint at = ((((nint)row * shape.OutputWidth) + column) * shape.Channels) + i;
                    W apart = W.Abs(access.Load(in taps[at]) - W.Create(T.CreateTruncating(tap)));
                    sum += W.WhereLess(apart, half, access.Load(in delta[at]), zero);
                }
            }

            access.Store(add ? access.Load(in dx[i]) + sum : sum, ref dx[i]);
        }
    }

    private readonly struct MixLoop(T* x, T* y, PlaceMap<T> map, int channels, bool add) : ILoop
    {
        // Items are places of the output.
        public void Run(int from, int to)
        {
            for (int item = from; item < to; item++)
            {
                (int row, int place) = Math.DivRem(item, map.ToPlaces);
                T* source = x + ((nint)row * map.FromPlaces * channels);
                new LaneLoop<T, V, MixBody>(new MixBody(source, y + ((nint)item * channels), map, place, channels, add)).Run(0, channels);
            }
        }
    }

    private readonly struct MixBody(T* x, T* y, PlaceMap<T> map, int place, int channels, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W sum = W.Create(T.Zero);
            for (int part = map.Starts[place]; part < map.Starts[place + 1]; part++)
                sum = W.MultiplyAdd(W.Create(map.Weights[part]), access.Load(in x[((nint)map.Places[part] * channels) + i]), sum);
            access.Store(add ? access.Load(in y[i]) + sum : sum, ref y[i]);
        }
    }

    private readonly struct ScaleLoop(T* x, T* scale, T* y, int places, int channels, bool add) : ILoop
    {
        // Items are rows.
        public void Run(int from, int to)
        {
            for (nint row = from; row < to; row++)
            {
                nint at = row * places * channels;
                new LaneLoop<T, V, ScalePlacesBody>(new ScalePlacesBody(x + at, scale + (row * channels), y + at, places, channels, add))
                    .Run(0, channels);
            }
        }
    }

    private readonly struct ScalePlacesBody(T* x, T* scale, T* y, nint places, nint channels, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W factor = access.Load(in scale[i]);
            for (nint at = i; at < places * channels; at += channels)
            {
                W value = access.Load(in x[at]) * factor;
                access.Store(add ? access.Load(in y[at]) + value : value, ref y[at]);
            }
        }
    }

    private readonly struct ProductSumLoop(T* a, T* b, T* sums, int places, int channels, bool add) : ILoop
    {
        // Items are rows.
        public void Run(int from, int to)
        {
            for (nint row = from; row < to; row++)
            {
                nint at = row * places * channels;
                var body = new ProductSumBody(a + at, b + at, sums + (row * channels), places, channels, add);
                new LaneLoop<T, V, ProductSumBody>(body).Run(0, channels);
            }
        }
    }

    private readonly struct ProductSumBody(T* a, T* b, T* sums, nint places, nint channels, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W sum = W.Create(T.Zero);
            for (nint at = i; at < places * channels; at += channels)
                sum = W.MultiplyAdd(access.Load(in a[at]), access.Load(in b[at]), sum);
            access.Store(add ? access.Load(in sums[i]) + sum : sum, ref sums[i]);
        }
    }
}
