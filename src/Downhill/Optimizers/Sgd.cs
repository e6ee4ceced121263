using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// Gradient descent with optional momentum. Sources: B. Polyak, 1964 (momentum); Y. Nesterov, 1983, in the form of I. Sutskever et al.,
/// 2013, that PyTorch uses.
/// </summary>
/// <param name="LearningRate">η, how far a step goes.</param>
/// <param name="Momentum">μ, how much of the last direction is kept, from 0 to below 1.</param>
/// <param name="Nesterov">Whether the step looks ahead along the direction.</param>
/// <param name="L2">λ, added to the gradient as λ w.</param>
/// <param name="WeightDecay">λ′, taken from the parameter itself as η λ′ w, past the momentum.</param>
[CatalogEntry("v ← μ v + g + λ w;  w ← (1 − η λ′) w − η v", "sgd", "sgd momentum=0.9", "sgd momentum=0.9 nesterov=true l2=0.001",
    "sgd momentum=0.5 weightDecay=0.001")]
public sealed record Sgd(double LearningRate = 0.1, double Momentum = 0, bool Nesterov = false, double L2 = 0, double WeightDecay = 0)
    : Optimizer(LearningRate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> State => Momentum == 0 ? [] : ["momentum"];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare("momentum", Momentum);
        RequireDecay("l2", L2);
        RequireDecay("weightDecay", WeightDecay);
        if (Nesterov && Momentum == 0)
            throw new DownhillException("The optimizer 'sgd' needs momentum above 0 for nesterov, such as momentum=0.9.");
    }

    /// <inheritdoc/>
    public override OptimizerOperation<T> Bind<T>(OptimizerBinding<T> at)
    {
        int states = State.Count;
        return at.EachParameter((step, rate) => new Rule<T>(
            T.CreateTruncating(rate),
            T.CreateTruncating(Momentum),
            T.CreateTruncating(L2),
            T.CreateTruncating(1 - (rate * WeightDecay)),
            Nesterov,
            states));
    }

    // g ← g + λ w     v ← μ v + g (v starts at zero)     w ← (1 − η λ′) w − η v, or with Nesterov − η (g + μ v)
    private readonly struct Rule<T>(T learningRate, T momentum, T l2, T keep, bool nesterov, int states) : IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int States => states;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V parameter, V gradient, ref V velocity, ref V unused1, ref V unused2)
            where V : struct, ISimd<V, T>
        {
            V direction = V.MultiplyAdd(V.Create(l2), parameter, gradient);
            if (states == 1)
            {
                velocity = V.MultiplyAdd(V.Create(momentum), velocity, direction);
                direction = nesterov ? V.MultiplyAdd(V.Create(momentum), velocity, direction) : velocity;
            }

            return V.MultiplyAdd(V.Create(-learningRate), direction, V.Create(keep) * parameter);
        }
    }
}
