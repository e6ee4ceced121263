using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Adam that looks ahead along its momentum, as Nesterov's descent does.
/// Source: T. Dozat, "Incorporating Nesterov Momentum into Adam", 2016, in the form of PyTorch 1.13, which takes μₜ twice in the
/// second product; only the first few steps show it.
/// </summary>
/// <param name="LearningRate">η, about how far a parameter moves in a step.</param>
/// <param name="Beta1">The decay of the moving average of the gradient.</param>
/// <param name="Beta2">The decay of the moving average of its square.</param>
/// <param name="Epsilon">ε, added to the root so that no step is divided by zero.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
/// <param name="WeightDecay">λ′, taken from the parameter itself as η λ′ w.</param>
/// <param name="MomentumDecay">ψ, how fast the momentum grows to β₁: μₜ = β₁ (1 − ½ 0.96^(t ψ)).</param>
[CatalogEntry("w ← (1 − η λ′) w − η ((1 − μₜ) g / (1 − Πμ) + μₜ₊₁ m / (1 − μₜ₊₁ μₜ Πμ)) / (√v̂ + ε)", "nadam",
    "nadam 0.01 l2=0.001 weightDecay=0.01")]
public sealed record NAdam(
    double LearningRate = 0.002,
    double Beta1 = 0.9,
    double Beta2 = 0.999,
    double Epsilon = 1e-8,
    double L2 = 0,
    double WeightDecay = 0,
    double MomentumDecay = 0.004)
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
        RequireDecay("momentumDecay", MomentumDecay);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at)
    {
        // Π μ of the steps up to one: each step multiplies one more, and a step out of order starts over, with the same bits.
        double product = 1;
        long multiplied = 0;
        return at.EachParameter((step, rate) =>
        {
            if (multiplied >= step)
                (product, multiplied) = (1, 0);
            while (multiplied < step)
                product *= Momentum(++multiplied);
            double now = Momentum(step), next = Momentum(step + 1);
            return new Rule<T>(
                new Moments<T>(Beta1, Beta2, L2),
                T.CreateTruncating(rate * (1 - now) / (1 - product)),
                T.CreateTruncating(rate * next / (1 - (product * now * next))),
                T.CreateTruncating(Math.Sqrt(1 - Scalar.Power(Beta2, step))),
                T.CreateTruncating(Epsilon),
                T.CreateTruncating(1 - (rate * WeightDecay)));
        });
    }

    private double Momentum(long step) => Beta1 * (1 - (0.5 * Scalar.Power(0.96, step * MomentumDecay)));

    private readonly struct Rule<T>(Moments<T> moments, T gradientRate, T meanRate, T root, T epsilon, T keep) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V mean, ref V square, ref V unused)
            where V : struct, ISimd<V, T>
        {
            V g = moments.Advance(parameter, gradient, ref mean, ref square);
            V scale = (V.Sqrt(square) / V.Create(root)) + V.Create(epsilon);
            V direction = V.MultiplyAdd(V.Create(gradientRate), g, V.Create(meanRate) * mean);
            return (V.Create(keep) * parameter) - (direction / scale);
        }
    }
}
