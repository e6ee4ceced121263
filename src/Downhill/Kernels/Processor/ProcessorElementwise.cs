using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>y = f(x) and dx = dy f′(x), a vector at a time.</summary>
internal sealed unsafe class ProcessorElementwise<T, V, TFunction>(TFunction function, int threads) : ElementwiseKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
    where TFunction : struct, IElementwise<T>
{
    private const int MinElements = 8 * 1024;

    public override void Forward(Buffer<T> x, Buffer<T> y, int count)
    {
        var loop = new LaneLoop<T, V, Values>(new Values(function, x.Pointer(count), y.Pointer(count)));
        Workers.For(ref loop, count, V.Count, MinElements, threads);
    }

    public override void Backward(Buffer<T> x, Buffer<T> y, Buffer<T> outputGradient, Buffer<T> inputGradient, int count, bool add)
    {
        var loop = new LaneLoop<T, V, Derivatives>(new Derivatives(
            function, x.Pointer(count), y.Pointer(count), outputGradient.Pointer(count), inputGradient.Pointer(count), add));
        Workers.For(ref loop, count, V.Count, MinElements, threads);
    }

    public override T Derivative(T x, T y)
    {
        T slope = default;
        function.Derivative(SimdScalar<T>.Create(x), SimdScalar<T>.Create(y)).Store(ref slope);
        return slope;
    }

    private readonly struct Values(TFunction function, T* x, T* y) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(function.Value(access.Load(in x[i])), ref y[i]);
    }

    private readonly struct Derivatives(TFunction function, T* x, T* y, T* dy, T* dx, bool add) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            W gradient = access.Load(in dy[i]) * function.Derivative(access.Load(in x[i]), access.Load(in y[i]));
            if (add)
                gradient = access.Load(in dx[i]) + gradient;
            access.Store(gradient, ref dx[i]);
        }
    }
}
