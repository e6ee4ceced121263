using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <content>
/// The three matrix products of a step, one loop. C[m, n] = start + Σ_k A(m, k) B(k, n).
/// The contract that keeps the bits the same everywhere: k runs in blocks of <see cref="BlockDepth"/>; each block is one chain of
/// fused multiply-adds in ascending k that starts at zero; the start (a bias, the old value, or nothing) comes first and the
/// blocks' sums are added to it in order. A lane holds one element of C and threads share out its elements, so neither the width
/// of a vector nor the number of threads can change a bit.
/// </content>
internal sealed unsafe partial class ProcessorKernels<T, V>
{
    internal const int BlockDepth = 256;
    private const int TileRows = 4;
    private const int TileVectors = 2;

    // Below this many multiply-adds a thread, waking another one costs more than it saves.
    private const long LeastProducts = 512 * 1024;

    private static int TileColumns => TileVectors * V.Count;

    public override void Multiply(Address<T> x, Address<T> weight, Address<T> bias, Address<T> y, int rows, int inputs, int outputs) =>
        Product(new ProductLoop
        {
            A = x.Pointer((long)rows * inputs),
            RowStride = inputs,
            DepthStride = 1,
            B = weight.Pointer((long)inputs * outputs),
            BStride = outputs,
            Transposed = false,
            C = y.Pointer((long)rows * outputs),
            Start = bias.IsEmpty ? null : bias.Pointer(outputs),
            StartStride = 0,
            Rows = rows,
            Depth = inputs,
            Columns = outputs,
        });

    public override void MultiplyTransposedLeft(
        Address<T> x, Address<T> delta, Address<T> weightGradient, int rows, int inputs, int outputs, bool add)
    {
        T* c = weightGradient.Pointer((long)inputs * outputs);
        Product(new ProductLoop
        {
            A = x.Pointer((long)rows * inputs),
            RowStride = 1,
            DepthStride = inputs,
            B = delta.Pointer((long)rows * outputs),
            BStride = outputs,
            Transposed = false,
            C = c,
            Start = add ? c : null,
            StartStride = outputs,
            Rows = inputs,
            Depth = rows,
            Columns = outputs,
        });
    }

    public override void MultiplyTransposedRight(
        Address<T> delta, Address<T> weight, Address<T> inputGradient, int rows, int inputs, int outputs, bool add)
    {
        T* c = inputGradient.Pointer((long)rows * inputs);
        Product(new ProductLoop
        {
            A = delta.Pointer((long)rows * outputs),
            RowStride = outputs,
            DepthStride = 1,
            B = weight.Pointer((long)inputs * outputs),
            BStride = outputs,
            Transposed = true,
            C = c,
            Start = add ? c : null,
            StartStride = inputs,
            Rows = rows,
            Depth = outputs,
            Columns = inputs,
        });
    }

    private void Product(ProductLoop loop)
    {
        loop.ByColumns = loop.Rows < TileRows * threads;
        if (loop.ByColumns)
        {
            int panels = (loop.Columns + TileColumns - 1) / TileColumns;
            Workers.For(ref loop, panels, 1, LeastItems((long)loop.Rows * loop.Depth * TileColumns), threads);
        }
        else
        {
            Workers.For(ref loop, loop.Rows, TileRows, LeastItems((long)loop.Depth * loop.Columns), threads);
        }
    }

    private static int LeastItems(long products) => 1 + (int)(LeastProducts / Math.Max(1, products));

    private struct ProductLoop : ILoop
    {
        public T* A, B, C, Start;
        public int RowStride, DepthStride, BStride, StartStride, Rows, Depth, Columns;
        public bool Transposed, ByColumns;

        [SkipLocalsInit]
        public readonly void Run(int from, int to)
        {
            (int firstRow, int endRow) = ByColumns ? (0, Rows) : (from, to);
            (int firstColumn, int endColumn) = ByColumns ? (from * TileColumns, Math.Min(to * TileColumns, Columns)) : (0, Columns);
            T* packed = stackalloc T[Math.Min(Depth, BlockDepth) * TileColumns];
            for (int column = firstColumn; column < endColumn; column += TileColumns)
            {
                int width = Math.Min(TileColumns, Columns - column);
                int k = 0;
                do
                {
                    int depth = Math.Min(BlockDepth, Depth - k);
                    T* panel = Panel(packed, k, depth, column, width, out nint stride);
                    Block(panel, stride, k, depth, firstRow, endRow, column, width);
                    k += BlockDepth;
                }
                while (k < Depth);
            }
        }

