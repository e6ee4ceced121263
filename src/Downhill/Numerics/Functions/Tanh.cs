using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

public static partial class Functions
{
    /// <summary>tanh x = (e²ˣ − 1) / (e²ˣ + 1).</summary>
    // With q = e^(2|x|) − 1 it is s = q / (q + 2); the sign is put back. Below ½ it is q/2 (1 − s), where the error of s counts little.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V Tanh<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V q = ExpMinusOne<V, T>(V.Abs(x) * V.Create(2.0));
        V s = q / (q + V.Create(2.0)), half = V.Create(0.5) * q;
        V t = V.WhereLess(s, V.Create(0.5), V.MultiplyAdd(-half, s, half), s);
        return V.WhereLess(x, V.Create(0.0), -t, t);
    }

    /// <summary>The logistic sigmoid 1 / (1 + e⁻ˣ).</summary>
    // With q = e^(−|x|), which never overflows, and s = q / (1 + q): 1 − s for x ≥ 0; below it is s in the form q (1 − s), where the
    // error of s counts little.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V Sigmoid<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = V.Create(1.0);
        V q = Exp<V, T>(-V.Abs(x));
        V s = q / (one + q);
        return V.WhereLess(x, V.Create(0.0), V.MultiplyAdd(-q, s, q), one - s);
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^(−|x|)).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V Softplus<V, T>(V x)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = V.Create(0.0);
        return V.WhereLess(x, zero, zero, x) + LogOnePlus<V, T>(Exp<V, T>(-V.Abs(x)));
    }
}
