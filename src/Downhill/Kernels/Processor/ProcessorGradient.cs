using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>g ← rule(g, w): one pass over the gradient.</summary>
internal sealed unsafe class ProcessorGradient<T, V, TRule>(int threads) : GradientKernel<T, TRule>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
    where TRule : struct, IGradientRule<T>
{
    private const int MinElements = 32 * 1024;

    public override void Run(in TRule rule, Buffer<T> gradient, Buffer<T> parameters)
    {
        int count = gradient.Length;
        var loop = new LaneLoop<T, V, Body>(new Body(rule, gradient.Pointer(count), parameters.Pointer(count)));
        Workers.For(ref loop, count, V.Count, MinElements, threads);
    }

    private readonly struct Body(TRule rule, T* gradient, T* parameters) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> =>
            access.Store(rule.Apply(access.Load(in gradient[i]), access.Load(in parameters[i])), ref gradient[i]);
    }
}
