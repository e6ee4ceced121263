using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>The shape of a tile: how many rows of C, and how many vectors of its columns, are held in registers at once.</summary>
internal interface ITileRows
{
    /// <summary>One, two, four, six or eight.</summary>
    static abstract int Count { get; }
}

/// <inheritdoc cref="ITileRows"/>
internal interface ITileColumns
{
    static abstract int Vectors { get; }

    /// <summary>Whether the last vector is filled in part.</summary>
    static abstract bool IsPartial { get; }
}

/// <summary>
/// The innermost loop of a matrix product. C(r, j) = start + Σ_k A(r, k) B(k, j) for a tile of C: each element is one chain of
/// fused multiply-adds in ascending k that starts at zero, and the start is added last. Two multiply-add units with a latency of 4 or 5
/// cycles need 8 or 10 independent chains. Eight rows of two vectors are 16 chains, with 2 loads of B and 8 broadcasts of A for
/// 16 multiply-adds; six rows are 12 chains, which with two vectors of B and one of A fill 15 of 16 registers.
/// </summary>
internal static unsafe class MatrixTile<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    // Not inlined: the caller's budget for inlining would not reach to the ends of several tiles. Optimized from the first call on:
    // a loop that waits for its turn to be optimized takes longer than a small network needs for its whole training.
    [MethodImpl(NoInlining | AggressiveOptimization)]
    public static void Run<TRows, TColumns>(
        T* a, nint rowStride, nint depthStride, T* b, nint bStride, int depth, int last, T* start, nint startStride, T* c, nint cStride)
        where TRows : struct, ITileRows
        where TColumns : struct, ITileColumns
    {
        bool wide = TColumns.Vectors > 1;
        V c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default, c60 = default, c70 = default;
        V c01 = default, c11 = default, c21 = default, c31 = default, c41 = default, c51 = default, c61 = default, c71 = default;
        if (Sse.IsSupported)
            Prefetch<TRows, TColumns>(c, cStride);
        T* a4 = a + (4 * rowStride);
        nint r2 = 2 * rowStride, r3 = 3 * rowStride;
        for (int k = 0; k < depth; k++)
        {
            V b0 = Load<TColumns>(b, 0, last), b1 = wide ? Load<TColumns>(b, 1, last) : default;
            Add(a, b0, b1, ref c00, ref c01, wide);
            if (TRows.Count > 1)
                Add(a + rowStride, b0, b1, ref c10, ref c11, wide);
            if (TRows.Count > 2)
            {
                Add(a + r2, b0, b1, ref c20, ref c21, wide);
                Add(a + r3, b0, b1, ref c30, ref c31, wide);
            }

            if (TRows.Count > 4)
            {
                Add(a4, b0, b1, ref c40, ref c41, wide);
                Add(a4 + rowStride, b0, b1, ref c50, ref c51, wide);
                if (TRows.Count > 6)
                {
                    Add(a4 + r2, b0, b1, ref c60, ref c61, wide);
                    Add(a4 + r3, b0, b1, ref c70, ref c71, wide);
                }

                a4 += depthStride;
            }

            a += depthStride;
            b += bStride;
        }

        Finish<TRows, TColumns>(
            start, startStride, c, cStride, last, c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, c60, c61, c70, c71);
    }

    /// <summary>
    /// The same where the rows of A lie anywhere, and its depth in runs of equal distances, as in an image: A(r, k) is at
    /// <c>rows[r]</c> + the place of k.
    /// </summary>
    [MethodImpl(NoInlining | AggressiveOptimization)]
    public static void RunBand<TRows, TColumns>(
        T* a, nint* rows, DepthRun* runs, int count, nint depthStride, T* b, nint bStride, int last, T* start, nint startStride, T* c,
        nint cStride)
        where TRows : struct, ITileRows
        where TColumns : struct, ITileColumns
    {
        bool wide = TColumns.Vectors > 1;
        V c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default, c60 = default, c70 = default;
        V c01 = default, c11 = default, c21 = default, c31 = default, c41 = default, c51 = default, c61 = default, c71 = default;
        if (Sse.IsSupported)
            Prefetch<TRows, TColumns>(c, cStride);
        T* a0 = a + rows[0], a1 = TRows.Count > 1 ? a + rows[1] : null, a2 = TRows.Count > 2 ? a + rows[2] : null,
            a3 = TRows.Count > 2 ? a + rows[3] : null, a4 = TRows.Count > 4 ? a + rows[4] : null,
            a5 = TRows.Count > 4 ? a + rows[5] : null, a6 = TRows.Count > 6 ? a + rows[6] : null,
            a7 = TRows.Count > 6 ? a + rows[7] : null;
        for (DepthRun* end = runs + count; runs < end; runs++)
        {
            nint at = runs->Start;
            for (int left = runs->Count; left > 0; left--)
            {
                V b0 = Load<TColumns>(b, 0, last), b1 = wide ? Load<TColumns>(b, 1, last) : default;
                Add(a0 + at, b0, b1, ref c00, ref c01, wide);
                if (TRows.Count > 1)
                    Add(a1 + at, b0, b1, ref c10, ref c11, wide);
                if (TRows.Count > 2)
                {
                    Add(a2 + at, b0, b1, ref c20, ref c21, wide);
                    Add(a3 + at, b0, b1, ref c30, ref c31, wide);
                }

                if (TRows.Count > 4)
                {
                    Add(a4 + at, b0, b1, ref c40, ref c41, wide);
                    Add(a5 + at, b0, b1, ref c50, ref c51, wide);
                }

                if (TRows.Count > 6)
                {
                    Add(a6 + at, b0, b1, ref c60, ref c61, wide);
                    Add(a7 + at, b0, b1, ref c70, ref c71, wide);
                }

                at += depthStride;
                b += bStride;
            }
        }

        Finish<TRows, TColumns>(
            start, startStride, c, cStride, last, c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, c60, c61, c70, c71);
    }

    /// <summary>
    /// One row of C and eight or four whole vectors of its columns: for a batch of one, which has no other rows to fill the units with.
    /// </summary>
    [MethodImpl(NoInlining | AggressiveOptimization)]
    public static void RunRow<TColumns>(T* a, nint depthStride, T* b, nint bStride, int depth, T* start, T* c)
        where TColumns : struct, ITileColumns
    {
        bool wide = TColumns.Vectors > 4;
        V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        for (int k = 0; k < depth; k++, a += depthStride, b += bStride)
        {
            Bounds.Require(a, 1);
            V x = V.Create(*a);
            c0 = V.MultiplyAdd(x, V.Load(in b[0]), c0);
            c1 = V.MultiplyAdd(x, V.Load(in b[V.Count]), c1);
            c2 = V.MultiplyAdd(x, V.Load(in b[2 * V.Count]), c2);
            c3 = V.MultiplyAdd(x, V.Load(in b[3 * V.Count]), c3);
            if (wide)
            {
                c4 = V.MultiplyAdd(x, V.Load(in b[4 * V.Count]), c4);
                c5 = V.MultiplyAdd(x, V.Load(in b[5 * V.Count]), c5);
                c6 = V.MultiplyAdd(x, V.Load(in b[6 * V.Count]), c6);
                c7 = V.MultiplyAdd(x, V.Load(in b[7 * V.Count]), c7);
            }
        }

        Finish(c0, start, c, 0);
        Finish(c1, start, c, 1);
        Finish(c2, start, c, 2);
        Finish(c3, start, c, 3);
        if (wide)
        {
            Finish(c4, start, c, 4);
            Finish(c5, start, c, 5);
            Finish(c6, start, c, 6);
            Finish(c7, start, c, 7);
        }
    }

    // Adds the start and stores the tile.
    [MethodImpl(AggressiveInlining)]
    private static void Finish<TRows, TColumns>(
        T* start, nint startStride, T* c, nint cStride, int last, V c00, V c01, V c10, V c11, V c20, V c21, V c30, V c31, V c40, V c41,
        V c50, V c51, V c60, V c61, V c70, V c71)
        where TRows : struct, ITileRows
        where TColumns : struct, ITileColumns
    {
        Finish<TColumns>(c00, c01, start, c, last);
        if (TRows.Count > 1)
            Finish<TColumns>(c10, c11, Row(start, startStride, 1), c + cStride, last);
        if (TRows.Count > 2)
        {
            Finish<TColumns>(c20, c21, Row(start, startStride, 2), c + (2 * cStride), last);
            Finish<TColumns>(c30, c31, Row(start, startStride, 3), c + (3 * cStride), last);
        }

        if (TRows.Count > 4)
        {
            Finish<TColumns>(c40, c41, Row(start, startStride, 4), c + (4 * cStride), last);
            Finish<TColumns>(c50, c51, Row(start, startStride, 5), c + (5 * cStride), last);
        }

        if (TRows.Count > 6)
        {
            Finish<TColumns>(c60, c61, Row(start, startStride, 6), c + (6 * cStride), last);
            Finish<TColumns>(c70, c71, Row(start, startStride, 7), c + (7 * cStride), last);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Finish(V sum, T* start, T* c, int vector) =>
        (start is null ? sum : V.Load(in start[vector * V.Count]) + sum).Store(ref c[vector * V.Count]);

    // The rows of C are far apart: ask for them now, they are needed when the sums are done.
    [MethodImpl(AggressiveInlining)]
    private static void Prefetch<TRows, TColumns>(T* c, nint stride)
        where TRows : struct, ITileRows
        where TColumns : struct, ITileColumns
    {
        for (int row = 0; row < TRows.Count; row++, c += stride)
        {
            Sse.Prefetch0(c);
            if (TColumns.Vectors > 1)
                Sse.Prefetch0(c + V.Count);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Add(T* a, V b0, V b1, ref V c0, ref V c1, bool wide)
    {
        Bounds.Require(a, 1);
        V x = V.Create(*a);
        c0 = V.MultiplyAdd(x, b0, c0);
        if (wide)
            c1 = V.MultiplyAdd(x, b1, c1);
    }

    [MethodImpl(AggressiveInlining)]
    private static T* Row(T* start, nint stride, nint row) => start is null ? null : start + (row * stride);

    [MethodImpl(AggressiveInlining)]
    private static void Finish<TColumns>(V c0, V c1, T* start, T* c, int last)
        where TColumns : struct, ITileColumns
    {
        if (start is not null)
        {
            c0 = Load<TColumns>(start, 0, last) + c0;
            if (TColumns.Vectors > 1)
                c1 = Load<TColumns>(start, 1, last) + c1;
        }

        Store<TColumns>(c0, c, 0, last);
        if (TColumns.Vectors > 1)
            Store<TColumns>(c1, c, 1, last);
    }

    [MethodImpl(AggressiveInlining)]
    private static V Load<TColumns>(T* from, int vector, int last)
        where TColumns : struct, ITileColumns => TColumns.IsPartial && vector == TColumns.Vectors - 1
            ? V.Load(in from[vector * V.Count], last)
            : V.Load(in from[vector * V.Count]);

    [MethodImpl(AggressiveInlining)]
    private static void Store<TColumns>(V value, T* to, int vector, int last)
        where TColumns : struct, ITileColumns
    {
        if (TColumns.IsPartial && vector == TColumns.Vectors - 1)
            value.Store(ref to[vector * V.Count], last);
        else
            value.Store(ref to[vector * V.Count]);
    }
}
