using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Clipping, bounding and weighting.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    public override T Dot(Buffer<T> a, Buffer<T> b) => RowSum<T, V>.OfProducts(a.Pointer(a.Length), b.Pointer(a.Length), a.Length);

    public override double SumOfMagnitudes(Buffer<T> x)
    {
        double sum = 0;
        foreach (T value in new ReadOnlySpan<T>(x.Pointer(x.Length), x.Length))
            sum += Math.Abs(double.CreateTruncating(value));
        return sum;
    }

    public override bool AllFinite(Buffer<T> x)
    {
        foreach (T value in new ReadOnlySpan<T>(x.Pointer(x.Length), x.Length))
        {
            if (!T.IsFinite(value))
                return false;
        }

        return true;
    }

    public override void ClipNorm(Buffer<T> x, double bound)
    {
        double norm = Math.Sqrt(double.CreateTruncating(Dot(x, x)));
        if (norm > bound)
            Each(new ScaleBody(x.Pointer(x.Length), T.CreateTruncating(bound / norm)), x.Length);
    }

    public override void ClipColumnNorms(Buffer<T> x, int rows, int columns, T bound) =>
        Each(new BoundBody(x.Pointer((long)rows * columns), rows, columns, bound), columns, MinColumns(rows));

    public override void ScaleRows(Buffer<T> x, Buffer<T> factors, int rows, int columns)
    {
        T* from = x.Pointer((long)rows * columns), factor = factors.Pointer(rows);
        for (nint row = 0; row < rows; row++)
            new LaneLoop<T, V, ScaleBody>(new ScaleBody(from + (row * columns), factor[row])).Run(0, columns);
    }

    private readonly struct BoundBody(T* x, nint rows, nint columns, T bound) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W squares = W.Create(T.Zero), most = W.Create(bound), one = W.Create(T.One);
            for (nint at = i; at < rows * columns; at += columns)
            {
                W value = access.Load(in x[at]);
                squares = W.MultiplyAdd(value, value, squares);
            }

            W length = W.Sqrt(squares), factor = W.WhereLess(most, length, most / length, one);
            for (nint at = i; at < rows * columns; at += columns)
                access.Store(access.Load(in x[at]) * factor, ref x[at]);
        }
    }

    private readonly struct ScaleBody(T* x, T factor) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> => access.Store(access.Load(in x[i]) * W.Create(factor), ref x[i]);
    }
}
