using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>One parameter of a network: its place in the two arenas.</summary>
public sealed class Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> network;
    private readonly int start;

    internal Parameter(Network<T> network, string name, Shape shape, int start)
    {
        this.network = network;
        this.start = start;
        Name = name;
        Shape = shape;
    }

    /// <summary>The full name: <c>linear1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The shape, row-major.</summary>
    public Shape Shape { get; }

    /// <summary>The numbers.</summary>
    public Buffer<T> Data => network.Parameters.Slice(start, Shape.Size);

    /// <summary>The name of one entry: <c>linear1.weight[0, 1]</c>.</summary>
    /// <param name="index">Its place, row-major.</param>
    public string Entry(int index) => $"{Name}{Shape.Place(index)}";

    /// <summary>The gradient from the last backward pass.</summary>
    public Buffer<T> Gradient => network.Gradient.Slice(start, Shape.Size);
}
