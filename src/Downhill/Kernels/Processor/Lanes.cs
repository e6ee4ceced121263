using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>The access of a loop body to its elements: all lanes of a vector, or only the first few at the end of a run.</summary>
internal interface IAccess<V, T>
    where V : struct, ISimd<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    V Load(ref readonly T from);

    void Store(V value, ref T to);

    /// <summary>The value, with another in the lanes that are not reached.</summary>
    V Only(V value, T otherwise);
}

/// <inheritdoc cref="IAccess{V, T}"/>
internal readonly struct WholeVector<T, V> : IAccess<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    [MethodImpl(AggressiveInlining)]
    public V Load(ref readonly T from) => V.Load(in from);

    [MethodImpl(AggressiveInlining)]
    public void Store(V value, ref T to) => value.Store(ref to);

    [MethodImpl(AggressiveInlining)]
    public V Only(V value, T otherwise) => value;
}

/// <inheritdoc cref="IAccess{V, T}"/>
internal readonly struct FirstLanes<T, V>(int count) : IAccess<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    [MethodImpl(AggressiveInlining)]
    public V Load(ref readonly T from) => V.Load(in from, count);

    [MethodImpl(AggressiveInlining)]
    public void Store(V value, ref T to) => value.Store(ref to, count);

    [MethodImpl(AggressiveInlining)]
    public V Only(V value, T otherwise) => V.WhereLess(V.Lanes, V.Create(T.CreateTruncating(count)), value, V.Create(otherwise));
}

/// <summary>The body of a loop, for the element at i and those after it that fit in one vector.</summary>
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
internal readonly struct LaneLoop<T, V, TBody>(TBody body) : ILoop
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
    where TBody : struct, ILanes<T>
{
    private readonly TBody body = body;

    [MethodImpl(NoInlining | AggressiveOptimization)]
    public void Run(int from, int to)
    {
        TBody own = body; // on this thread's stack: the loop itself lies on another's, which writes beside it all the time
        nint i = from;
        for (; i <= to - V.Count; i += V.Count)
            own.At<V, WholeVector<T, V>>(i, default);
        if (i < to)
            Rest(i, to - (int)i);
    }

    // By itself, so that the compiler's budget for inlining reaches for both.
    [MethodImpl(NoInlining | AggressiveOptimization)]
    private void Rest(nint i, int count) => body.At<V, FirstLanes<T, V>>(i, new FirstLanes<T, V>(count));
}
