using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>A running statistic of a layer: values that training updates without a gradient.</summary>
/// <param name="Name">Its name in the layer: <c>mean</c>.</param>
/// <param name="Shape">Its shape, row-major.</param>
/// <param name="First">The value of each number before training.</param>
public sealed record StatisticSpec(string Name, Shape Shape, double First);

/// <summary>One running statistic of a network.</summary>
public sealed class Statistic<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Statistic(string name, Shape shape, Buffer<T> data) => (Name, Shape, Data) = (name, shape, data);

    /// <summary>The full name: <c>batch-norm1.mean</c>.</summary>
    public string Name { get; }

    /// <summary>The shape, row-major.</summary>
    public Shape Shape { get; }

    /// <summary>The numbers.</summary>
    public Buffer<T> Data { get; }
}
