using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>w ← rule(w, g, state): one pass over the parameter vector.</summary>
internal sealed unsafe class ProcessorUpdate<T, V, TRule>(int threads) : UpdateKernel<T, TRule>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
    where TRule : struct, IUpdateRule<T>
{
    private const int LeastElements = 32 * 1024;

    public override void Run(in TRule rule, Address<T> parameters, Address<T> gradients, Address<T> state)
    {
        int count = parameters.Length;
        var loop = new LaneLoop<T, V, Body>(new Body(
            rule, parameters.Pointer(count), gradients.Pointer(count), state.Pointer(rule.States * (long)count), count));
        Workers.For(ref loop, count, V.Count, LeastElements, threads);
    }

    private readonly struct Body(TRule rule, T* parameters, T* gradients, T* state, nint count) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W>(nint i)
            where W : struct, ISimd<W, T>
        {
            T* at = state + i;
            W state0 = rule.States > 0 ? W.Load(in at[0]) : default;
            W state1 = rule.States > 1 ? W.Load(in at[count]) : default;
            W state2 = rule.States > 2 ? W.Load(in at[2 * count]) : default;
            rule.Apply(W.Load(in parameters[i]), W.Load(in gradients[i]), ref state0, ref state1, ref state2).Store(ref parameters[i]);
            if (rule.States > 0)
                state0.Store(ref at[0]);
            if (rule.States > 1)
                state1.Store(ref at[count]);
            if (rule.States > 2)
                state2.Store(ref at[2 * count]);
        }
    }
}
