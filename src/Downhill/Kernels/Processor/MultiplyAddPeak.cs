using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Downhill.Kernels;

/// <summary>
/// The peak rate of multiply-adds of the processor: independent chains in registers of the widest vectors, so that neither memory nor
/// latency limits them. It is the upper limit of a matrix product.
/// </summary>
public static class MultiplyAddPeak
{
    private const int Iterations = 50_000;

    /// <summary>Measures the peak of several threads that run at the same time.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="threads">The number of threads; more than the number of processors add nothing.</param>
    /// <param name="time">The measuring time.</param>
    /// <returns>10⁹ operations a second, a multiplication and an addition being two.</returns>
    public static double Measure<T>(int threads, TimeSpan time)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        threads = Math.Min(threads, Environment.ProcessorCount);
        var rates = new double[threads];
        using var start = new Barrier(threads);
        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(i => new Thread(() => Run(i)) { IsBackground = true })];
        foreach (Thread thread in others)
            thread.Start();
        Run(0);
        foreach (Thread thread in others)
            thread.Join();
        return rates.Sum();

        void Run(int thread)
        {
            start.SignalAndWait();
            rates[thread] = Rate<T>(time);
        }
    }

    private static double Rate<T>(TimeSpan time)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? Rate<T, Simd512<T>>(time)
        : Vector256.IsHardwareAccelerated ? Rate<T, Simd256<T>>(time)
        : Vector128.IsHardwareAccelerated ? Rate<T, Simd128<T>>(time)
        : Rate<T, SimdScalar<T>>(time);

    // The fastest of many short runs: what disturbs one of them is no part of the peak.
    private static double Rate<T, V>(TimeSpan time)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : struct, ISimd<V, T>
    {
        double best = 0;
        var clock = Stopwatch.StartNew();
        do
        {
            best = Math.Max(best, Once<T, V>(Ten<T, V>, 10));
            best = Math.Max(best, Once<T, V>(Twenty<T, V>, 20));
        }
        while (clock.Elapsed < time);
        return best;
    }

    private static double Once<T, V>(Func<V, V, V> chains, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : struct, ISimd<V, T>
    {
        long start = Stopwatch.GetTimestamp();
        _ = chains(V.Create(0.5), V.Create(1.0));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return 2e-9 * V.Count * count * Iterations / seconds;
    }

    // Ten chains, for processors with sixteen registers; x ← x / 2 + 1 stays near 2.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Ten<T, V>(V half, V one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : struct, ISimd<V, T>
    {
        V a = half, b = one, c = a + b, d = c + b, e = d + b, f = e + b, g = f + b, h = g + b, i = h + b, j = i + b;
        for (int n = 0; n < Iterations; n++)
        {
            a = V.MultiplyAdd(a, half, one);
            b = V.MultiplyAdd(b, half, one);
            c = V.MultiplyAdd(c, half, one);
            d = V.MultiplyAdd(d, half, one);
            e = V.MultiplyAdd(e, half, one);
            f = V.MultiplyAdd(f, half, one);
            g = V.MultiplyAdd(g, half, one);
            h = V.MultiplyAdd(h, half, one);
            i = V.MultiplyAdd(i, half, one);
            j = V.MultiplyAdd(j, half, one);
        }

        return a + b + c + d + e + f + g + h + i + j;
    }

    // Twenty chains, for processors with thirty-two registers and more or slower units.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Twenty<T, V>(V half, V one)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : struct, ISimd<V, T>
    {
        V a = half, b = one, c = a + b, d = c + b, e = d + b, f = e + b, g = f + b, h = g + b, i = h + b, j = i + b;
        V k = j + b, l = k + b, m = l + b, o = m + b, p = o + b, q = p + b, r = q + b, s = r + b, t = s + b, u = t + b;
        for (int n = 0; n < Iterations; n++)
        {
            a = V.MultiplyAdd(a, half, one);
            b = V.MultiplyAdd(b, half, one);
            c = V.MultiplyAdd(c, half, one);
            d = V.MultiplyAdd(d, half, one);
            e = V.MultiplyAdd(e, half, one);
            f = V.MultiplyAdd(f, half, one);
            g = V.MultiplyAdd(g, half, one);
            h = V.MultiplyAdd(h, half, one);
            i = V.MultiplyAdd(i, half, one);
            j = V.MultiplyAdd(j, half, one);
            k = V.MultiplyAdd(k, half, one);
            l = V.MultiplyAdd(l, half, one);
            m = V.MultiplyAdd(m, half, one);
            o = V.MultiplyAdd(o, half, one);
            p = V.MultiplyAdd(p, half, one);
            q = V.MultiplyAdd(q, half, one);
            r = V.MultiplyAdd(r, half, one);
            s = V.MultiplyAdd(s, half, one);
            t = V.MultiplyAdd(t, half, one);
            u = V.MultiplyAdd(u, half, one);
        }

        return a + b + c + d + e + f + g + h + i + j + k + l + m + o + p + q + r + s + t + u;
    }
}
