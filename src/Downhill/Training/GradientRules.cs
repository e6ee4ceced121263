using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The changes of the gradient between the backward pass and the update: the L1 term, zeros for frozen parameters, then clipping by value,
/// then by norm.
/// </summary>
internal sealed class GradientRules<T>(TrainingOptions options, Network<T> network, Backend<T> kernels, FrozenWeights<T>? frozen)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GradientKernel<T, AddSign> addSign = kernels.Gradient<AddSign>();
    private readonly GradientKernel<T, Clamp> clamp = kernels.Gradient<Clamp>();

    public void Apply()
    {
        if (options.L1 > 0)
            addSign.Run(new AddSign(T.CreateTruncating(options.L1)), network.Gradient, network.Parameters);
        frozen?.ClearGradient();
        if (options.ClipValue is double bound)
            clamp.Run(new Clamp(T.CreateTruncating(bound)), network.Gradient, network.Parameters);
        if (options.ClipNorm is double most)
            kernels.ClipNorm(network.Gradient, most);
    }

    // g + λ sign w, the derivative of λ Σ|w|; 0 where w is 0
    private readonly struct AddSign(T l1) : IGradientRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V gradient, V parameter)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0), term = V.Create(l1);
            return gradient + V.WhereLess(zero, parameter, term, V.WhereLess(parameter, zero, -term, parameter));
        }
    }

    private readonly struct Clamp(T bound) : IGradientRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V gradient, V parameter)
            where V : struct, ISimd<V, T>
        {
            V most = V.Create(bound);
            return Functions.Clamp<V, T>(gradient, -most, most);
        }
    }
}
