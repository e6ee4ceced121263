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
    private const int MinElements = 32 * 1024;

    public override void Run(in TRule rule, Buffer<T> parameters, Buffer<T> gradients, Buffer<T> state)
    {
        int count = parameters.Length;
        var loop = new LaneLoop<T, V, Body>(new Body(
            rule, parameters.Pointer(count), gradients.Pointer(count), state.Pointer(rule.States * (long)count), count));
        Workers.For(ref loop, count, V.Count, MinElements, threads);
    }

    private readonly struct Body(TRule rule, T* parameters, T* gradients, T* state, nint count) : ILanes<T>
    {
        [MethodImpl(AggressiveInlining)]
        public void At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T>
        {
            T* at = state + i;
            W state0 = rule.States > 0 ? access.Load(in at[0]) : default;
            W state1 = rule.States > 1 ? access.Load(in at[count]) : default;
            W state2 = rule.States > 2 ? access.Load(in at[2 * count]) : default;
            access.Store(rule.Apply(access.Load(in parameters[i]), access.Load(in gradients[i]), ref state0, ref state1, ref state2),
                ref parameters[i]);
            if (rule.States > 0)
                access.Store(Normal(state0), ref at[0]);
            if (rule.States > 1)
                access.Store(Normal(state1), ref at[count]);
            if (rule.States > 2)
                access.Store(Normal(state2), ref at[2 * count]);
        }

        // The averages of a neuron that has died fade away for ever. Below the smallest normal number, where a root or a quotient takes
        // many times as long, they are zero.
        [MethodImpl(AggressiveInlining)]
        private static W Normal<W>(W state)
            where W : struct, ISimd<W, T> =>
            W.WhereLess(W.Abs(state), W.Create(typeof(T) == typeof(float) ? 1.17549435e-38 : 2.2250738585072014e-308), W.Create(0.0),
                state);
    }
}
