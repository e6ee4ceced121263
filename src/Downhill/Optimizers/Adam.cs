using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Steps scaled for each parameter by running means of its gradient and of its square. Sources: D. Kingma, J. Ba, "Adam: A Method
/// for Stochastic Optimization", 2015; S. Reddi, S. Kale, S. Kumar, 2018 (AMSGrad).
/// </summary>
/// <param name="LearningRate">η, about how far a parameter moves in a step.</param>
/// <param name="Beta1">How much of the running mean of the gradient is kept.</param>
/// <param name="Beta2">How much of the running mean of its square is kept.</param>
/// <param name="Epsilon">ε, added to the root so that no step is divided by zero.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
/// <param name="AmsGrad">Whether the largest mean square so far is used instead of the present one.</param>
[CatalogEntry("w ← w − η m̂ / (√v̂ + ε)", "adam", "adam 0.01 l2=0.001", "adam amsGrad=true")]
public sealed record Adam(
    double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double L2 = 0, bool AmsGrad = false)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => AmsGrad ? ["mean", "square", "largest"] : ["mean", "square"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Beta1 is >= 0 and < 1, "beta1", Beta1, "from 0 to below 1");
        Require(Beta2 is >= 0 and < 1, "beta2", Beta2, "from 0 to below 1");
        Require(Epsilon > 0 && double.IsFinite(Epsilon), "epsilon", Epsilon, "above 0");
        Require(L2 >= 0 && double.IsFinite(L2), "l2", L2, "of at least 0");
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => new Bound<T>(at, this);

    // g ← g + λ w     m ← β₁ m + (1 − β₁) g     v ← β₂ v + (1 − β₂) g²     m̂ = m / (1 − β₁ᵗ)     v̂ = v / (1 − β₂ᵗ)
    // w ← w − η m̂ / (√v̂ + ε), computed as w − (η / (1 − β₁ᵗ)) m / (√v / √(1 − β₂ᵗ) + ε)
    private readonly struct Rule<T>(T rate, T beta1, T beta2, T rest1, T rest2, T root, T epsilon, T l2, int states) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => states;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V mean, ref V square, ref V largest)
            where V : struct, ISimd<V, T>
        {
            V g = V.MultiplyAdd(V.Create(l2), parameter, gradient);
            mean = V.MultiplyAdd(V.Create(beta1), mean, V.Create(rest1) * g);
            square = V.MultiplyAdd(V.Create(beta2), square, V.Create(rest2) * g * g);
            V v = square;
            if (states > 2)
                v = largest = V.WhereLess(largest, square, square, largest);
            V scale = (V.Sqrt(v) / V.Create(root)) + V.Create(epsilon);
            return V.MultiplyAdd(V.Create(-rate), mean / scale, parameter);
        }
    }

    private sealed class Bound<T>(OptimizerBinding<T> at, Adam options) : OptimizerOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly UpdateKernel<T, Rule<T>> kernel = at.Kernels.Update<Rule<T>>();
        private readonly int states = options.State.Count;

        public override void Update(long step, double learningRate)
        {
            double correction1 = 1 - Scalar.Power(options.Beta1, step), correction2 = 1 - Scalar.Power(options.Beta2, step);
            var rule = new Rule<T>(
                T.CreateTruncating(learningRate / correction1),
                T.CreateTruncating(options.Beta1),
                T.CreateTruncating(options.Beta2),
                T.CreateTruncating(1 - options.Beta1),
                T.CreateTruncating(1 - options.Beta2),
                T.CreateTruncating(Math.Sqrt(correction2)),
                T.CreateTruncating(options.Epsilon),
                T.CreateTruncating(options.L2),
                states);
            kernel.Run(rule, at.Parameters, at.Gradient, at.State);
        }
    }
}
