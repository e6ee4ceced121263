using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

public static partial class Functions
{
    /// <summary>tanh x = (e²ˣ − 1) / (e²ˣ + 1).</summary>
    // With q = e^(2|x|) − 1 it is q / (q + 2), accurate near zero too; the sign is put back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V q = ExpMinusOne<V, T>(V.Abs(x) * V.Create(2.0));
        V t = q / (q + V.Create(2.0));
        return V.WhereLess(x, V.Create(0.0), -t, t);
    }

    /// <summary>The logistic sigmoid 1 / (1 + e⁻ˣ).</summary>
    // With q = e^(−|x|), which never overflows: 1 / (1 + q) for x ≥ 0 and q / (1 + q) below.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Create(1.0);
        V q = Exp<V, T>(-V.Abs(x));
        return V.WhereLess(x, V.Create(0.0), q, one) / (one + q);
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^(−|x|)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = V.Create(0.0);
        return V.WhereLess(x, zero, zero, x) + LogOnePlus<V, T>(Exp<V, T>(-V.Abs(x)));
    }
}
