using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Adam with a correction for the variance of the mean square in the first steps, so that it needs no warm-up. Source: L. Liu et al., "On
/// the Variance of the Adaptive Learning Rate and Beyond", 2020.
/// </summary>
/// <param name="LearningRate">η, about how far a parameter moves in a step.</param>
/// <param name="Beta1">The decay of the moving average of the gradient.</param>
/// <param name="Beta2">The decay of the moving average of its square.</param>
/// <param name="Epsilon">ε, added to the root so that no step is divided by zero.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
/// <param name="WeightDecay">λ′, taken from the parameter itself as η λ′ w.</param>
[CatalogEntry("w ← (1 − η λ′) w − η rₜ m̂ √(1 − β₂ᵗ) / (√v + ε), or − η m̂ in the first steps", "radam 0.01",
    "radam 0.01 l2=0.001 weightDecay=0.01")]
public sealed record RAdam(
    double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double L2 = 0, double WeightDecay = 0)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => ["mean", "square"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare("beta1", Beta1);
        RequireShare("beta2", Beta2);
        RequirePositive("epsilon", Epsilon);
        RequireDecay("l2", L2);
        RequireDecay("weightDecay", WeightDecay);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => at.EachParameter(RuleOf<T>);

    // ρ∞ = 2 / (1 − β₂) − 1     ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ), how many gradients the mean square stands for
    // Above 5:  rₜ = √((ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ));  below, the variance has no bound and plain momentum is used.
    private Rule<T> RuleOf<T>(long step, double learningRate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double power = Scalar.Power(Beta2, step), correction = 1 - power;
        double limit = (2 / (1 - Beta2)) - 1, seen = limit - (2 * step * power / correction);
        double rate = learningRate / (1 - Scalar.Power(Beta1, step));
        bool isRectified = seen > 5;
        if (isRectified)
            rate *= Math.Sqrt(correction * ((seen - 4) * (seen - 2) * limit / ((limit - 4) * (limit - 2) * seen)));
        return new Rule<T>(
            new Moments<T>(Beta1, Beta2, L2),
            T.CreateTruncating(rate),
            T.CreateTruncating(Epsilon),
            T.CreateTruncating(1 - (learningRate * WeightDecay)),
            isRectified);
    }

    private readonly struct Rule<T>(Moments<T> moments, T rate, T epsilon, T keep, bool isRectified) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V mean, ref V square, ref V unused)
            where V : struct, ISimd<V, T>
        {
            moments.Advance(parameter, gradient, ref mean, ref square);
            V direction = isRectified ? mean / (V.Sqrt(square) + V.Create(epsilon)) : mean;
            return V.MultiplyAdd(V.Create(-rate), direction, V.Create(keep) * parameter);
        }
    }
}
