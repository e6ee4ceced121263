using System.Numerics;

namespace Downhill.Kernels;

/// <summary>The buffers of a normalization by columns.</summary>
/// <param name="X">The input, <c>[rows, columns]</c>.</param>
/// <param name="Mean">A mean for each column.</param>
/// <param name="Variance">A variance for each column.</param>
/// <param name="Scale">A factor for each column.</param>
/// <param name="Shift">A summand for each column.</param>
/// <param name="Normalized">x̂, <c>[rows, columns]</c>.</param>
/// <param name="Y">The output, <c>[rows, columns]</c>.</param>
public readonly record struct ColumnNormalization<T>(
    Buffer<T> X, Buffer<T> Mean, Buffer<T> Variance, Buffer<T> Scale, Buffer<T> Shift, Buffer<T> Normalized, Buffer<T> Y)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>The gradients on the way back through a normalization.</summary>
/// <param name="Output">By the output, <c>[rows, columns]</c>.</param>
/// <param name="Input">By the input, <c>[rows, columns]</c>; empty if it is not wanted.</param>
/// <param name="Scale">By the factors.</param>
/// <param name="Shift">By the summands; empty if there are none.</param>
public readonly record struct NormalizationGradient<T>(Buffer<T> Output, Buffer<T> Input, Buffer<T> Scale, Buffer<T> Shift)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
