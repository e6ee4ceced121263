using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>
/// The sigmoid with a slip in its derivative that two articles share: the slope is taken at the output instead of the input. It
/// lives with the lessons that show the slip, and the catalogue does not know it.
/// </summary>
internal sealed record SlopeAtOutput : Activation
{
    internal override string Kind => Catalog.Layers.NameOf(new Sigmoid());

    /// <summary>An example with the slip in place of each of its sigmoids.</summary>
    public static WorkedExample In(WorkedExample example) => example with
    {
        Network = example.Network with { Layers = [.. example.Network.Layers.Select(layer => layer is Sigmoid ? new SlopeAtOutput() : layer)] },
    };

    public override Operation<T> Bind<T>(Binding<T> at) => Elementwise(at, new Function<T>());

    // y = σ(x)     and for dy/dx, wrongly, σ(y) (1 − σ(y))
    private readonly struct Function<T> : IElementwise<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public V Value<V>(V x)
            where V : struct, ISimd<V, T> => Functions.Sigmoid<V, T>(x);

        public V Derivative<V>(V x, V y)
            where V : struct, ISimd<V, T>
        {
            V slope = Functions.Sigmoid<V, T>(y);
            return slope * (V.Create(1.0) - slope);
        }
    }
}
