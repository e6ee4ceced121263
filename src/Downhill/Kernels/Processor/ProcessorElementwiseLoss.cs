using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>l = f(y, t) and dy = scale · ∂f/∂y, a vector at a time.</summary>
internal sealed unsafe class ProcessorElementwiseLoss<T, V, TFunction>(TFunction function, int threads) : ElementwiseLossKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
    where TFunction : struct, IElementwiseLoss<T>
{
    private const int MinElements = 8 * 1024;

    public override void Forward(Buffer<T> y, Buffer<T> t, Buffer<T> values, int count)
    {
        var loop = new LaneLoop<T, V, Values>(new Values(function, y.Pointer(count), t.Pointer(count), values.Pointer(count)));
        Workers.For(ref loop, count, V.Count, MinElements, threads);
    }

    public override void Backward(Buffer<T> y, Buffer<T> t, Buffer<T> gradient, int count, T scale)
    {
        var loop = new LaneLoop<T, V, Derivatives>(new Derivatives(
            function, y.Pointer(count), t.Pointer(count), gradient.Pointer(count), scale));
        Workers.For(ref loop, count, V.Count, MinElements, threads);
    }

    public override T Derivative(T y, T t)
    {
        T slope = default;
        function.Derivative(SimdScalar<T>.Create(y), SimdScalar<T>.Create(t)).Store(ref slope);
        return slope;
    }

    private readonly struct Values(TFunction function, T* y, T* t, T* values) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(function.Value(access.Load(in y[i]), access.Load(in t[i])), ref values[i]);
    }

    private readonly struct Derivatives(TFunction function, T* y, T* t, T* gradient, T scale) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(W.Create(scale) * function.Derivative(access.Load(in y[i]), access.Load(in t[i])), ref gradient[i]);
    }
}
