using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Downhill.Kernels;

/// <summary>The terms of a sum: the term at i and those after it that fit in one vector.</summary>
internal interface ITerms<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    V At<V, TAccess>(nint i, TAccess access)
        where V : struct, ISimd<V, T>
        where TAccess : struct, IAccess<V, T>;
}

/// <summary>
/// Sums in one fixed tree for any width of vectors. Term i is added to partial sum i mod 16 of 16, in ascending order; then the upper half
/// is added to the lower half until one number is left.
/// </summary>
internal static unsafe class RowSum<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : struct, ISimd<V, T>
{
    private const int PartialSums = 16;

    /// <summary>Σ x</summary>
    public static T Of(T* x, nint count) => Of(new Numbers(x), count);

    /// <summary>Σ a b</summary>
    public static T OfProducts(T* a, T* b, nint count) => Of(new Products(a, b), count);

    /// <summary>The sum of any terms; each is computed once.</summary>
    [MethodImpl(AggressiveInlining)]
    public static T Of<TTerms>(TTerms terms, nint count)
        where TTerms : struct, ITerms<T>
    {
        if (V.Count == PartialSums)
            return InOne(terms, count);
        return V.Count == PartialSums / 2 ? InTwo(terms, count) : InMemory(terms, count);
    }

    [MethodImpl(NoInlining | AggressiveOptimization)]
    private static T InOne<TTerms>(TTerms terms, nint count)
        where TTerms : struct, ITerms<T>
    {
        V sum = V.Create(T.Zero);
        nint i = 0;
        for (; i <= count - V.Count; i += V.Count)
            sum += terms.At<V, WholeVector<T, V>>(i, default);
        if (i < count)
            sum += terms.At<V, FirstLanes<T, V>>(i, new FirstLanes<T, V>((int)(count - i)));
        return sum.Sum();
    }

    [MethodImpl(NoInlining | AggressiveOptimization)]
    private static T InTwo<TTerms>(TTerms terms, nint count)
        where TTerms : struct, ITerms<T>
    {
        V lower = V.Create(T.Zero), upper = lower;
        nint i = 0;
        for (; i <= count - PartialSums; i += PartialSums)
        {
            lower += terms.At<V, WholeVector<T, V>>(i, default);
            upper += terms.At<V, WholeVector<T, V>>(i + V.Count, default);
        }

        int rest = (int)(count - i);
        if (rest > 0)
            lower += terms.At<V, FirstLanes<T, V>>(i, new FirstLanes<T, V>(Math.Min(rest, V.Count)));
        if (rest > V.Count)
            upper += terms.At<V, FirstLanes<T, V>>(i + V.Count, new FirstLanes<T, V>(rest - V.Count));
        return (lower + upper).Sum();
    }

    [MethodImpl(NoInlining | AggressiveOptimization)]
    private static T InMemory<TTerms>(TTerms terms, nint count)
        where TTerms : struct, ITerms<T>
    {
        T* sums = stackalloc T[PartialSums];
        new Span<T>(sums, PartialSums).Clear();
        for (nint i = 0; i < count; i += V.Count)
        {
            nint lane = i % PartialSums;
            int rest = (int)Math.Min(V.Count, count - i);
            V term = rest == V.Count
                ? terms.At<V, WholeVector<T, V>>(i, default)
                : terms.At<V, FirstLanes<T, V>>(i, new FirstLanes<T, V>(rest));
            (V.Load(in sums[lane]) + term).Store(ref sums[lane]);
        }

        for (int half = PartialSums / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                sums[lane] += sums[lane + half];
        }

        return sums[0];
    }

    private readonly struct Numbers(T* x) : ITerms<T>
    {
        [MethodImpl(AggressiveInlining)]
        public W At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> => access.Load(in x[i]);
    }

    private readonly struct Products(T* a, T* b) : ITerms<T>
    {
        [MethodImpl(AggressiveInlining)]
        public W At<W, TAccess>(nint i, TAccess access)
            where W : struct, ISimd<W, T>
            where TAccess : struct, IAccess<W, T> => access.Load(in a[i]) * access.Load(in b[i]);
    }
}