        // B's rows k … k + depth at the tile's columns: in place where they lie so, else copied, a narrow panel filled up with zeros.
        private readonly T* Panel(T* packed, int k, int depth, int column, int width, out nint stride)
        {
            if (!Transposed && width == TileColumns)
            {
                stride = BStride;
                return B + ((nint)k * BStride) + column;
            }

            stride = TileColumns;
            if (width < TileColumns)
                new Span<T>(packed, depth * TileColumns).Clear();
            for (nint i = 0; i < depth; i++)
            {
                T* to = packed + (i * stride);
                if (Transposed)
                {
                    T* from = B + ((nint)column * BStride) + k + i;
                    for (nint j = 0; j < width; j++)
                        to[j] = from[j * BStride];
                }
                else
                {
                    T* from = B + ((k + i) * BStride) + column;
                    for (nint j = 0; j < width; j++)
                        to[j] = from[j];
                }
            }

            return packed;
        }

        private readonly void Block(T* panel, nint stride, int k, int depth, int firstRow, int endRow, int column, int width)
        {
            T* sums = stackalloc T[TileRows * TileColumns];
            T* a = A + ((nint)k * DepthStride);
            int row = firstRow;
            for (; row + TileRows <= endRow; row += TileRows)
            {
                Tile(a + ((nint)row * RowStride), RowStride, DepthStride, panel, stride, depth, sums);
                for (int r = 0; r < TileRows; r++)
                    Finish(sums + (r * TileColumns), row + r, column, width, k == 0);
            }

            for (; row < endRow; row++)
            {
                Strip(a + ((nint)row * RowStride), DepthStride, panel, stride, depth, sums);
                Finish(sums, row, column, width, k == 0);
            }
        }

        // c = start + sums for the first block, c + sums after it.
        private readonly void Finish(T* sums, int row, int column, int width, bool first)
        {
            T* c = C + ((nint)row * Columns) + column;
            T* start = !first ? c : Start is null ? null : Start + ((nint)row * StartStride) + column;
            nint j = 0;
            for (; j <= width - V.Count; j += V.Count)
            {
                V sum = V.Load(in sums[j]);
                (start is null ? sum : V.Load(in start[j]) + sum).Store(ref c[j]);
            }

            for (; j < width; j++)
                c[j] = start is null ? sums[j] : start[j] + sums[j];
        }
    }

    // Four rows of A against two vectors of B's columns: eight chains, enough to keep two multiply-add units busy.
    private static void Tile(T* a, nint rowStride, nint depthStride, T* b, nint stride, int depth, T* sums)
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        T* a1 = a + rowStride, a2 = a1 + rowStride, a3 = a2 + rowStride;
        nint at = 0;
        for (int k = 0; k < depth; k++, at += depthStride, b += stride)
        {
            V b0 = V.Load(in b[0]), b1 = V.Load(in b[V.Count]);
            V x = V.Create(a[at]);
            c00 = V.MultiplyAdd(x, b0, c00);
            c01 = V.MultiplyAdd(x, b1, c01);
            x = V.Create(a1[at]);
            c10 = V.MultiplyAdd(x, b0, c10);
            c11 = V.MultiplyAdd(x, b1, c11);
            x = V.Create(a2[at]);
            c20 = V.MultiplyAdd(x, b0, c20);
            c21 = V.MultiplyAdd(x, b1, c21);
            x = V.Create(a3[at]);
            c30 = V.MultiplyAdd(x, b0, c30);
            c31 = V.MultiplyAdd(x, b1, c31);
        }

        int n = V.Count;
        c00.Store(ref sums[0]);
        c01.Store(ref sums[n]);
        c10.Store(ref sums[2 * n]);
        c11.Store(ref sums[3 * n]);
        c20.Store(ref sums[4 * n]);
        c21.Store(ref sums[5 * n]);
        c30.Store(ref sums[6 * n]);
        c31.Store(ref sums[7 * n]);
    }

    // One row of A against two vectors of B's columns.
    private static void Strip(T* a, nint depthStride, T* b, nint stride, int depth, T* sums)
    {
        V c0 = default, c1 = default;
        for (int k = 0; k < depth; k++, a += depthStride, b += stride)
        {
            V x = V.Create(*a);
            c0 = V.MultiplyAdd(x, V.Load(in b[0]), c0);
            c1 = V.MultiplyAdd(x, V.Load(in b[V.Count]), c1);
        }

        c0.Store(ref sums[0]);
        c1.Store(ref sums[V.Count]);
    }
}
