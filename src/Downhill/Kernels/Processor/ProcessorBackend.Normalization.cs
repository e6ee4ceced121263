using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Normalization row by row, and noise.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    // A row is read a few times; a thread gets rows worth MinElements of plain operations.
    private const int NormalizationCost = 4;

    public override void NormalizeRows(
        Buffer<T> x, Buffer<T> scale, Buffer<T> shift, Buffer<T> normalized, Buffer<T> deviations, Buffer<T> y, int rows, int columns,
        T epsilon)
    {
        long count = (long)rows * columns;
        var loop = new NormalizeRowsLoop(
            x.Pointer(count),
            scale.Pointer(columns),
            shift.IsEmpty ? null : shift.Pointer(columns),
            normalized.Pointer(count),
            deviations.Pointer(rows),
            y.Pointer(count),
            columns,
            epsilon);
        Workers.For(ref loop, rows, 1, MinNormalizedRows(columns), threads);
    }

    public override void NormalizeRowsGradient(
        Buffer<T> normalized, Buffer<T> deviations, Buffer<T> scale, NormalizationGradient<T> gradient, int rows, int columns, bool add)
    {
        long count = (long)rows * columns;
        var loop = new NormalizeRowsGradientLoop(
            normalized.Pointer(count),
            deviations.Pointer(rows),
            scale.Pointer(columns),
            gradient.Output.Pointer(count),
            gradient.Input.Pointer(count),
            columns,
            isCentered: !gradient.Shift.IsEmpty,
            add);
        Workers.For(ref loop, rows, 1, MinNormalizedRows(columns), threads);
    }

    public override void Noise(Buffer<T> x, Buffer<T> y, int count, double deviation, RandomStream random)
    {
        var loop = new NoiseLoop(x.Pointer(count), y.Pointer(count), deviation, random);
        Workers.For(ref loop, count, 1, MinElements / 64, threads);
    }

    private static int MinNormalizedRows(int columns) => Math.Max(1, MinElements / NormalizationCost / columns);

    private readonly struct ProductOfThree(T* a, T* b, T* c) : ITerms<T>
    {
        [MethodImpl(AggressiveInlining)]
        public W At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> => access.Load(in a[i]) * access.Load(in b[i]) * access.Load(in c[i]);
    }

    private readonly struct NormalizeRowsLoop(
        T* x, T* scale, T* shift, T* normalized, T* deviations, T* y, nint columns, T epsilon) : ILoop
    {
        public void Run(int from, int to)
        {
            T count = T.CreateTruncating(columns);
            for (nint row = from; row < to; row++)
            {
                T* values = x + (row * columns), distances = normalized + (row * columns);
                T mean = shift is null ? T.Zero : RowSum<T, V>.Of(values, columns) / count;
                new LaneLoop<T, V, CenterBody>(new CenterBody(values, distances, mean)).Run(0, (int)columns);
                deviations[row] = T.Sqrt((RowSum<T, V>.OfProducts(distances, distances, columns) / count) + epsilon);
                var body = new NormalizeRowBody(scale, shift, distances, y + (row * columns), deviations[row]);
                new LaneLoop<T, V, NormalizeRowBody>(body).Run(0, (int)columns);
            }
        }
    }

    private readonly struct CenterBody(T* x, T* y, T mean) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> => access.Store(access.Load(in x[i]) - W.Create(mean), ref y[i]);
    }

    private readonly struct NormalizeRowBody(T* scale, T* shift, T* normalized, T* y, T deviation) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W value = access.Load(in normalized[i]) / W.Create(deviation), scaled = access.Load(in scale[i]) * value;
            access.Store(value, ref normalized[i]);
            access.Store(shift is null ? scaled : scaled + access.Load(in shift[i]), ref y[i]);
        }
    }

    private readonly struct NormalizeRowsGradientLoop(
        T* normalized, T* deviations, T* scale, T* dy, T* dx, nint columns, bool isCentered, bool add) : ILoop
    {
        public void Run(int from, int to)
        {
            T count = T.CreateTruncating(columns);
            for (nint row = from; row < to; row++)
            {
                T* values = normalized + (row * columns), gradients = dy + (row * columns);
                T mean = isCentered ? RowSum<T, V>.OfProducts(gradients, scale, columns) / count : T.Zero;
                T along = RowSum<T, V>.Of(new ProductOfThree(gradients, scale, values), columns) / count;
                var body = new NormalizeRowGradientBody(values, scale, gradients, dx + (row * columns), mean, along, deviations[row], add);
                new LaneLoop<T, V, NormalizeRowGradientBody>(body).Run(0, (int)columns);
            }
        }
    }

    private readonly struct NormalizeRowGradientBody(T* normalized, T* scale, T* dy, T* dx, T mean, T along, T deviation, bool add)
        : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W g = access.Load(in dy[i]) * access.Load(in scale[i]);
            W gradient = (g - W.Create(mean) - (access.Load(in normalized[i]) * W.Create(along))) / W.Create(deviation);
            if (add)
                gradient = access.Load(in dx[i]) + gradient;
            access.Store(gradient, ref dx[i]);
        }
    }

    private readonly struct NoiseLoop(T* x, T* y, double deviation, RandomStream random) : ILoop
    {
        public void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
                y[i] = x[i] + T.CreateTruncating(deviation * random.Normal((ulong)i));
        }
    }
}
