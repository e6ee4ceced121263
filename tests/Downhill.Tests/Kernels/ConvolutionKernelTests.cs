using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>Convolutions of every form have the bits of a plain loop, for any width of vectors and number of threads.</summary>
[Collection(nameof(WorkerThreads))]
public sealed class ConvolutionKernelTests
{
    public static TheoryData<string, int, int, int, int> Cases => new()
    {
        // layer, rows, height, width, channels
        { "conv2d 1 1", 1, 1, 1, 1 },
        { "conv2d 3 3", 2, 5, 7, 2 },
        { "conv2d 8 5", 5, 9, 9, 1 },
        { "conv2d 33 3", 3, 6, 5, 17 },
        { "conv2d 5 3", 9, 4, 4, 32 },
        { "conv2d 20 kernel=2x3 padding=valid", 2, 5, 6, 3 },
        { "conv2d 3 5x7 padding=2x3", 2, 4, 5, 40 },
        { "conv2d 7 3 stride=2", 3, 7, 6, 5 },
        { "conv2d 2 2 stride=3 padding=valid", 2, 8, 7, 3 },
        { "conv2d 4 3 stride=2x1 padding=1", 2, 5, 6, 3 },
        { "conv2d 4 3 stride=2 dilation=2 padding=2", 2, 7, 8, 3 },
        { "conv2d 4 3 stride=3 dilation=2 padding=2", 1, 7, 8, 2 },
        { "conv2d 4 3 dilation=3", 2, 9, 5, 2 },
        { "conv2d 6 3 groups=2", 2, 5, 5, 4 },
        { "conv2d 6 3 groups=3 stride=2", 2, 5, 6, 3 },
        { "conv2d 17 3 groups=17", 4, 6, 5, 17 },
        { "conv2d 4 3 groups=4 stride=2 dilation=2", 3, 7, 6, 4 },
        { "conv2d 2 17 groups=2", 2, 18, 17, 2 },
        { "conv2d 9 1", 3, 4, 5, 11 },
        { "conv2d 9 1 stride=2", 2, 5, 5, 3 },
        { "conv2d 4 1 groups=2", 2, 5, 5, 4 },

        // A band of many images; all of B copied in two parts; images too large for a band.
        { "conv2d 5 3", 60, 2, 3, 6 },
        { "conv2d 70 3", 1, 9, 9, 400 },
        { "conv2d 3 3", 1, 3, 40, 1500 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_form_has_the_bits_of_the_plain_loop(string layer, int rows, int height, int width, int channels)
    {
        Check<float>(AllKernels.OneThread, layer, rows, height, width, channels);
        Check<double>(AllKernels.OneThread, layer, rows, height, width, channels);
    }

    // Enough to be shared among threads: places, groups of rows, and the weights of a layer that has too many for groups.
    [Theory]
    [InlineData("conv2d 16 3", 16, 12, 12, 8)]
    [InlineData("conv2d 8 3 stride=2", 9, 15, 14, 16)]
    [InlineData("conv2d 300 3", 2, 4, 4, 60)]
    [InlineData("conv2d 24 3 groups=24", 16, 14, 14, 24)]
    [InlineData("conv2d 32 1", 4, 14, 14, 24)]
    public void The_number_of_threads_changes_no_bit(string layer, int rows, int height, int width, int channels)
    {
        Check<float>(AllKernels.ThreadCounts, layer, rows, height, width, channels);
        Check<double>([1, 3], layer, rows, height, width, channels);
    }

    [Fact]
    public void Groups_of_rows_follow_from_rows_and_weights_alone()
    {
        WindowShape small = Shape("conv2d 8 3", 8, 8, 4), large = Shape("conv2d 512 3", 4, 4, 512);
        Assert.Equal([1, 2, 4, 8, 8], new[] { 1, 2, 4, 8, 128 }.Select(small.RowGroups));
        Assert.Equal(1, large.RowGroups(128));
        Assert.Equal(7L * small.WeightSize, small.WeightGradientRoom(32));
    }

    private static void Check<T>(int[] threads, string layer, int rows, int height, int width, int channels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WindowShape shape = Shape(layer, height, width, channels);
        Buffer<T> x = TestNumbers.Random<T>(rows * shape.InputSize, 1), weight = TestNumbers.Random<T>(shape.WeightSize, 2);
        Buffer<T> bias = TestNumbers.Random<T>(shape.Outputs, 3), delta = TestNumbers.Random<T>(rows * shape.OutputSize, 4);
        Buffer<T> inputBias = TestNumbers.Random<T>(shape.Channels, 5), old = TestNumbers.Random<T>(rows * shape.InputSize, 6);
        Buffer<T> room = Buffer<T>.Allocate(Math.Max(shape.WeightGradientRoom(rows), (long)rows * shape.InputGradientRoom));
        foreach (int start in new[] { 0, 1, 2 })
        {
            bool add = start == 2;
            Buffer<T> b = start == 1 ? bias : default, y = TestNumbers.Copy(delta);
            ConvolutionReference.Convolve(x, weight, b, y, rows, shape, add);
            AllKernels.Agree(threads, y, delta, (kernels, to) => kernels.Convolve(x, weight, b, to, rows, shape, add),
                $"{layer}, forward {start}");

            Buffer<T> c = start == 1 ? inputBias : default, dx = TestNumbers.Copy(old);
            ConvolutionReference.InputGradient(delta, weight, c, dx, rows, shape, add);
            AllKernels.Agree(
                threads, dx, old, (kernels, to) => kernels.ConvolveInputGradient(delta, weight, c, to, room, rows, shape, add),
                $"{layer}, input gradient {start}");
        }

        Buffer<T> dw = TestNumbers.Copy(weight);
        ConvolutionReference.WeightGradient(x, delta, dw, rows, shape);
        AllKernels.Agree(threads, dw, weight, (kernels, to) => kernels.ConvolveWeightGradient(x, delta, to, room, rows, shape),
            $"{layer}, weight gradient");
    }

    private static WindowShape Shape(string layer, int height, int width, int channels)
    {
        var conv = (Conv2D)Catalog.Layers.Parse(layer);
        return new ImageShape(height, width, channels)
            .Window(conv.Outputs, conv.Kernel, conv.Stride, conv.Padding, conv.Dilation, conv.Groups);
    }
}
