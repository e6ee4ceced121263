using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The negative log-likelihood of counts whose mean is the exponential of the output, averaged over the outputs, without the term
/// that does not depend on the network. Source: J. Nelder, R. Wedderburn, "Generalized Linear Models", 1972.
/// </summary>
/// <param name="Reduction">The reduction of the rows' losses to one number.</param>
[CatalogEntry("1/outputs Σ eᶻ − t z", "poisson", "poisson sum")]
public sealed record Poisson(Reduction Reduction = Reduction.Mean) : ElementwiseLoss(Reduction)
{
    /// <inheritdoc/>
    public override bool IsForNumbers => true;

    /// <inheritdoc/>
    public override Layer? Link => new Exponential();

    /// <inheritdoc/>
    public override (double Min, double Max) TargetRange => (0, double.PositiveInfinity);

    // e^z is the mean there: from 0 the output would have to climb to ln(20,000) first.
    internal override double? StartOutput(double targetMean) => targetMean > 0 ? Scalar.Log(targetMean) : null;

    /// <inheritdoc/>
    public override LossOperation<T> Bind<T>(LossBinding<T> at) => OverOutputs(at, default(Function<T>), mean: true);

    // The likelihood of t is e^(−m) mᵗ / t! with the mean m = eᶻ     f = eᶻ − t z     ∂f/∂z = eᶻ − t
    private readonly struct Function<T> : IElementwiseLoss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V y, V t)
            where V : struct, ISimd<V, T> => Functions.Exp<V, T>(y) - (t * y);

        public V Derivative<V>(V y, V t)
            where V : struct, ISimd<V, T> => Functions.Exp<V, T>(y) - t;
    }

    /// <summary>The link from the logarithm of a mean to the mean; no layer of a model.</summary>
    private sealed record Exponential : Activation
    {
        internal override string Kind => "exponential";

        public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, default(Link<T>));

        // y = eˣ     dy/dx = y
        private readonly struct Link<T> : IElementwise<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public V Value<V>(V x)
                where V : struct, ISimd<V, T> => Functions.Exp<V, T>(x);

            public V Derivative<V>(V x, V y)
                where V : struct, ISimd<V, T> => y;
        }
    }
}
