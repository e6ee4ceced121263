using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>The running means of the gradient and of its square, which the kinds of Adam share.</summary>
// g ← g + λ w     m ← β₁ m + (1 − β₁) g     v ← β₂ v + (1 − β₂) g²
internal readonly struct Moments<T>(double beta1, double beta2, double l2)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T beta1 = T.CreateTruncating(beta1), beta2 = T.CreateTruncating(beta2);
    private readonly T rest1 = T.CreateTruncating(1 - beta1), rest2 = T.CreateTruncating(1 - beta2), l2 = T.CreateTruncating(l2);

    /// <summary>Takes a gradient in, and gives it with the L2 term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Advance<V>(V parameter, V gradient, ref V mean, ref V square)
        where V : struct, ISimd<V, T>
    {
        V g = V.MultiplyAdd(V.Create(l2), parameter, gradient);
        mean = V.MultiplyAdd(V.Create(beta1), mean, V.Create(rest1) * g);
        square = V.MultiplyAdd(V.Create(beta2), square, V.Create(rest2) * g * g);
        return g;
    }
}
