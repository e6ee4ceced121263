using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <content>Rows of a table by their place: each lane holds a column of the table, and rows follow one another in ascending
/// order.</content>
internal sealed unsafe partial class ProcessorBackend<T, V>
{
    public override void Embed(Buffer<T> x, Buffer<T> weight, Buffer<T> y, int count, int categories, int outputs) => Each(
        new EmbedBody(x.Pointer(count), weight.Pointer((long)categories * outputs), y.Pointer((long)count * outputs), count, categories,
            outputs),
        outputs,
        MinColumns(count));

    public override void EmbedGradient(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, int count, int categories, int outputs) =>
        Each(
        new EmbedGradientBody(x.Pointer(count), delta.Pointer((long)count * outputs), weightGradient.Pointer((long)categories * outputs),
            count, categories, outputs),
        outputs,
        MinColumns(categories));

    private readonly struct EmbedBody(T* x, T* weight, T* y, nint count, int categories, nint outputs) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            for (nint at = 0; at < count; at++)
            {
                nint category = Category(x[at], categories);
                access.Store(category < 0 ? W.Create(T.Zero) : access.Load(in weight[(category * outputs) + i]), ref y[(at * outputs) + i]);
            }
        }
    }

    private readonly struct EmbedGradientBody(T* x, T* delta, T* weightGradient, nint count, int categories, nint outputs) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            for (nint at = i; at < categories * outputs; at += outputs)
                access.Store(W.Create(T.Zero), ref weightGradient[at]);
            for (nint at = 0; at < count; at++)
            {
                nint category = Category(x[at], categories);
                if (category < 0)
                    continue;
                ref T sum = ref weightGradient[(category * outputs) + i];
                access.Store(access.Load(in sum) + access.Load(in delta[(at * outputs) + i]), ref sum);
            }
        }
    }
}
