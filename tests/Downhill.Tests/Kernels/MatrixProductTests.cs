using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

[Collection(nameof(WorkerThreads))]
public sealed class MatrixProductTests
{
    private static readonly int[] Sizes = [.. Enumerable.Range(1, 64), 127, 128, 129, 255, 256, 257, 511, 512, 513];

    [Fact]
    public void Products_in_float_equal_the_plain_loop_for_every_size() => EverySize<float>();

    [Fact]
    public void Products_in_double_equal_the_plain_loop_for_every_size() => EverySize<double>();

    // Blocks are 256 deep, 256 rows of A tall (252 in tiles of six) and 4,096 bytes of B wide; B is copied from 64 rows on, A where its
    // lines are at least 2,048 bytes long and B has 256 columns.
    [Theory]
    [InlineData(63, 513, 259)]
    [InlineData(64, 512, 256)]
    [InlineData(65, 520, 257)]
    [InlineData(259, 40, 1027)]
    [InlineData(300, 515, 515)]
    [InlineData(253, 512, 300)]
    [InlineData(260, 515, 290)]
    [InlineData(8, 513, 515)]
    [InlineData(1030, 261, 263)]
    public void Products_across_the_edges_of_blocks_equal_the_plain_loop(int rows, int inputs, int outputs)
    {
        Check<float>(AllKernels.OneThread, rows, inputs, outputs);
        Check<double>(AllKernels.OneThread, rows, inputs, outputs);
    }

    // A thread gets at least a quarter of a million multiply-adds, in regions of whole tiles.
    [Theory]
    [InlineData(64, 64, 128)]
    [InlineData(65, 64, 128)]
    [InlineData(129, 64, 128)]
    [InlineData(130, 64, 128)]
    [InlineData(131, 64, 128)]
    [InlineData(195, 64, 128)]
    [InlineData(461, 65, 127)]
    [InlineData(64, 455, 130)]
    [InlineData(128, 70, 461)]
    [InlineData(1, 513, 4099)]
    [InlineData(3, 4099, 300)]
    [InlineData(7, 300, 2049)]
    [InlineData(13, 257, 641)]
    [InlineData(27, 257, 641)]
    [InlineData(29, 257, 641)]
    [InlineData(2049, 40, 23)]
    public void The_number_of_threads_changes_no_bit(int rows, int inputs, int outputs)
    {
        Check<float>(AllKernels.ThreadCounts, rows, inputs, outputs);
        Check<double>(AllKernels.ThreadCounts, rows, inputs, outputs);
    }

    [Fact]
    public void A_product_over_nothing_is_its_start()
    {
        foreach ((_, Backend<double> kernels) in AllKernels.Of<double>(3))
        {
            Buffer<double> bias = TestNumbers.Random<double>(5, 1), y = TestNumbers.Random<double>(15, 2);
            kernels.Multiply(default, default, bias, y, 3, 0, 5);
            Assert.Equal([.. bias.Span, .. bias.Span, .. bias.Span], y.Span.ToArray());
            kernels.MultiplyTransposedLeft(default, default, y, 0, 3, 5, add: false);
            Assert.All(y.Span.ToArray(), number => Assert.Equal(0, number));
            kernels.Multiply(default, TestNumbers.Random<double>(15, 3), default, default, 0, 3, 5);
        }
    }

    [Fact]
    public void Numbers_beyond_those_of_the_result_stay_as_they_are()
    {
        foreach ((_, Backend<float> kernels) in AllKernels.Of<float>())
        {
            Buffer<float> x = TestNumbers.Random<float>(5 * 7, 1), weight = TestNumbers.Random<float>(7 * 19, 2),
                y = TestNumbers.Random<float>(200, 3);
            float[] before = y.Span.ToArray();
            kernels.Multiply(x, weight, default, y.Slice(16, 5 * 19), 5, 7, 19);
            Assert.Equal(before[..16], y.Span[..16].ToArray());
            Assert.Equal(before[(16 + 95)..], y.Span[(16 + 95)..].ToArray());
        }
    }

    [Fact]
    public void A_matrix_that_is_too_small_is_refused()
    {
        var kernels = Backend<float>.ForProcessor();
        Buffer<float> small = TestNumbers.Random<float>(11, 1), enough = TestNumbers.Random<float>(12, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => kernels.Multiply(small, enough, default, enough, 3, 4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => kernels.Multiply(enough, small, default, enough, 3, 4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => kernels.Multiply(enough, enough, default, enough.Slice(0, 8), 3, 4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => kernels.Multiply(enough, enough, enough.Slice(0, 2), enough, 3, 4, 3));
    }

    private static void EverySize<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int size in Sizes)
        {
            Check<T>(AllKernels.OneThread, size, 5, 7);
            Check<T>(AllKernels.OneThread, size, 18, 33);
            Check<T>(AllKernels.OneThread, 3, size, 5);
            Check<T>(AllKernels.OneThread, 9, size, 35);
            Check<T>(AllKernels.OneThread, 1, size, 21);
            Check<T>(AllKernels.OneThread, 1, 19, size);
            Check<T>(AllKernels.OneThread, 2, 3, size);
            Check<T>(AllKernels.OneThread, 5, 19, size);
        }
    }

    private static void Check<T>(int[] threads, int rows, int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string what = $"[{rows}, {inputs}] × [{inputs}, {outputs}]";
        Buffer<T> x = TestNumbers.Random<T>(rows * inputs, 1), weight = TestNumbers.Random<T>(inputs * outputs, 2);
        Buffer<T> bias = TestNumbers.Random<T>(outputs, 3), delta = TestNumbers.Random<T>(rows * outputs, 4);
        Buffer<T> oldWeight = TestNumbers.Random<T>(inputs * outputs, 5), oldInput = TestNumbers.Random<T>(rows * inputs, 6);
        foreach (bool add in new[] { false, true })
        {
            Buffer<T> start = add ? bias : default;
            Buffer<T> y = TestNumbers.Copy(delta);
            MatrixReference.Multiply(x, weight, start, y, rows, inputs, outputs);
            AllKernels.Agree(threads, y, delta, (kernels, result) => kernels.Multiply(x, weight, start, result, rows, inputs, outputs),
                $"x W + b, {what}");

            Buffer<T> weightGradient = TestNumbers.Copy(oldWeight);
            MatrixReference.MultiplyTransposedLeft(x, delta, weightGradient, rows, inputs, outputs, add);
            AllKernels.Agree(
                threads, weightGradient, oldWeight, (kernels, result) =>
                    kernels.MultiplyTransposedLeft(x, delta, result, rows, inputs, outputs, add), $"xᵀ δ, {what}");

            Buffer<T> inputGradient = TestNumbers.Copy(oldInput);
            MatrixReference.MultiplyTransposedRight(delta, weight, inputGradient, rows, inputs, outputs, add);
            AllKernels.Agree(
                threads, inputGradient, oldInput, (kernels, result) =>
                    kernels.MultiplyTransposedRight(delta, weight, result, rows, inputs, outputs, add), $"δ Wᵀ, {what}");
        }
    }
}
