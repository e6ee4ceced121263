using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share: the one has an L2 term, the other a weight decay.</summary>
internal sealed class AdamOperation<T>(
    OptimizerBinding<T> at, double beta1, double beta2, double epsilon, double l2, double weightDecay, int states) : OptimizerOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly UpdateKernel<T, Rule> kernel = at.Kernels.Update<Rule>();

    public override void Update(long step, double learningRate)
    {
        double correction1 = 1 - Scalar.Power(beta1, step), correction2 = 1 - Scalar.Power(beta2, step);
        var rule = new Rule(
            new Moments<T>(beta1, beta2, l2),
            T.CreateTruncating(learningRate / correction1),
            T.CreateTruncating(Math.Sqrt(correction2)),
            T.CreateTruncating(epsilon),
            T.CreateTruncating(1 - (learningRate * weightDecay)),
            states);
        kernel.Run(rule, at.Parameters, at.Gradient, at.State);
    }

    // m̂ = m / (1 − β₁ᵗ)     v̂ = v / (1 − β₂ᵗ)
    // w ← (1 − η λ′) w − η m̂ / (√v̂ + ε), computed as (η / (1 − β₁ᵗ)) m / (√v / √(1 − β₂ᵗ) + ε)
    private readonly struct Rule(Moments<T> moments, T rate, T root, T epsilon, T keep, int states) : IUpdateRule<T>
    {
        public int States => states;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V mean, ref V square, ref V largest)
            where V : struct, ISimd<V, T>
        {
            moments.Advance(parameter, gradient, ref mean, ref square);
            V v = square;
            if (states > 2)
                v = largest = V.WhereLess(largest, square, square, largest);
            V scale = (V.Sqrt(v) / V.Create(root)) + V.Create(epsilon);
            return V.MultiplyAdd(V.Create(-rate), mean / scale, V.Create(keep) * parameter);
        }
    }
}
