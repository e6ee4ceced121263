using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>The bits of normalization and noise do not depend on the vectors' width or the number of threads.</summary>
public sealed class NormalizationKernelTests
{
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 2, 15 }, { 3, 16 }, { 5, 33 }, { 64, 7 }, { 300, 1030 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Normalization_has_the_same_bits_everywhere(int rows, int columns)
    {
        Check<float>();
        Check<double>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Buffer<T> zeros = Buffer<T>.Allocate((10L * rows * columns) + (6L * columns) + rows);
            Buffer<T> expected = Buffer<T>.Allocate(zeros.Length);
            Run(new ProcessorBackend<T, SimdScalar<T>>(1), expected, rows, columns);
            Assert.All(expected.Span.ToArray().Take(100), number => Assert.True(T.IsFinite(number)));
            AllKernels.Agree(rows > 100 ? AllKernels.ThreadCounts : AllKernels.OneThread, expected, zeros,
                (kernels, to) => Run(kernels, to, rows, columns), "normalization");
        }
    }

    private static void Run<T>(Backend<T> kernels, Buffer<T> to, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int block = rows * columns, place = 0;
        Buffer<T> x = Numbers<T>(block, 1), dy = Numbers<T>(block, 2), scale = Numbers<T>(columns, 3), shift = Numbers<T>(columns, 4);
        T epsilon = T.CreateTruncating(1e-5);
        var columnwise = new ColumnNormalization<T>(x, Next(columns), Next(columns), scale, shift, Next(block), Next(block));
        var gradient = new NormalizationGradient<T>(dy, Next(block), Next(columns), Next(columns));
        kernels.ColumnMoments(x, columnwise.Mean, columnwise.Variance, rows, columns);
        kernels.NormalizeColumns(columnwise, rows, columns, epsilon);
        kernels.NormalizeColumnsGradient(columnwise, gradient, rows, columns, epsilon, areGiven: false, add: true);
        kernels.Lerp(columnwise.Mean, columnwise.Variance, columns, T.CreateTruncating(0.9), T.CreateTruncating(1.01));

        Buffer<T> normalized = Next(block), deviations = Next(rows), y = Next(block);
        var rowwise = new NormalizationGradient<T>(dy, Next(block), Next(columns), Next(columns));
        kernels.NormalizeRows(x, scale, shift, normalized, deviations, y, rows, columns, epsilon);
        kernels.NormalizeRowsGradient(normalized, deviations, scale, rowwise, rows, columns, add: false);
        kernels.NormalizeParametersGradient(normalized, rowwise, rows, columns);
        Buffer<T> scaled = Next(block), added = Next(block);
        kernels.ScaleColumns(x, scale, shift, scaled, rows, columns, add: false);
        kernels.ScaleColumns(dy, scale, default, added, rows, columns, add: true);
        kernels.Noise(x, Next(block), block, 0.3, new RandomStream(3, RandomPurpose.Noise));

        Buffer<T> Next(int length)
        {
            place += length;
            return to.Slice(place - length, length);
        }
    }

    private static Buffer<T> Numbers<T>(int count, ulong stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> numbers = Buffer<T>.Allocate(count);
        double[] values = Examples.Numbers(count, stream);
        for (int i = 0; i < count; i++)
            numbers.Span[i] = T.CreateTruncating(values[i]);
        return numbers;
    }
}
