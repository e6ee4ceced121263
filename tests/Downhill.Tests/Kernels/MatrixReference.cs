using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// C[m, n] = start + Σ_k A(m, k) B(k, n) as the contract of the kernels says: k in blocks of 256, each a chain of fused
/// multiply-adds in ascending k that starts at zero; the start comes first and the blocks' sums are added in order.
/// </summary>
internal static class MatrixReference
{
    public static void Multiply<T>(Buffer<T> x, Buffer<T> weight, Buffer<T> bias, Buffer<T> y, int rows, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Product(x.Span, inputs, 1, weight.Span, outputs, 1, bias.Span, 0, y.Span, rows, inputs, outputs);

    public static void MultiplyTransposedLeft<T>(Buffer<T> x, Buffer<T> delta, Buffer<T> weightGradient, int rows, int inputs, int outputs,
        bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Product(x.Span, 1, inputs, delta.Span, outputs, 1, add ? weightGradient.Span : [], outputs, weightGradient.Span, inputs, rows,
            outputs);

    public static void MultiplyTransposedRight<T>(Buffer<T> delta, Buffer<T> weight, Buffer<T> inputGradient, int rows, int inputs,
        int outputs, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Product(delta.Span, outputs, 1, weight.Span, 1, outputs, add ? inputGradient.Span : [], inputs, inputGradient.Span, rows, outputs,
            inputs);

    private static void Product<T>(
        ReadOnlySpan<T> a, int aRow, int aDepth, ReadOnlySpan<T> b, int bDepth, int bColumn, ReadOnlySpan<T> start, int startRow,
        Span<T> c, int rows, int depth, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < columns; n++)
            {
                T total = default;
                for (int block = 0; block < depth; block += 256)
                {
                    T sum = T.Zero;
                    for (int k = block; k < Math.Min(block + 256, depth); k++)
                        sum = T.FusedMultiplyAdd(a[(m * aRow) + (k * aDepth)], b[(k * bDepth) + (n * bColumn)], sum);
                    if (block > 0)
                        total += sum;
                    else
                        total = start.IsEmpty ? sum : start[(m * startRow) + n] + sum;
                }

                c[(m * columns) + n] = total;
            }
        }
    }
}
