using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share: the one has an L2 term, the other a weight decay.</summary>
// m̂ = m / (1 − β₁ᵗ)     v̂ = v / (1 − β₂ᵗ)
// w ← (1 − η λ′) w − η m̂ / (√v̂ + ε), computed as (η / (1 − β₁ᵗ)) m / (√v / √(1 − β₂ᵗ) + ε)
internal readonly struct AdamRule<T>(Moments<T> moments, T rate, T root, T epsilon, T keep, int states) : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int States => states;

    public static OptimizerOperation<T> Bind(
        OptimizerBinding<T> at, double beta1, double beta2, double epsilon, double l2, double weightDecay, int states) =>
        at.EachParameter((step, rate) => new AdamRule<T>(
            new Moments<T>(beta1, beta2, l2),
            T.CreateTruncating(rate / (1 - Scalar.Power(beta1, step))),
            T.CreateTruncating(Math.Sqrt(1 - Scalar.Power(beta2, step))),
            T.CreateTruncating(epsilon),
            T.CreateTruncating(1 - (rate * weightDecay)),
            states));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V parameter, V gradient, ref V mean, ref V square, ref V largest)
        where V : struct, ISimd<V, T>
    {
        moments.Advance(parameter, gradient, ref mean, ref square);
        V v = square;
        if (states == 3)
            v = largest = V.WhereLess(largest, square, square, largest);
        V scale = (V.Sqrt(v) / V.Create(root)) + V.Create(epsilon);
        return V.MultiplyAdd(V.Create(-rate), mean / scale, V.Create(keep) * parameter);
    }
}
