using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Normalization by columns: each lane holds a column, and rows follow one another in ascending order.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    public override void ColumnMoments(Buffer<T> x, Buffer<T> mean, Buffer<T> variance, int rows, int columns, int run = int.MaxValue) =>
        Each(
        new MomentsBody(x.Pointer((long)rows * columns), mean.Pointer(columns), variance.Pointer(columns), rows, columns, run),
        columns,
        MinColumns(rows));

    public override void NormalizeColumns(ColumnNormalization<T> at, int rows, int columns, T epsilon)
    {
        long count = (long)rows * columns;
        var body = new NormalizeBody(
            at.X.Pointer(count),
            at.Mean.Pointer(columns),
            at.Variance.Pointer(columns),
            at.Scale.Pointer(columns),
            at.Shift.Pointer(columns),
            at.Normalized.Pointer(count),
            at.Y.Pointer(count),
            rows,
            columns,
            epsilon);
        Each(body, columns, MinColumns(rows));
    }

    public override void NormalizeColumnsGradient(
        ColumnNormalization<T> at, NormalizationGradient<T> gradient, int rows, int columns, T epsilon, bool areGiven, bool add,
        int run = int.MaxValue)
    {
        NormalizeParametersGradient(at.Normalized, gradient, rows, columns, run);
        if (gradient.Input.IsEmpty)
            return;
        long count = (long)rows * columns;
        var body = new NormalizeGradientBody(
            at.Normalized.Pointer(count),
            at.Variance.Pointer(columns),
            at.Scale.Pointer(columns),
            gradient.Output.Pointer(count),
            gradient.Input.Pointer(count),
            gradient.Scale.Pointer(columns),
            gradient.Shift.Pointer(columns),
            rows,
            columns,
            epsilon,
            areGiven ? T.Zero : T.One / T.CreateTruncating(rows),
            add);
        Each(body, columns, MinColumns(rows));
    }

    public override void NormalizeParametersGradient(
        Buffer<T> normalized, NormalizationGradient<T> gradient, int rows, int columns, int run = int.MaxValue)
    {
        long count = (long)rows * columns;
        T* dy = gradient.Output.Pointer(count);
        Each(new SumOfProductsBody(dy, normalized.Pointer(count), gradient.Scale.Pointer(columns), rows, columns, run), columns,
            MinColumns(rows));
        if (!gradient.Shift.IsEmpty)
            SumRows(gradient.Output, gradient.Shift, rows, columns, add: false, run);
    }

    public override void Lerp(Buffer<T> to, Buffer<T> value, int count, T keep, T factor) =>
        Each(new LerpBody(to.Pointer(count), value.Pointer(count), keep, (T.One - keep) * factor), count);

    private static int MinColumns(int rows) => Math.Max(1, MinElements / Math.Max(1, rows));

    private readonly struct MomentsBody(T* x, T* mean, T* variance, nint rows, nint columns, nint run) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W count = W.Create(T.CreateTruncating(rows)), total = W.Create(T.Zero), squares = W.Create(T.Zero);
            for (nint first = 0; first < rows; first += run)
            {
                W sum = W.Create(T.Zero);
                for (nint row = first; row < Math.Min(first + run, rows); row++)
                    sum += access.Load(in x[(row * columns) + i]);
                total += sum;
            }

            W center = total / count;
            for (nint first = 0; first < rows; first += run)
            {
                W sum = W.Create(T.Zero);
                for (nint row = first; row < Math.Min(first + run, rows); row++)
                {
                    W distance = access.Load(in x[(row * columns) + i]) - center;
                    sum = W.MultiplyAdd(distance, distance, sum);
                }

                squares += sum;
            }

            access.Store(center, ref mean[i]);
            access.Store(squares / count, ref variance[i]);
        }
    }

    private readonly struct NormalizeBody(
        T* x, T* mean, T* variance, T* scale, T* shift, T* normalized, T* y, nint rows, nint columns, T epsilon) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W center = access.Load(in mean[i]), deviation = W.Sqrt(access.Load(in variance[i]) + W.Create(epsilon));
            W factor = access.Load(in scale[i]), summand = access.Load(in shift[i]);
            for (nint at = i; at < rows * columns; at += columns)
            {
                W value = (access.Load(in x[at]) - center) / deviation;
                access.Store(value, ref normalized[at]);
                access.Store(W.MultiplyAdd(factor, value, summand), ref y[at]);
            }
        }
    }

    private readonly struct NormalizeGradientBody(
        T* normalized, T* variance, T* scale, T* dy, T* dx, T* scaleGradient, T* shiftGradient, nint rows, nint columns, T epsilon, T share,
        bool add)
        : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W factor = access.Load(in scale[i]) / W.Sqrt(access.Load(in variance[i]) + W.Create(epsilon));
            W mean = access.Load(in shiftGradient[i]) * W.Create(share), along = access.Load(in scaleGradient[i]) * W.Create(share);
            for (nint at = i; at < rows * columns; at += columns)
            {
                W gradient = factor * (access.Load(in dy[at]) - mean - (access.Load(in normalized[at]) * along));
                if (add)
                    gradient = access.Load(in dx[at]) + gradient;
                access.Store(gradient, ref dx[at]);
            }
        }
    }

    private readonly struct SumOfProductsBody(T* a, T* b, T* sums, nint rows, nint columns, nint run) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W total = W.Create(T.Zero);
            for (nint first = 0; first < rows; first += run)
            {
                W sum = W.Create(T.Zero);
                for (nint row = first; row < Math.Min(first + run, rows); row++)
                    sum = W.MultiplyAdd(access.Load(in a[(row * columns) + i]), access.Load(in b[(row * columns) + i]), sum);
                total += sum;
            }

            access.Store(total, ref sums[i]);
        }
    }

    private readonly struct LerpBody(T* to, T* value, T keep, T rest) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(W.MultiplyAdd(W.Create(keep), access.Load(in to[i]), W.Create(rest) * access.Load(in value[i])), ref to[i]);
    }
}
