using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <summary>
/// One operand of a matrix product over one block of k, in place or copied. It is read in strips as wide as a tile: rows of A, or
/// columns of B. In place the strips lie side by side; copied, one after the other.
/// </summary>
internal unsafe struct MatrixBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* Start;

    /// <summary>How far apart are the starts of two strips, two numbers across a strip, and two numbers along it.</summary>
    public nint StripStride, AcrossStride, DepthStride;
}

/// <summary>Copies of blocks, laid out so that the tiles read them from one end to the other.</summary>
internal static unsafe class MatrixPacking<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    // Strips start this many bytes further apart than they are long, or all would compete for the same few lines of the cache.
    private const int Gap = PackingRoom.Gap;

    /// <summary>Copies a block of A whose rows lie in one piece, as it is.</summary>
    public static MatrixBlock<T> CopyRows(MatrixBlock<T> from, int rows, int depth, int strip)
    {
        nint stride = depth + (Gap / sizeof(T));
        var to = new MatrixBlock<T> { Start = (T*)PackingRoom.ForA, StripStride = strip * stride, AcrossStride = stride, DepthStride = 1 };
        for (nint row = 0; row < rows; row++)
            Copy(from.Start + (row * from.AcrossStride), to.Start + (row * stride), depth);
        return to;
    }

    /// <summary>Copies a block of A whose columns lie in one piece: the numbers of a strip at one k come to stand side by side.</summary>
    public static MatrixBlock<T> CopyStripsOfA(MatrixBlock<T> from, int rows, int depth, int strip) =>
        CopyStrips(from, rows, depth, strip, (T*)PackingRoom.ForA);

    /// <summary>Copies a block of B whose rows lie in one piece: the numbers of a strip at one k come to stand side by side.</summary>
    public static MatrixBlock<T> CopyStripsOfB(MatrixBlock<T> from, int columns, int depth, int strip, T* room = null) =>
        CopyStrips(from, columns, depth, strip, room is null ? (T*)PackingRoom.ForB : room);

    /// <summary>Copies a block of B whose columns lie in one piece: the numbers of a strip at one k come to stand side by side.</summary>
    public static MatrixBlock<T> TransposeStripsOfB(MatrixBlock<T> from, int columns, int depth, int strip)
    {
        MatrixBlock<T> to = StripsOfB(depth, strip);
        TransposeInto(to, 0, from, columns, depth, strip);
        return to;
    }

    /// <summary>Room for a copy of a block of B.</summary>
    public static MatrixBlock<T> StripsOfB(int depth, int strip, T* room = null) =>
        Strips(depth, strip, room is null ? (T*)PackingRoom.ForB : room);

    /// <summary>Copies columns that lie in one piece into a part of a copy of B, from some depth on.</summary>
    public static void TransposeInto(MatrixBlock<T> to, int at, MatrixBlock<T> from, int columns, int depth, int strip)
    {
        for (int column = 0; column < columns; column += strip)
        {
            Transpose(
                from.Start + (column * from.AcrossStride), from.AcrossStride,
                to.Start + (column / strip * to.StripStride) + (at * strip), strip, Math.Min(strip, columns - column), depth);
        }
    }

    private static MatrixBlock<T> CopyStrips(MatrixBlock<T> from, int across, int depth, int strip, T* room)
    {
        MatrixBlock<T> to = Strips(depth, strip, room);
        for (nint k = 0; k < depth; k++)
        {
            T* source = from.Start + (k * from.DepthStride), target = to.Start + (k * strip);
            for (int at = 0; at < across; at += strip, target += to.StripStride)
                Copy(source + at, target, Math.Min(strip, across - at));
        }

        return to;
    }

    private static MatrixBlock<T> Strips(int depth, int strip, T* room) => new()
    {
        Start = room,
        StripStride = ((nint)depth * strip) + (Gap / sizeof(T)),
        AcrossStride = 1,
        DepthStride = strip,
    };

    /// <summary>Copies numbers that lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(T* from, T* to, int count)
    {
        int j = 0;
        for (; j <= count - V.Count; j += V.Count)
            V.Load(in from[j]).Store(ref to[j]);
        if (j == count)
            return;
        for (; j <= count - Simd128<T>.Count; j += Simd128<T>.Count)
            Simd128<T>.Load(in from[j]).Store(ref to[j]);
        for (; j < count; j++)
            SimdScalar<T>.Load(in from[j]).Store(ref to[j]);
    }

    /// <summary>Writes zeros side by side.</summary>
    public static void Clear(T* to, int count)
    {
        Bounds.Require(to, count);
        new Span<T>(to, count).Clear();
    }

    // to[j, i] = from[i, j]: squares of 4 × 4 float or 2 × 2 double by interleaving, what is left over one by one.
    private static void Transpose(T* from, nint fromStride, T* to, nint toStride, int rows, int columns)
    {
        int side = 16 / sizeof(T), wholeRows = 0, wholeColumns = 0;
        if (Interleave.IsSupported)
        {
            (wholeRows, wholeColumns) = (rows - (rows % side), columns - (columns % side));
            for (nint j = 0; j < wholeColumns; j += side)
            {
                for (nint i = 0; i < wholeRows; i += side)
                {
                    if (typeof(T) == typeof(float))
                        Interleave.Transpose((float*)(from + (i * fromStride) + j), fromStride, (float*)(to + (j * toStride) + i),
                            toStride);
                    else
                        Interleave.Transpose((double*)(from + (i * fromStride) + j), fromStride, (double*)(to + (j * toStride) + i),
                            toStride);
                }
            }
        }

        for (nint j = 0; j < columns; j++)
        {
            for (nint i = j < wholeColumns ? wholeRows : 0; i < rows; i++)
            {
                Bounds.Require(from + (i * fromStride) + j, 1);
                Bounds.Require(to + (j * toStride) + i, 1);
                to[(j * toStride) + i] = from[(i * fromStride) + j];
            }
        }
    }
}
