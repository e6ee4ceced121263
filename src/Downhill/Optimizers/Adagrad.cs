using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Steps divided by the root of all squared gradients so far: what moved much moves less. Source: J. Duchi, E. Hazan, Y. Singer,
/// "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011.
/// </summary>
/// <param name="LearningRate">η, how far the first step goes.</param>
/// <param name="RateDecay">κ, how fast η falls: η / (1 + κ (t − 1)).</param>
/// <param name="Epsilon">ε, added to the root so that no step is divided by zero.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
[CatalogEntry("s ← s + g²;  w ← w − η / (1 + κ (t − 1)) · g / (√s + ε)", "adagrad 0.1", "adagrad 0.1 rateDecay=0.001 l2=0.001")]
public sealed record Adagrad(double LearningRate = 0.01, double RateDecay = 0, double Epsilon = 1e-10, double L2 = 0)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => ["squares"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireDecay("rateDecay", RateDecay);
        RequirePositive("epsilon", Epsilon);
        RequireDecay("l2", L2);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => at.EachParameter((step, rate) => new Rule<T>(
        T.CreateTruncating(rate / (1 + (RateDecay * (step - 1)))),
        T.CreateTruncating(Epsilon),
        T.CreateTruncating(L2)));

    private readonly struct Rule<T>(T rate, T epsilon, T l2) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V squares, ref V unused1, ref V unused2)
            where V : struct, ISimd<V, T>
        {
            V g = V.MultiplyAdd(V.Create(l2), parameter, gradient);
            squares = V.MultiplyAdd(g, g, squares);
            return V.MultiplyAdd(V.Create(-rate), g / (V.Sqrt(squares) + V.Create(epsilon)), parameter);
        }
    }
}
