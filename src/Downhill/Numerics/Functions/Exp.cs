using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

public static partial class Functions
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 as a rounded number and what the rounding left out, for each type.
    private const double Ln2High = 0.6931471805599453, Ln2Low = 2.3190468138462996e-17;
    private const double SingleLn2High = 0.693147182464599609375, SingleLn2Low = -1.904654299957767878e-9;

    // (eʳ − 1 − r) / r² = 1/2! + r/3! + r²/4! + …; with |r| ≤ ½ ln 2 the first term left out is below a tenth of an ulp.
    private static ReadOnlySpan<double> SingleExpSeries => [1 / 2.0, 1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0, 1 / 5040.0];

    private static ReadOnlySpan<double> DoubleExpSeries =>
    [
        1 / 2.0, 1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0, 1 / 5040.0, 1 / 40320.0, 1 / 362880.0, 1 / 3628800.0, 1 / 39916800.0,
        1 / 479001600.0, 1 / 6227020800.0,
    ];

    /// <summary>eˣ. Infinite above the largest number's logarithm, zero below the smallest one's; NaN stays NaN.</summary>
    // x = n ln 2 + r with whole n and |r| ≤ ½ ln 2;  eˣ = 2ⁿ eʳ, the power in two halves so that both ends of the range are reached.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = typeof(T) == typeof(float) ? Clamp<V, T>(x, -104, 89) : Clamp<V, T>(x, -746, 710);
        V power = ExpReduced<V, T>(x, out V n) + V.Create(1.0);
        V half = Round<V, T>(n * V.Create(0.5));
        return V.Scale(V.Scale(power, half), n - half);
    }

    /// <summary>eˣ − 1, accurate even if eˣ is near 1; for x up to 50.</summary>
    // 2ⁿ (eʳ − 1) + (2ⁿ − 1): near zero n is 0 and the second part vanishes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpMinusOne<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Create(1.0);
        V reduced = ExpReduced<V, T>(Clamp<V, T>(x, -50, 50), out V n);
        V power = V.Scale(one, n);
        return V.MultiplyAdd(power, reduced, power - one);
    }

    // eʳ − 1 for x = n ln 2 + r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpReduced<V, T>(V x, out V n)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        n = Round<V, T>(x * V.Create(Log2E));
        V r = V.MultiplyAdd(n, V.Create(single ? -SingleLn2High : -Ln2High), x);
        r = V.MultiplyAdd(n, V.Create(single ? -SingleLn2Low : -Ln2Low), r);
        V series = Polynomial<V, T>(r, single ? SingleExpSeries : DoubleExpSeries);
        return V.MultiplyAdd(r * r, series, r);
    }
}
