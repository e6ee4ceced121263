using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>A factor and a summand for each column: each lane holds a column.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    public override void ScaleColumns(Buffer<T> x, Buffer<T> scale, Buffer<T> shift, Buffer<T> y, int rows, int columns, bool add)
    {
        long count = (long)rows * columns;
        var body = new ScaleColumnsBody(x.Pointer(count), scale.Pointer(columns), shift.IsEmpty ? null : shift.Pointer(columns),
            y.Pointer(count), rows, columns, add);
        Each(body, columns, MinColumns(rows));
    }

    private readonly struct ScaleColumnsBody(T* x, T* scale, T* shift, T* y, nint rows, nint columns, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W factor = access.Load(in scale[i]), summand = shift is null ? W.Create(T.Zero) : access.Load(in shift[i]);
            for (nint at = i; at < rows * columns; at += columns)
            {
                W value = W.MultiplyAdd(factor, access.Load(in x[at]), summand);
                access.Store(add ? access.Load(in y[at]) + value : value, ref y[at]);
            }
        }
    }
}
