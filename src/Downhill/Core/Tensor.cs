using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <summary>A value between two operations: the numbers <c>[rows, Shape]</c> and the gradient of the loss with respect to them.</summary>
/// <param name="Name">The name of the operation that computes it, or <c>input</c>.</param>
/// <param name="Shape">The shape of one row.</param>
/// <param name="Data">The numbers.</param>
/// <param name="Gradient">The gradient with respect to them; empty if it is not needed.</param>
/// <param name="AddGradient">
/// Whether the operation that reads this value adds its part of the gradient to what an earlier one wrote (of several readers the
/// first on the way back writes).
/// </param>
public readonly record struct Tensor<T>(string Name, Shape Shape, Buffer<T> Data, Buffer<T> Gradient, bool AddGradient = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the gradient by this value is computed.</summary>
    public bool NeedsGradient => !Gradient.IsEmpty;
}
