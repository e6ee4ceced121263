using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

[Collection(nameof(WorkerThreads))]
public sealed class SumTests
{
    [Fact]
    public void Sums_have_one_tree_in_float() => EveryLength<float>();

    [Fact]
    public void Sums_have_one_tree_in_double() => EveryLength<double>();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(17, 64)]
    [InlineData(2, 100_003)]
    [InlineData(257, 1000)]
    [InlineData(70_000, 3)]
    public void Rows_are_summed_in_ascending_order(int rows, int columns)
    {
        Rows<float>(rows, columns);
        Rows<double>(rows, columns);
    }

    [Fact]
    public void Rows_of_every_width_are_summed_in_ascending_order()
    {
        foreach (int size in Enumerable.Range(1, 64))
        {
            Rows<float>(7, size);
            Rows<double>(7, size);
            Rows<float>(size, 19);
            Rows<double>(size, 19);
        }
    }

    [Fact]
    public void Nothing_sums_to_zero()
    {
        foreach ((_, Backend<float> kernels) in AllKernels.Of<float>())
        {
            Assert.Equal(0, kernels.Sum(default));
            Buffer<float> sums = TestNumbers.Random<float>(5, 1);
            kernels.SumRows(default, sums, 0, 5, add: false);
            Assert.All(sums.Span.ToArray(), sum => Assert.Equal(0, sum));
        }
    }

    private static void EveryLength<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int length in Enumerable.Range(1, 100).Concat([1000, 65_537]))
        {
            int rows = length > 100 ? 2 : 5;
            Buffer<T> x = TestNumbers.Random<T>(rows * length, length), expected = Buffer<T>.Allocate(rows);
            T scale = T.CreateTruncating(0.3);
            for (int row = 0; row < rows; row++)
                expected.Span[row] = scale * Tree<T>(x.Span.Slice(row * length, length));
            AllKernels.Agree(
                AllKernels.ThreadCounts, expected, TestNumbers.Random<T>(rows, 1),
                (kernels, result) => kernels.SumColumns(x, result, rows, length, scale), $"{length} columns");
            T sum = Tree<T>(x.Span);
            foreach ((string width, Backend<T> kernels) in AllKernels.Of<T>(2))
                TestNumbers.SameBits([sum], [kernels.Sum(x)], $"{x.Length} numbers, {width}");
        }
    }

    // Number i is added to partial sum i mod 16; then the upper half of the partial sums is added to the lower until one is left.
    internal static T Tree<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = new T[16];
        for (int i = 0; i < x.Length; i++)
            sums[i % 16] += x[i];
        for (int half = 8; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                sums[i] += sums[i + half];
        }

        return sums[0];
    }

    private static void Rows<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> x = TestNumbers.Random<T>(rows * columns, 1), before = TestNumbers.Random<T>(columns, 2);
        foreach (bool add in new[] { false, true })
        {
            Buffer<T> expected = Buffer<T>.Allocate(columns);
            for (int column = 0; column < columns; column++)
            {
                T sum = T.Zero;
                for (int row = 0; row < rows; row++)
                    sum += x.Span[(row * columns) + column];
                expected.Span[column] = add ? before.Span[column] + sum : sum;
            }

            AllKernels.Agree(AllKernels.ThreadCounts, expected, before, (kernels, result) => kernels.SumRows(x, result, rows, columns, add),
                $"{rows} rows of {columns}");
        }
    }
}
