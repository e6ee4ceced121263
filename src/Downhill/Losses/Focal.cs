using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The binary cross-entropy on logits, with a small weight for predictions that are already correct; averaged over the outputs. Source:
/// T.-Y. Lin et al., "Focal Loss for Dense Object Detection", 2017.
/// </summary>
/// <param name="Gamma">γ, how much less; 0 gives the cross-entropy.</param>
/// <param name="Alpha">α, the weight of yes, with 1 − α that of no; both weigh 1 where none is given.</param>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("−1/outputs Σ t (1 − p)^γ ln p + (1 − t) p^γ ln(1 − p); p = σ(z)", "focal", "focal 1.5 alpha=0.25", "focal 0 reduction=sum")]
public sealed record Focal(double Gamma = 2, double? Alpha = null, Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    private void Validate()
    {
        if (!(Gamma >= 0) || !double.IsFinite(Gamma))
            throw new DownhillException($"The loss 'focal' needs a gamma of at least 0, not {Gamma}.");
        if (Alpha is double alpha && alpha is not (>= 0 and <= 1))
            throw new DownhillException($"The loss 'focal' needs an alpha from 0 to 1, not {alpha}.");
    }

    /// <inheritdoc/>
    public override Layer? Link => new Sigmoid();

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at)
    {
        Validate();
        return OverOutputs(
            at,
            new Function<T>(T.CreateTruncating(Gamma), T.CreateTruncating(Alpha ?? 1), T.CreateTruncating(1 - Alpha ?? 1)),
            mean: true);
    }

    // p = σ(z), q = 1 − p     −ln p = s⁻ = ln(1 + e⁻ᶻ)     −ln q = s⁺ = ln(1 + eᶻ)     q^γ = e^(−γ s⁺)     p^γ = e^(−γ s⁻)
    // f = α t q^γ s⁻ + α′ (1 − t) p^γ s⁺     ∂f/∂z = −α t q^γ (γ p s⁻ + q) + α′ (1 − t) p^γ (γ q s⁺ + p)
    private readonly struct Function<T>(T gamma, T yes, T no) : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V down = Functions.Softplus<V, T>(-y), up = Functions.Softplus<V, T>(y);
            return (V.Create(yes) * t * Power<V>(up) * down) + (V.Create(no) * (V.Create(1.0) - t) * Power<V>(down) * up);
        }

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V down = Functions.Softplus<V, T>(-y), up = Functions.Softplus<V, T>(y), g = V.Create(gamma);
            V p = Functions.Sigmoid<V, T>(y), q = Functions.Sigmoid<V, T>(-y);
            V ofYes = Power<V>(up) * V.MultiplyAdd(g * p, down, q), ofNo = Power<V>(down) * V.MultiplyAdd(g * q, up, p);
            return (V.Create(no) * (V.Create(1.0) - t) * ofNo) - (V.Create(yes) * t * ofYes);
        }

        private V Power<V>(V minusLog)
            where V : struct, ISimd<V, T> => Functions.Exp<V, T>(V.Create(-gamma) * minusLog);
    }
}
