using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

[Collection(nameof(WorkerThreads))]
public sealed class CopyAndAddTests
{
    [Fact]
    public void Add_adds_number_by_number()
    {
        foreach (int count in Enumerable.Range(1, 64).Concat([65_535, 65_536, 200_003]))
        {
            Add<float>(count);
            Add<double>(count);
        }
    }

    [Theory]
    [InlineData(5, 3, 0, 3, 0, 3)]
    [InlineData(5, 40, 3, 40, 7, 33)]
    [InlineData(7, 40, 39, 20, 0, 1)]
    [InlineData(4, 17, 0, 70, 53, 17)]
    [InlineData(1, 100, 50, 60, 10, 50)]
    public void A_block_of_columns_is_copied_or_added_and_the_rest_stays(int rows, int fromColumns, int fromColumn, int toColumns,
        int toColumn, int width)
    {
        Copy<float>(rows, fromColumns, fromColumn, toColumns, toColumn, width);
        Copy<double>(rows, fromColumns, fromColumn, toColumns, toColumn, width);
    }

    [Fact]
    public void A_block_of_every_width_is_copied_or_added()
    {
        foreach (int width in Enumerable.Range(1, 64))
        {
            Copy<float>(3, width + 5, 2, width + 3, 3, width);
            Copy<double>(3, width + 5, 5, width + 3, 0, width);
        }
    }

    private static void Add<T>(int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> a = TestNumbers.Random<T>(count, 1), b = TestNumbers.Random<T>(count, 2), sum = Buffer<T>.Allocate(count);
        for (int i = 0; i < count; i++)
            sum.Span[i] = a.Span[i] + b.Span[i];
        AllKernels.Agree(AllKernels.ThreadCounts, sum, TestNumbers.Random<T>(count, 3),
            (kernels, result) => kernels.Add(a, b, result, count), $"{count} numbers");
        AllKernels.Agree(AllKernels.OneThread, sum, a, (kernels, result) => kernels.Add(result, b, result, count),
            $"{count} numbers in place");
    }

    private static void Copy<T>(int rows, int fromColumns, int fromColumn, int toColumns, int toColumn, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> from = TestNumbers.Random<T>(rows * fromColumns, 1), before = TestNumbers.Random<T>(rows * toColumns, 2);
        foreach (bool add in new[] { false, true })
        {
            Buffer<T> expected = TestNumbers.Copy(before);
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < width; i++)
                {
                    ref T to = ref expected.Span[(row * toColumns) + toColumn + i];
                    T number = from.Span[(row * fromColumns) + fromColumn + i];
                    to = add ? to + number : number;
                }
            }

            AllKernels.Agree(
                AllKernels.ThreadCounts,
                expected,
                before,
                (kernels, result) => kernels.CopyColumns(from, fromColumns, fromColumn, result, toColumns, toColumn, rows, width, add),
                $"{width} of {fromColumns} columns, add {add}");
        }
    }
}
