using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Steps in the unit of the parameter: the running size of past steps divided by that of the gradients. Source: M. Zeiler, "ADADELTA: An
/// Adaptive Learning Rate Method", 2012.
/// </summary>
/// <param name="LearningRate">η, 1 in the source.</param>
/// <param name="Rho">ρ, how much of both running means is kept.</param>
/// <param name="Epsilon">ε, added under both roots; it sizes the first steps.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
[CatalogEntry("Δ = √(d + ε) / √(s + ε) · g;  w ← w − η Δ", "adadelta epsilon=0.001", "adadelta 0.5 rho=0.95 epsilon=0.01 l2=0.001")]
public sealed record Adadelta(double LearningRate = 1, double Rho = 0.9, double Epsilon = 1e-6, double L2 = 0) : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => ["square", "step"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare("rho", Rho);
        RequirePositive("epsilon", Epsilon);
        RequireDecay("l2", L2);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => at.EachParameter((step, rate) => new Rule<T>(
        T.CreateTruncating(rate),
        T.CreateTruncating(Rho),
        T.CreateTruncating(1 - Rho),
        T.CreateTruncating(Epsilon),
        T.CreateTruncating(L2)));

    // s ← ρ s + (1 − ρ) g²     Δ = √(d + ε) / √(s + ε) · g     d ← ρ d + (1 − ρ) Δ²     w ← w − η Δ
    private readonly struct Rule<T>(T rate, T rho, T rest, T epsilon, T l2) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V square, ref V step, ref V unused)
            where V : struct, ISimd<V, T>
        {
            V g = V.MultiplyAdd(V.Create(l2), parameter, gradient), least = V.Create(epsilon);
            square = V.MultiplyAdd(V.Create(rho), square, V.Create(rest) * g * g);
            V delta = V.Sqrt(step + least) / V.Sqrt(square + least) * g;
            step = V.MultiplyAdd(V.Create(rho), step, V.Create(rest) * delta * delta);
            return V.MultiplyAdd(V.Create(-rate), delta, parameter);
        }
    }
}
