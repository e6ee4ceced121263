using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>How a body reaches the elements it works on: all lanes of a vector, or only the first few at the end of a run.</summary>
internal interface IAccess<V, T>
    where V : struct, ISimd<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    V Load(ref readonly T from);

    void Store(V value, ref T to);
}

/// <summary>What happens to the element at i and those after it that fit in one vector.</summary>
internal interface ILanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    void At<V, TAccess>(nint i, TAccess access)
        where V : struct, ISimd<V, T>
        where TAccess : struct, IAccess<V, T>;
}

/// <summary>
/// Runs a body over [from, to): whole vectors first, then one that is filled in part. Each element gets the same bits from both,
/// so where a thread's share starts and ends does not matter.
/// </summary>
internal struct LaneLoop<T, V, TBody>(TBody body) : ILoop
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
    where TBody : struct, ILanes<T>
{
    private TBody body = body;

    [MethodImpl(AggressiveInlining)]
    public void Run(int from, int to)
    {
        nint i = from;
        for (; i <= to - V.Count; i += V.Count)
            body.At<V, Whole>(i, default);
        if (i < to)
            body.At<V, First>(i, new First(to - (int)i));
    }

    private readonly struct Whole : IAccess<V, T>
    {
        [MethodImpl(AggressiveInlining)]
        public V Load(ref readonly T from) => V.Load(in from);

        [MethodImpl(AggressiveInlining)]
        public void Store(V value, ref T to) => value.Store(ref to);
    }

    private readonly struct First(int count) : IAccess<V, T>
    {
        [MethodImpl(AggressiveInlining)]
        public V Load(ref readonly T from) => V.Load(in from, count);

        [MethodImpl(AggressiveInlining)]
        public void Store(V value, ref T to) => value.Store(ref to, count);
    }
}
