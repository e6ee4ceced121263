using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Softmax and the cross-entropy of it, row by row.</content>
internal sealed unsafe partial class ProcessorKernels<T, V>
{
    // An exponential costs about this many plain operations; a thread gets rows worth LeastElements of those.
    private const int ExponentialCost = 16;

    public override void Softmax(Address<T> x, Address<T> y, int rows, int columns)
    {
        long count = (long)rows * columns;
        var loop = new SoftmaxLoop(x.Pointer(count), y.Pointer(count), columns);
        Workers.For(ref loop, rows, 1, LeastRows(columns), threads);
    }

    public override void SoftmaxGradient(Address<T> y, Address<T> outputGradient, Address<T> inputGradient, int rows, int columns, bool add)
    {
        long count = (long)rows * columns;
        T* value = y.Pointer(count), dy = outputGradient.Pointer(count), dx = inputGradient.Pointer(count);
        for (nint row = 0; row < rows; row++, value += columns, dy += columns, dx += columns)
        {
            T mean = TreeOfProducts(value, dy, columns);
            new LaneLoop<T, V, SoftmaxGradientBody>(new SoftmaxGradientBody(value, dy, dx, mean, add)).Run(0, columns);
        }
    }

    public override void CrossEntropy(
        Address<T> logits, Address<T> targets, Address<T> probabilities, Address<T> losses, int rows, int columns)
    {
        long count = (long)rows * columns;
        var loop = new CrossEntropyLoop(logits.Pointer(count), targets.Pointer(count), probabilities.Pointer(count), losses.Pointer(rows), columns);
        Workers.For(ref loop, rows, 1, LeastRows(columns), threads);
    }

    public override void CrossEntropyGradient(
        Address<T> probabilities, Address<T> targets, Address<T> gradient, int rows, int columns, T scale)
    {
        long count = (long)rows * columns;
        T* p = probabilities.Pointer(count), t = targets.Pointer(count), dz = gradient.Pointer(count);
        for (nint row = 0; row < rows; row++, p += columns, t += columns, dz += columns)
        {
            T total = Tree(t, columns);
            new LaneLoop<T, V, CrossEntropyGradientBody>(new CrossEntropyGradientBody(p, t, dz, total, scale)).Run(0, columns);
        }
    }

    private static int LeastRows(int columns) => Math.Max(1, LeastElements / ExponentialCost / columns);

    // Subtracts the row's largest number before exp: exp(89) is already infinite in float, and the quotient does not change.
    private static void Shift(T* x, T* y, nint columns)
    {
        T largest = x[0];
        for (nint i = 1; i < columns; i++)
            largest = x[i] > largest ? x[i] : largest;
        new LaneLoop<T, V, ShiftBody>(new ShiftBody(x, y, largest)).Run(0, (int)columns);
    }

    private static T Exponentials(T* y, nint columns)
    {
        new LaneLoop<T, V, ExpBody>(new ExpBody(y)).Run(0, (int)columns);
        return Tree(y, columns);
    }

    private static T TreeOfProducts(T* a, T* b, nint columns)
    {
        T* sums = stackalloc T[PartialSums];
        new Span<T>(sums, PartialSums).Clear();
        for (nint i = 0; i < columns; i++)
            sums[i % PartialSums] += a[i] * b[i];
        return Tree(sums, PartialSums);
    }

    private readonly struct SoftmaxLoop(T* x, T* y, nint columns) : ILoop
    {
        public void Run(int from, int to)
        {
            for (nint row = from; row < to; row++)
            {
                T* values = y + (row * columns);
                Shift(x + (row * columns), values, columns);
                T sum = Exponentials(values, columns);
                new LaneLoop<T, V, DivideBody>(new DivideBody(values, sum)).Run(0, (int)columns);
            }
        }
    }

    private readonly struct CrossEntropyLoop(T* z, T* t, T* p, T* losses, nint columns) : ILoop
    {
        public void Run(int from, int to)
        {
            for (nint row = from; row < to; row++)
            {
                T* logits = z + (row * columns), targets = t + (row * columns), values = p + (row * columns);
                Shift(logits, values, columns);

                // Σ t (ln s − d) = ln s Σ t − Σ t d, where d = z − max is what the row holds before the exponentials.
                T weighted = TreeOfProducts(targets, values, columns);
                T sum = Exponentials(values, columns);
                SimdScalar<T> log = Functions.Log<SimdScalar<T>, T>(SimdScalar<T>.Create(sum));
                T logarithm = default;
                log.Store(ref logarithm);
                losses[row] = (logarithm * Tree(targets, columns)) - weighted;
                new LaneLoop<T, V, DivideBody>(new DivideBody(values, sum)).Run(0, (int)columns);
            }
        }
    }

    private readonly struct ShiftBody(T* x, T* y, T by) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(access.Load(in x[i]) - W.Create(by), ref y[i]);
    }

    private readonly struct ExpBody(T* y) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(Functions.Exp<W, T>(access.Load(in y[i])), ref y[i]);
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
