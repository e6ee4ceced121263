using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

public static partial class Functions
{
    private const double TwoOverRootPi = 1.1283791670955126;

    // From here on the complement is below ¼, and what it is off by counts little beside a value above ¾.
    private const double ErfSeriesEnd = 0.82;

    // erf x = 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)): the series of (erf x) / x − 1 in x², for |x| ≤ 0.82; ten terms are enough
    // for float. The complement takes it up to ½ only, where it is at least as large as the series.
    private static ReadOnlySpan<double> ErfSeries =>
    [
        0.12837916709551257, -TwoOverRootPi / 3, TwoOverRootPi / 10, -TwoOverRootPi / 42, TwoOverRootPi / 216, -TwoOverRootPi / 1320,
        TwoOverRootPi / 9360, -TwoOverRootPi / 75600, TwoOverRootPi / 685440, -TwoOverRootPi / 6894720, TwoOverRootPi / 76204800,
        -TwoOverRootPi / 918086400, TwoOverRootPi / 11975040000, -TwoOverRootPi / 168129561600, TwoOverRootPi / 2528170444800,
        -TwoOverRootPi / 40537905408000, TwoOverRootPi / 690452066304000,
    ];

    // (1 + 2x) e^(x²) erfc x as a polynomial in t = (x − 3.75) / (x + 3.75), for all x ≥ 0; the form is that of
    // M. Shepherd, J. Laframboise, "Chebyshev Approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", 1981. The coefficients are
    // from Chebyshev interpolation at 120 nodes in 50 digits (docs/math.md), cut at degree 27 and, for float, 13.
    private static ReadOnlySpan<double> ErfcPolynomial =>
    [
        1.2375126308378275, -0.14024059858554702, 0.00358541548546369, 0.08227673849015112, -0.10880393014170746,
        0.09230432116019517, -0.05869339859054762, 0.02836227742156851, -0.009746579547619623, 0.0017556258319220233,
        0.00029371359480570737, -0.0002901539763460068, 5.164940777546399e-05, 2.2383900563041527e-05, -1.1445049125831309e-05,
        -9.728189861867202e-07, 1.7534434251106334e-06, -5.831950342145813e-08, -2.6114702359900956e-07, 2.4362700816477473e-08,
        4.0971223152703005e-08, -4.453191645424103e-09, -6.545560212480267e-09, 5.820899514310995e-10, 9.02214970034059e-10,
        -4.9656323099806433e-11, -7.33950500852954e-11, 1.79625782521633e-12,
    ];

    private static ReadOnlySpan<double> SingleErfcPolynomial =>
    [
        1.2375126300326993, -0.14024059953590887, 0.00358549531406309, 0.08227677399009918, -0.10880522754949953,
        0.09230393753827405, -0.05868544049363111, 0.028364105117372054, -0.009770087183368234, 0.0017511576292398034,
        0.00033016745627228067, -0.00028431307575109806, 2.2046718905694024e-05, 1.8521947386750102e-05,
    ];

    /// <summary>The error function 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V size = V.Abs(x);
        V far = V.Create(1.0) - ErfcOfPositive<V, T>(size);
        return V.WhereLess(size, V.Create(ErfSeriesEnd), ErfNearZero<V, T>(x), V.WhereLess(x, V.Create(0.0), -far, far));
    }

    /// <summary>1 − erf x, accurate even if it is tiny.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfc<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V size = V.Abs(x);
        V right = ErfcOfPositive<V, T>(size);
        V far = V.WhereLess(x, V.Create(0.0), V.Create(2.0) - right, right);
        return V.WhereLess(size, V.Create(0.5), V.Create(1.0) - ErfNearZero<V, T>(x), far);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfNearZero<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        V.MultiplyAdd(x, Polynomial<V, T>(x * x, typeof(T) == typeof(float) ? ErfSeries[..10] : ErfSeries), x);

    // Not inlined: with the series around it, it would be more than the compiler puts into one piece.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V ErfcOfPositive<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        x = Clamp<V, T>(x, 0, single ? 11 : 28);
        V middle = V.Create(3.75);
        V polynomial = Polynomial<V, T>((x - middle) / (x + middle), single ? SingleErfcPolynomial : ErfcPolynomial);

        // e^(−x²) with x² = square + rest exactly: the rest's factor is 1 − rest.
        V square = x * x;
        V rest = V.MultiplyAdd(x, x, -square);
        V bell = Exp<V, T>(-square);
        bell = V.MultiplyAdd(bell, -rest, bell);
        return bell * polynomial / V.MultiplyAdd(V.Create(2.0), x, V.Create(1.0));
    }
}
