using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Steps divided by the running root mean square of the gradient. Sources: T. Tieleman, G. Hinton, "Lecture 6.5: RMSProp", 2012;
/// A. Graves, "Generating Sequences With Recurrent Neural Networks", 2013 (centred).
/// </summary>
/// <param name="LearningRate">η, about how far a parameter moves in a step.</param>
/// <param name="Alpha">α, how much of the running mean square is kept.</param>
/// <param name="Epsilon">ε, added to the root so that no step is divided by zero.</param>
/// <param name="Centered">Whether the square of the mean gradient is taken off first, which leaves its variance.</param>
/// <param name="Momentum">μ, how much of the last direction is kept, from 0 to below 1.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
[CatalogEntry(
    "v ← μ v + g / (√(s − m²) + ε);  w ← w − η v;  m = 0 unless centred",
    "rmsprop",
    "rmsprop 0.003 centered=true l2=0.001",
    "rmsprop 0.003 momentum=0.5",
    "rmsprop 0.003 centered=true momentum=0.5")]
public sealed record RmsProp(
    double LearningRate = 0.01, double Alpha = 0.99, double Epsilon = 1e-8, bool Centered = false, double Momentum = 0, double L2 = 0)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State =>
        ["square", .. Centered ? ["mean"] : Array.Empty<string>(), .. Momentum > 0 ? ["momentum"] : Array.Empty<string>()];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare("alpha", Alpha);
        RequirePositive("epsilon", Epsilon);
        RequireShare("momentum", Momentum);
        RequireDecay("l2", L2);
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => at.EachParameter((step, rate) => new Rule<T>(
        T.CreateTruncating(rate),
        T.CreateTruncating(Alpha),
        T.CreateTruncating(1 - Alpha),
        T.CreateTruncating(Epsilon),
        T.CreateTruncating(Momentum),
        T.CreateTruncating(L2),
        Centered,
        Momentum > 0));

    // g ← g + λ w     s ← α s + (1 − α) g²     m ← α m + (1 − α) g     d = g / (√(s − m²) + ε)     v ← μ v + d     w ← w − η v
    private readonly struct Rule<T>(T rate, T alpha, T rest, T epsilon, T momentum, T l2, bool isCentered, bool hasMomentum)
        : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => 1 + (isCentered ? 1 : 0) + (hasMomentum ? 1 : 0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V square, ref V second, ref V third)
            where V : struct, ISimd<V, T>
        {
            V g = V.MultiplyAdd(V.Create(l2), parameter, gradient);
            square = V.MultiplyAdd(V.Create(alpha), square, V.Create(rest) * g * g);
            V spread = square;
            if (isCentered)
            {
                second = V.MultiplyAdd(V.Create(alpha), second, V.Create(rest) * g);
                spread = V.MultiplyAdd(-second, second, square);
                spread = V.WhereLess(spread, V.Create(0.0), V.Create(0.0), spread); // rounding may leave it just below zero
            }

            V direction = g / (V.Sqrt(spread) + V.Create(epsilon));
            if (hasMomentum)
            {
                ref V velocity = ref isCentered ? ref third : ref second;
                direction = velocity = V.MultiplyAdd(V.Create(momentum), velocity, direction);
            }

            return V.MultiplyAdd(V.Create(-rate), direction, parameter);
        }
    }
}
