using System.Collections.Immutable;

namespace Downhill;

/// <summary>
/// The context of a weight of a convolution: the kernel from its channel to its output, and the patches of the batch whose products with
/// the gradient are the largest terms of its derivative.
/// </summary>
/// <param name="Height">The height of the kernel.</param>
/// <param name="Width">The width of the kernel.</param>
/// <param name="Tap">The place of the weight in the kernel, row by row.</param>
/// <param name="Kernel">The weights, <c>[height, width]</c>.</param>
/// <param name="Patches">The patches, the largest term first.</param>
public sealed record KernelPatches(int Height, int Width, int Tap, ImmutableArray<double> Kernel, ImmutableArray<KernelPatch> Patches);

/// <summary>The patch of an image under a kernel at one position.</summary>
/// <param name="Row">The row of the batch.</param>
/// <param name="Y">The row of the output image, from 0.</param>
/// <param name="X">The column of the output image, from 0.</param>
/// <param name="Gradient">The derivative of the cost by the output there.</param>
/// <param name="Values">The values, <c>[height, width]</c> of the kernel; padding is 0.</param>
public sealed record KernelPatch(int Row, int Y, int X, double Gradient, ImmutableArray<double> Values);
