using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The logarithm of the hyperbolic cosine of the differences, averaged over the outputs: a smooth kind of absolute error.
/// </summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("1/outputs Σ ln cosh(y − t)", "log-cosh", "log-cosh sum")]
public sealed record LogCosh(Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    private const double Ln2 = 0.6931471805599453;

    /// <inheritdoc/>
    public override bool IsForNumbers => true;

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(at, default(Function<T>), mean: true);

    // d = y − t     f = ln cosh d = |d| + ln(1 + e^(−2|d|)) − ln 2, which never overflows     ∂f/∂y = tanh d
    private readonly struct Function<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T>
        {
            V d = V.Abs(y - t);
            return d + (Functions.LogOnePlus<V, T>(Functions.Exp<V, T>(V.Create(-2.0) * d)) - V.Create(Ln2));
        }

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => Functions.Tanh<V, T>(y - t);
    }
}
