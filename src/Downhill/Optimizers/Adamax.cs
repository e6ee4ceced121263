using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Adam with the largest recent gradient in place of the root mean square. Source: D. Kingma, J. Ba, "Adam: A Method for Stochastic
/// Optimization", 2015, section 7.1, with PyTorch's ε.
/// </summary>
/// <param name="LearningRate">η, about how far a parameter moves in a step.</param>
/// <param name="Beta1">The decay of the moving average of the gradient.</param>
/// <param name="Beta2">The decay of the largest gradient.</param>
/// <param name="Epsilon">ε, added to the gradient's size so that no step is divided by zero.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
[CatalogEntry("u ← max(β₂ u, |g| + ε);  w ← w − η m̂ / u", "adamax", "adamax 0.01 l2=0.001")]
public sealed record Adamax(
    double LearningRate = 0.002, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double L2 = 0) : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => ["mean", "largest"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare("beta1", Beta1);
        RequireShare("beta2", Beta2);
        RequirePositive("epsilon", Epsilon);
        RequireDecay("l2", L2);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => at.EachParameter((step, rate) => new Rule<T>(
        T.CreateTruncating(rate / (1 - Scalar.Power(Beta1, step))),
        T.CreateTruncating(Beta1),
        T.CreateTruncating(1 - Beta1),
        T.CreateTruncating(Beta2),
        T.CreateTruncating(Epsilon),
        T.CreateTruncating(L2)));

    // g ← g + λ w     m ← β₁ m + (1 − β₁) g     u ← max(β₂ u, |g| + ε)     w ← w − η / (1 − β₁ᵗ) · m / u
    private readonly struct Rule<T>(T rate, T beta1, T rest1, T beta2, T epsilon, T l2) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V mean, ref V largest, ref V unused)
            where V : struct, ISimd<V, T>
        {
            V g = V.MultiplyAdd(V.Create(l2), parameter, gradient);
            mean = V.MultiplyAdd(V.Create(beta1), mean, V.Create(rest1) * g);
            V kept = V.Create(beta2) * largest, size = V.Abs(g) + V.Create(epsilon);
            largest = V.WhereLess(size, kept, kept, size);
            return V.MultiplyAdd(V.Create(-rate), mean / largest, parameter);
        }
    }
}
