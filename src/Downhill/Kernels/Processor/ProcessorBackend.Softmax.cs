using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Softmax and the cross-entropy of it, row by row.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    // An exponential costs about this many plain operations; a thread gets rows worth MinElements of those.
    private const int ExponentialCost = 16;

    public override void Softmax(Buffer<T> x, Buffer<T> y, int rows, int columns)
    {
        long count = (long)rows * columns;
        var loop = new SoftmaxLoop(x.Pointer(count), y.Pointer(count), columns);
        Workers.For(ref loop, rows, 1, MinRows(columns), threads);
    }

    public override void SoftmaxGradient(Buffer<T> y, Buffer<T> outputGradient, Buffer<T> inputGradient, int rows, int columns, bool add)
    {
        long count = (long)rows * columns;
        T* value = y.Pointer(count), dy = outputGradient.Pointer(count), dx = inputGradient.Pointer(count);
        for (nint row = 0; row < rows; row++, value += columns, dy += columns, dx += columns)
        {
            T mean = RowSum<T, V>.OfProducts(value, dy, columns);
            new LaneLoop<T, V, SoftmaxGradientBody>(new SoftmaxGradientBody(value, dy, dx, mean, add)).Run(0, columns);
        }
    }

    public override void CrossEntropy(
        Buffer<T> logits, Buffer<T> targets, Buffer<T> probabilities, Buffer<T> losses, int rows, int columns)
    {
        long count = (long)rows * columns;
        var loop = new CrossEntropyLoop(logits.Pointer(count), targets.Pointer(count), probabilities.Pointer(count), losses.Pointer(rows),
            columns);
        Workers.For(ref loop, rows, 1, MinRows(columns), threads);
    }

    public override void CrossEntropyGradient(
        Buffer<T> probabilities, Buffer<T> targets, Buffer<T> gradient, int rows, int columns, T scale)
    {
        long count = (long)rows * columns;
        T* p = probabilities.Pointer(count), t = targets.Pointer(count), dz = gradient.Pointer(count);
        for (nint row = 0; row < rows; row++, p += columns, t += columns, dz += columns)
        {
            T total = RowSum<T, V>.Of(t, columns);
            new LaneLoop<T, V, CrossEntropyGradientBody>(new CrossEntropyGradientBody(p, t, dz, total, scale)).Run(0, columns);
        }
    }

    private static int MinRows(int columns) => Math.Max(1, MinElements / ExponentialCost / columns);

    // Subtracted from a row before exp: exp(89) is already infinite in float, and the quotient does not change.
    private static T Largest(T* x, nint columns)
    {
        V largest = V.Create(T.NegativeInfinity);
        nint i = 0;
        for (; i <= columns - V.Count; i += V.Count)
        {
            V next = V.Load(in x[i]);
            largest = V.WhereLess(largest, next, next, largest);
        }

        if (i < columns)
        {
            V next = V.Load(in x[i], (int)(columns - i));
            next = V.WhereLess(V.Lanes, V.Create(T.CreateTruncating(columns - i)), next, largest);
            largest = V.WhereLess(largest, next, next, largest);
        }

        return largest.Max();
    }

    private static void Divide(T* y, T by, nint columns) => new LaneLoop<T, V, DivideBody>(new DivideBody(y, by)).Run(0, (int)columns);

    private readonly struct SoftmaxLoop(T* x, T* y, nint columns) : ILoop
    {
        public void Run(int from, int to)
        {
            for (nint row = from; row < to; row++)
            {
                T* numbers = x + (row * columns), values = y + (row * columns);
                new LaneLoop<T, V, ShiftBody>(new ShiftBody(numbers, values, Largest(numbers, columns))).Run(0, (int)columns);
                Divide(values, RowSum<T, V>.Of(new Exponentials(values), columns), columns);
            }
        }
    }

    // loss = Σ t (ln s − d) = ln s Σ t − Σ t d, where d = z − max and s = Σ eᵈ.
    // Some rows at a time, so that their logarithms fill whole vectors.
    private readonly struct CrossEntropyLoop(T* z, T* t, T* p, T* losses, nint columns) : ILoop
    {
        private const int Some = 64;

        [SkipLocalsInit]
        public void Run(int from, int to)
        {
            T* sums = stackalloc T[2 * Some], totals = sums + Some;
            Bounds.Require(losses + from, to - from);
            for (; from < to; from += Some)
            {
                int rows = Math.Min(Some, to - from);
                for (int row = 0; row < rows; row++)
                {
                    if (columns <= V.Count)
                        NarrowRow(from + row, out totals[row], out sums[row]);
                    else
                        WideRow(from + row, out totals[row], out sums[row]);
                }

                new LaneLoop<T, V, LogarithmBody>(new LogarithmBody(sums, totals, losses + from)).Run(0, rows);
            }
        }

        private void WideRow(nint row, out T total, out T sum)
        {
            T* logits = z + (row * columns), targets = t + (row * columns), values = p + (row * columns);
            total = RowSum<T, V>.Of(targets, columns);
            losses[row] = RowSum<T, V>.Of(new WeightedShift(logits, targets, values, Largest(logits, columns)), columns);
            sum = RowSum<T, V>.Of(new Exponentials(values), columns);
            Divide(values, sum, columns);
        }

        // The same where a row fits in one vector: nothing goes through memory, and the tree of its sum is the vector's own.
        private void NarrowRow(nint row, out T total, out T sum)
        {
            var access = new FirstLanes<T, V>((int)columns);
            V logits = access.Load(in z[row * columns]), targets = access.Load(in t[row * columns]);
            V shifted = logits - V.Create(access.Only(logits, T.NegativeInfinity).Max());
            V powers = access.Only(Functions.Exp<V, T>(shifted), T.Zero);
            total = targets.Sum();
            losses[row] = access.Only(targets * shifted, T.Zero).Sum();
            sum = powers.Sum();
            access.Store(powers / V.Create(sum), ref p[row * columns]);
        }
    }

    private readonly struct WeightedShift(T* z, T* t, T* d, T largest) : ITerms<T>
    {
        [MethodImpl(AggressiveInlining)]
        public W At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W shifted = access.Load(in z[i]) - W.Create(largest);
            access.Store(shifted, ref d[i]);
            return access.Load(in t[i]) * shifted;
        }
    }

    private readonly struct LogarithmBody(T* sums, T* totals, T* losses) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store((Functions.Log<W, T>(access.Load(in sums[i])) * access.Load(in totals[i])) - access.Load(in losses[i]),
                ref losses[i]);
    }

    private readonly struct ShiftBody(T* x, T* y, T by) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(access.Load(in x[i]) - W.Create(by), ref y[i]);
    }

    // y ← eʸ, and the sum of them
    private readonly struct Exponentials(T* y) : ITerms<T>
    {
        [MethodImpl(AggressiveInlining)]
        public W At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W power = Functions.Exp<W, T>(access.Load(in y[i]));
            access.Store(power, ref y[i]);
            return access.Only(power, T.Zero);
        }
    }

    private readonly struct DivideBody(T* y, T by) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(access.Load(in y[i]) / W.Create(by), ref y[i]);
    }

    private readonly struct SoftmaxGradientBody(T* y, T* dy, T* dx, T mean, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W gradient = access.Load(in y[i]) * (access.Load(in dy[i]) - W.Create(mean));
            if (add)
                gradient = access.Load(in dx[i]) + gradient;
            access.Store(gradient, ref dx[i]);
        }
    }

    private readonly struct CrossEntropyGradientBody(T* p, T* t, T* dz, T total, T scale) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(W.Create(scale) * ((access.Load(in p[i]) * W.Create(total)) - access.Load(in t[i])), ref dz[i]);
    }
}
