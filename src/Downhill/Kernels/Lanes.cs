using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <summary>What happens to the element at i and those after it that fit in one vector.</summary>
internal interface ILanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    void At<V>(nint i)
        where V : struct, ISimd<V, T>;
}

/// <summary>
/// Runs a body over [from, to): whole vectors first, then one number at a time. Each element gets the same bits from both,
/// so where a thread's share starts and ends does not matter.
/// </summary>
internal struct LaneLoop<T, V, TBody>(TBody body) : ILoop
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
    where TBody : struct, ILanes<T>
{
    private TBody body = body;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(int from, int to)
    {
        nint i = from;
        for (; i <= to - V.Count; i += V.Count)
            body.At<V>(i);
        for (; i < to; i++)
            body.At<SimdScalar<T>>(i);
    }
}
