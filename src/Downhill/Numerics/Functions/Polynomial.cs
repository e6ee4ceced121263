using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <summary>
/// exp, log, tanh, erf and what is built on them: one polynomial each, in multiply-add form, the same for every vector width
/// and every length. No function of the platform's mathematics library is used, so the bits are the same everywhere.
/// </summary>
public static partial class Functions
{
    // c₀ + x (c₁ + x (c₂ + …)), innermost first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Polynomial<V, T>(V x, ReadOnlySpan<double> coefficients)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V sum = V.Create(coefficients[^1]);
        for (int n = coefficients.Length - 2; n >= 0; n--)
            sum = V.MultiplyAdd(sum, x, V.Create(coefficients[n]));
        return sum;
    }

    // The nearest whole number, for |x| below 2^(mantissa bits − 2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Round<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V shift = V.Create(typeof(T) == typeof(float) ? Bits.SingleShift : Bits.DoubleShift);
        return x + shift - shift;
    }

    // x within [low, high]; NaN stays NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Clamp<V, T>(V x, V low, V high)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = V.WhereLess(x, low, low, x);
        return V.WhereLess(high, x, high, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Clamp<V, T>(V x, double low, double high)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Clamp<V, T>(x, V.Create(low), V.Create(high));
}
