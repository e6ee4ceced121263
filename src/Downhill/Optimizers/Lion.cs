using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Steps of one length, by the sign of an average of momentum and gradient.
/// Source: X. Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023.
/// </summary>
/// <param name="LearningRate">η, how far every parameter moves in a step; a third to a tenth of Adam's.</param>
/// <param name="Beta1">The share of the moving average in the step.</param>
/// <param name="Beta2">The decay of the moving average.</param>
/// <param name="WeightDecay">λ′, taken from the parameter itself as η λ′ w; three to ten times AdamW's.</param>
[CatalogEntry("w ← (1 − η λ′) w − η sign(β₁ m + (1 − β₁) g);  m ← β₂ m + (1 − β₂) g", "lion 0.001", "lion 0.001 weightDecay=0.1")]
public sealed record Lion(double LearningRate = 0.0001, double Beta1 = 0.9, double Beta2 = 0.99, double WeightDecay = 0)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => ["mean"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare("beta1", Beta1);
        RequireShare("beta2", Beta2);
        RequireDecay("weightDecay", WeightDecay);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => at.EachParameter((step, rate) => new Rule<T>(
        T.CreateTruncating(rate),
        T.CreateTruncating(Beta1),
        T.CreateTruncating(1 - Beta1),
        T.CreateTruncating(Beta2),
        T.CreateTruncating(1 - Beta2),
        T.CreateTruncating(1 - (rate * WeightDecay))));

    private readonly struct Rule<T>(T rate, T beta1, T rest1, T beta2, T rest2, T keep) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V mean, ref V unused1, ref V unused2)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0), step = V.Create(rate);
            V direction = V.MultiplyAdd(V.Create(beta1), mean, V.Create(rest1) * gradient);
            mean = V.MultiplyAdd(V.Create(beta2), mean, V.Create(rest2) * gradient);
            return (V.Create(keep) * parameter) - V.WhereLess(zero, direction, step, V.WhereLess(direction, zero, -step, direction));
        }
    }
}
