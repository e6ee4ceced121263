using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Sums, copies and operations on whole rows.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    public override void Add(Buffer<T> a, Buffer<T> b, Buffer<T> y, int count) =>
        Each(new AddBody(a.Pointer(count), b.Pointer(count), y.Pointer(count)), count);

    public override void SumRows(Buffer<T> x, Buffer<T> sums, int rows, int columns, bool add, int run = int.MaxValue) =>
        Each(
            new SumRowsBody(x.Pointer((long)rows * columns), sums.Pointer(columns), rows, columns, add, run),
            columns,
            Math.Max(1, MinElements / Math.Max(1, rows)));

    public override void Sum(Buffer<T> x, Buffer<T> sum, T scale) =>
        *sum.Pointer(1) = scale * RowSum<T, V>.Of(x.Pointer(x.Length), x.Length);

    public override void Copy(Buffer<T> from, Buffer<T> to) =>
        new ReadOnlySpan<T>(from.Pointer(from.Length), from.Length).CopyTo(new Span<T>(to.Pointer(from.Length), from.Length));

    public override void Fill(Buffer<T> x, int count, T value) => Each(new FillBody(x.Pointer(count), value), count);

    public override void SumColumns(Buffer<T> x, Buffer<T> sums, int rows, int columns, T scale)
    {
        T* from = x.Pointer((long)rows * columns), to = sums.Pointer(rows);
        Bounds.Require(to, rows);
        for (nint row = 0; row < rows; row++)
            to[row] = scale * RowSum<T, V>.Of(from + (row * columns), columns);
    }

    public override void CopyColumns(
        Buffer<T> from, int fromColumns, int fromColumn, Buffer<T> to, int toColumns, int toColumn, int rows, int width, bool add)
    {
        T* source = from.Pointer((long)rows * fromColumns) + fromColumn, target = to.Pointer((long)rows * toColumns) + toColumn;
        for (nint row = 0; row < rows; row++)
        {
            T* a = source + (row * fromColumns), b = target + (row * toColumns);
            Bounds.Require(a, width);
            Bounds.Require(b, width);
            if (add)
                new LaneLoop<T, V, AddBody>(new AddBody(b, a, b)).Run(0, width);
            else
                new ReadOnlySpan<T>(a, width).CopyTo(new Span<T>(b, width));
        }
    }

    public override void Dropout(Buffer<T> x, Buffer<T> y, int count, double keep, RandomStream random, bool add)
    {
        var loop = new DropoutLoop(x.Pointer(count), y.Pointer(count), keep, random, add);
        Workers.For(ref loop, count, 4, MinElements / 8, threads);
    }

    private readonly struct FillBody(T* x, T value) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> => access.Store(W.Create(value), ref x[i]);
    }

    private readonly struct AddBody(T* a, T* b, T* y) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(access.Load(in a[i]) + access.Load(in b[i]), ref y[i]);
    }

    private readonly struct SumRowsBody(T* x, T* sums, nint rows, nint columns, bool add, nint run) : ILanes<T>
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
                    sum += access.Load(in x[(row * columns) + i]);
                total += sum;
            }

            if (add)
                total = access.Load(in sums[i]) + total;
            access.Store(total, ref sums[i]);
        }
    }

    private readonly struct DropoutLoop(T* x, T* y, double keep, RandomStream random, bool add) : ILoop
    {
        public void Run(int from, int to)
        {
            ulong threshold = RandomStream.Threshold(keep);
            T scale = T.One / T.CreateTruncating(keep);
            uint* bits = stackalloc uint[4];
            Bounds.Require(x + from, to - from);
            Bounds.Require(y + from, to - from);
            for (int start = from; start < to; start += 4)
            {
                (bits[0], bits[1], bits[2], bits[3]) = random.FourBits((ulong)start >> 2);
                for (int i = start; i < Math.Min(start + 4, to); i++)
                {
                    T value = bits[i - start] < threshold ? x[i] * scale : T.Zero;
                    y[i] = add ? y[i] + value : value;
                }
            }
        }
    }
}
