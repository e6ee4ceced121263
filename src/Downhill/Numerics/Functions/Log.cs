using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

public static partial class Functions
{
    // ln 2 in two parts, the first with enough trailing zero bits that an exponent times it is exact.
    private const double LogLn2High = 0.69314718036912381649, LogLn2Low = 1.90821492927058770002e-10;
    private const double SingleLogLn2High = 0.693138122558593750, SingleLogLn2Low = 9.058001351559417e-6;

    // (2 artanh(s) − 2 s) / s = 2 (z/3 + z²/5 + z³/7 + …) with z = s²; |s| ≤ 0.172.
    private static ReadOnlySpan<double> SingleLogSeries => [2 / 3.0, 2 / 5.0, 2 / 7.0, 2 / 9.0, 2 / 11.0];

    private static ReadOnlySpan<double> DoubleLogSeries =>
        [2 / 3.0, 2 / 5.0, 2 / 7.0, 2 / 9.0, 2 / 11.0, 2 / 13.0, 2 / 15.0, 2 / 17.0, 2 / 19.0, 2 / 21.0, 2 / 23.0];

    /// <summary>ln x. Minus infinity at zero, NaN below it.</summary>
    // x = 2ᵉ m with m in [√½, √2);  f = m − 1, s = f / (2 + f):  ln m = 2 artanh(s) = f − (f²/2 − s (f²/2 + R(s²))).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        V zero = V.Create(0.0), one = V.Create(1.0);

        // A subnormal number is scaled into the normal range first.
        V smallestNormal = V.Create(single ? 1.1754943508222875e-38 : 2.2250738585072014e-308);
        V lift = V.Create(single ? 33554432.0 : 18014398509481984.0);
        V lifted = V.WhereLess(x, smallestNormal, x * lift, x);
        V exponentShift = V.WhereLess(x, smallestNormal, V.Create(single ? 25.0 : 54.0), zero);

        V m = V.Mantissa(lifted, out V e);
        e -= exponentShift;
        V f = m - one;
        V s = f / (f + V.Create(2.0));
        V z = s * s;
        V r = z * Polynomial<V, T>(z, single ? SingleLogSeries : DoubleLogSeries);
        V halfSquare = V.Create(0.5) * f * f;
        V low = V.MultiplyAdd(e, V.Create(single ? SingleLogLn2Low : LogLn2Low), s * (halfSquare + r));
        V result = e * V.Create(single ? SingleLogLn2High : LogLn2High) - (halfSquare - low - f);

        V infinity = V.Create(double.PositiveInfinity);
        result = V.WhereLess(x, infinity, result, x);                                      // +∞ and NaN are their own logarithms
        return V.WhereLess(zero, x, result, V.WhereLess(x, zero, V.Create(double.NaN), x - infinity)); // 0 − ∞ = −∞, NaN stays
    }

    /// <summary>ln(1 + x) for x ≥ 0, accurate even if x is tiny.</summary>
    // w = 1 + x rounded; what the rounding lost, x − (w − 1), is put back through the derivative 1 / w.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V LogOnePlus<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Create(1.0);
        V w = one + x;
        V result = Log<V, T>(w) + ((x - (w - one)) / w);
        return V.WhereLess(x, V.Create(double.PositiveInfinity), result, x);
    }
}
