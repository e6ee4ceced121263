using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Kernels;

namespace Downhill;

/// <summary>What happens to the gradient between the backward pass and the update: the L1 term, nothing of what is frozen, then clipping by value, then by norm.</summary>
internal sealed class GradientRules<T>(TrainingOptions options, Network<T> network, Kernels<T> kernels, FrozenWeights<T>? frozen)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly UpdateKernel<T, AddSign> addSign = kernels.Update<AddSign>();
    private readonly UpdateKernel<T, Clamp> clamp = kernels.Update<Clamp>();
    private readonly UpdateKernel<T, Scale> scale = kernels.Update<Scale>();

    public void Apply()
    {
        Buffer<T> gradient = network.Gradient;
        if (options.L1 > 0)
            addSign.Run(new AddSign(T.CreateTruncating(options.L1)), gradient, network.Parameters, default);
        frozen?.ClearGradient();
        if (options.ClipValue is double bound)
            clamp.Run(new Clamp(T.CreateTruncating(bound)), gradient, gradient, default);
        if (options.ClipNorm is not double most)
            return;
        double norm = Math.Sqrt(double.CreateTruncating(kernels.Dot(gradient, gradient)));
        if (norm > most)
            scale.Run(new Scale(T.CreateTruncating(most / norm)), gradient, gradient, default);
    }

    // g + λ sign w, the derivative of λ Σ|w|; 0 where w is 0
    private readonly struct AddSign(T l1) : IUpdateRule<T>
    {
        public int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V gradient, V parameter, ref V unused0, ref V unused1, ref V unused2)
            where V : struct, ISimd<V, T>
        {
            V zero = V.Create(0.0), term = V.Create(l1);
            return gradient + V.WhereLess(zero, parameter, term, V.WhereLess(parameter, zero, -term, parameter));
        }
    }

    private readonly struct Clamp(T bound) : IUpdateRule<T>
    {
        public int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V gradient, V same, ref V unused0, ref V unused1, ref V unused2)
            where V : struct, ISimd<V, T>
        {
            V most = V.Create(bound);
            return V.WhereLess(most, gradient, most, V.WhereLess(gradient, -most, -most, gradient));
        }
    }

    private readonly struct Scale(T factor) : IUpdateRule<T>
    {
        public int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V gradient, V same, ref V unused0, ref V unused1, ref V unused2)
            where V : struct, ISimd<V, T> => gradient * V.Create(factor);
    }
}
