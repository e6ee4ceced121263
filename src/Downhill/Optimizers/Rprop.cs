using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Steps by the gradient's sign alone, each parameter's longer while the sign stays and shorter when it turns. For the full batch.
/// Source: M. Riedmiller, H. Braun, "A Direct Adaptive Method for Faster Backpropagation Learning", 1993, in PyTorch's form,
/// which makes no step where the sign has turned.
/// </summary>
/// <param name="LearningRate">The first step of every parameter; later ones follow from the signs alone.</param>
/// <param name="Shrink">The factor of a step after the sign changed.</param>
/// <param name="Grow">The factor of a step after the sign stayed the same.</param>
/// <param name="Smallest">The smallest step.</param>
/// <param name="Largest">The largest step.</param>
[CatalogEntry("w ← w − Δ sign g;  Δ grows while the sign stays, shrinks when it turns", "rprop 0.001 largest=0.01",
    "rprop 0.001 0.6 1.1 largest=0.01")]
public sealed record Rprop(double LearningRate = 0.01, double Shrink = 0.5, double Grow = 1.2, double Smallest = 1e-6, double Largest = 50)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => ["gradient", "step"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Shrink is > 0 and < 1, "shrink", Shrink, "above 0 and below 1");
        Require(Grow > 1 && double.IsFinite(Grow), "grow", Grow, "above 1");
        RequirePositive("smallest", Smallest);
        Require(Largest >= Smallest && double.IsFinite(Largest), "largest", Largest, $"of at least smallest, {Smallest}");
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at) => at.EachParameter((step, rate) => new Rule<T>(
        T.CreateTruncating(rate),
        T.CreateTruncating(Shrink),
        T.CreateTruncating(Grow),
        T.CreateTruncating(Smallest),
        T.CreateTruncating(Largest)));

    // With g the last gradient, 0 where the sign had turned:  Δ ← Δ · grow, shrink or 1 for g g′ above, below or at 0
    private readonly struct Rule<T>(T rate, T shrink, T grow, T smallest, T largest) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V last, ref V step, ref V unused)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0), one = V.Create(1.0);
            V agreement = gradient * last; // where it vanishes the step stays as it is
            V factor = V.WhereLess(zero, agreement, V.Create(grow), V.WhereLess(agreement, zero, V.Create(shrink), one));
            V wanted = V.WhereLess(zero, step, step, V.Create(rate)) * factor;
            wanted = V.WhereLess(wanted, V.Create(smallest), V.Create(smallest), wanted);
            step = V.WhereLess(V.Create(largest), wanted, V.Create(largest), wanted);
            last = V.WhereLess(agreement, zero, zero, gradient);
            return V.MultiplyAdd(-Sign(last), step, parameter);
        }

        private static V Sign<V>(V x)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0), one = V.Create(1.0);
            return V.WhereLess(zero, x, one, V.WhereLess(x, zero, -one, x));
        }
    }
}
