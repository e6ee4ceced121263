using System.Numerics;
using Downhill.Kernels;

namespace Downhill.Tests;

[Collection(nameof(WorkerThreads))]
public sealed class DropoutKernelTests
{
    private const int Count = 100_003;

    private static readonly RandomStream Stream = new(9, RandomPurpose.Dropout, 5);

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.999)]
    public void The_fraction_that_is_kept_is_the_one_asked_for(double keep)
    {
        Buffer<float> x = Ones<float>(), y = Buffer<float>.Allocate(Count);
        Backend<float>.ForProcessor().Dropout(x, y, Count, keep, Stream, add: false);
        float scaled = 1 / (float)keep;
        Assert.All(y.Span.ToArray(), number => Assert.True(number == 0 || number == scaled));
        double deviation = Math.Sqrt(Count * keep * (1 - keep));
        Assert.InRange(y.Span.ToArray().Count(number => number != 0), (Count * keep) - (4 * deviation), (Count * keep) + (4 * deviation));
    }

    [Fact]
    public void Every_width_and_number_of_threads_gives_what_the_numbers_of_the_stream_say()
    {
        foreach (int count in Enumerable.Range(1, 64).Append(Count))
        {
            Says<float>(count, 0.3);
            Says<double>(count, 0.3);
            Says<double>(count, 0.75);
        }
    }

    [Fact]
    public void The_start_of_a_long_run_is_the_whole_of_a_short_one()
    {
        Buffer<double> x = Ones<double>(), all = Buffer<double>.Allocate(Count);
        Backend<double>.ForProcessor(3).Dropout(x, all, Count, 0.5, Stream, add: false);
        foreach (int count in Enumerable.Range(1, 40).Concat([4097, 50_001]))
        {
            Buffer<double> part = Buffer<double>.Allocate(count);
            Backend<double>.ForProcessor().Dropout(x, part, count, 0.5, Stream, add: false);
            Assert.Equal(all.Span[..count].ToArray(), part.Span.ToArray());
        }
    }

    [Fact]
    public void Keeping_everything_changes_nothing()
    {
        Buffer<float> x = TestNumbers.Random<float>(Count, 1);
        x.Span[5] = float.NaN;
        x.Span[6] = -0f;
        x.Span[7] = float.Epsilon;
        AllKernels.Agree(AllKernels.ThreadCounts, x, x, (kernels, result) => kernels.Dropout(x, result, Count, 1, Stream, add: false),
            "keep 1");
    }

    [Fact]
    public void Another_stream_leaves_out_other_numbers()
    {
        Buffer<float> x = Ones<float>(), y = Buffer<float>.Allocate(Count), other = Buffer<float>.Allocate(Count);
        Backend<float>.ForProcessor().Dropout(x, y, Count, 0.5, Stream, add: false);
        Backend<float>.ForProcessor().Dropout(x, other, Count, 0.5, new RandomStream(9, RandomPurpose.Dropout, 6), add: false);
        int same = 0;
        for (int i = 0; i < Count; i++)
            same += y.Span[i] == other.Span[i] ? 1 : 0;
        Assert.InRange(same, (Count / 2) - 700, (Count / 2) + 700);
    }

    private static void Says<T>(int count, double keep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffer<T> x = TestNumbers.Random<T>(count, 1), before = TestNumbers.Random<T>(count, 2);
        Buffer<T> expected = Buffer<T>.Allocate(count), added = Buffer<T>.Allocate(count);
        for (int i = 0; i < count; i++)
        {
            bool kept = Stream.Bits((ulong)i) < keep * Math.Pow(2, 32);
            expected.Span[i] = kept ? x.Span[i] * (T.One / T.CreateTruncating(keep)) : T.Zero;
            added.Span[i] = before.Span[i] + expected.Span[i];
        }

        AllKernels.Agree(AllKernels.ThreadCounts, expected, before,
            (kernels, result) => kernels.Dropout(x, result, count, keep, Stream, add: false), $"forward, {count} numbers");
        AllKernels.Agree(AllKernels.ThreadCounts, added, before,
            (kernels, result) => kernels.Dropout(x, result, count, keep, Stream, add: true), $"backward, {count} numbers");
    }

    private static Buffer<T> Ones<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var ones = Buffer<T>.Allocate(Count);
        ones.Span.Fill(T.One);
        return ones;
    }
}
