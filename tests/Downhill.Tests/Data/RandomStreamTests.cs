namespace Downhill.Tests;

public sealed class RandomStreamTests
{
    private const int Count = 200_000;

    private static readonly RandomStream Stream = new(3, RandomPurpose.Checking);

    [Fact]
    public void Uniform_numbers_have_the_moments_of_the_distribution_and_fill_it_evenly()
    {
        double[] u = [.. Enumerable.Range(0, Count).Select(i => Stream.Uniform((ulong)i))];
        Assert.All(u, number => Assert.True(number is >= 0 and < 1 && number * (1L << 53) == Math.Floor(number * (1L << 53))));
        Assert.Equal(1 / 2.0, u.Average(), 0.003);
        Assert.Equal(1 / 12.0, u.Average(number => (number - 0.5) * (number - 0.5)), 0.001);
        Assert.Equal(0, Correlation(u[1..], u[..^1]), 0.01);
        double chiSquare = u.GroupBy(number => (int)(number * 100))
            .Sum(group => Math.Pow(group.Count() - (Count / 100.0), 2) / (Count / 100.0));
        Assert.InRange(chiSquare, 50, 149); // 99 degrees of freedom: outside once in a thousand
    }

    [Fact]
    public void A_stream_that_begins_later_is_the_rest_of_it_and_so_is_the_rest_of_the_rest()
    {
        RandomStream part = Stream.Part(2);
        foreach ((RandomStream whole, RandomStream rest, ulong start) in (ReadOnlySpan<(RandomStream, RandomStream, ulong)>)[
            (Stream, Stream.From(12), 12), (Stream, Stream.From(5).From(7), 12), (part, part.From(8).From(4), 12),
            (part, Stream.From(12).Part(2), 12), (Stream, Stream.From(9).From(4), 13)])
        {
            for (ulong i = 0; i < 9; i++)
            {
                Assert.Equal(whole.Bits(start + i), rest.Bits(i));
                Assert.Equal(whole.Uniform(start + i), rest.Uniform(i));
                Assert.Equal(whole.Normal(start + i), rest.Normal(i));
                Assert.Equal(whole.Below(start + i, 1000), rest.Below(i, 1000));
                Assert.Equal((rest.Bits(4 * i), rest.Bits((4 * i) + 1), rest.Bits((4 * i) + 2), rest.Bits((4 * i) + 3)), rest.FourBits(i));
            }
        }

        Assert.NotEqual(Stream.Bits(0), part.Bits(0));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_and_tails_of_the_distribution()
    {
        double[] z = [.. Enumerable.Range(0, Count).Select(i => Stream.Normal((ulong)i))];
        Assert.Equal(0, z.Average(), 0.01);
        Assert.Equal(1, z.Average(number => number * number), 0.02);
        Assert.Equal(0, z.Average(number => number * number * number), 0.04);
        Assert.Equal(3, z.Average(number => number * number * number * number), 0.12);
        Assert.Equal(0, Correlation(z[1..], z[..^1]), 0.01);
        Assert.Equal(0.6827, z.Count(number => Math.Abs(number) < 1) / (double)Count, 0.005);
        Assert.Equal(0.0455, z.Count(number => Math.Abs(number) > 2) / (double)Count, 0.003);
        Assert.Equal(0.0027, z.Count(number => Math.Abs(number) > 3) / (double)Count, 0.0008);
        Assert.All(z, number => Assert.InRange(number, -8.6, 8.6));
    }

    [Fact]
    public void Seeds_purposes_and_streams_have_numbers_of_their_own()
    {
        RandomStream[] streams =
        [
            .. Enum.GetValues<RandomPurpose>().Select(purpose => new RandomStream(3, purpose)), new(4, RandomPurpose.Checking),
            new(3, RandomPurpose.Checking, 1),
            new(3, RandomPurpose.Checking, 1UL << 40),
        ];
        double[][] numbers = [.. streams.Select(stream => Enumerable.Range(0, 20_000).Select(i => stream.Uniform((ulong)i)).ToArray())];
        for (int i = 0; i < numbers.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.Equal(0, Correlation(numbers[i], numbers[j]), 0.03);
                Assert.Empty(numbers[i].Intersect(numbers[j]));
            }
        }
    }

    [Fact]
    public void A_number_depends_on_its_index_alone_and_four_bits_are_the_bits_of_a_block()
    {
        for (ulong block = 0; block < 100; block++)
        {
            Assert.Equal(
                Stream.FourBits(block),
                (Stream.Bits(4 * block), Stream.Bits((4 * block) + 1), Stream.Bits((4 * block) + 2), Stream.Bits((4 * block) + 3)));
        }

        Assert.Equal(Stream.Normal(77), new RandomStream(3, RandomPurpose.Checking).Normal(77));
        Assert.NotEqual(Stream.Uniform(ulong.MaxValue), Stream.Uniform(ulong.MaxValue - 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Whole_numbers_are_below_their_bound_and_about_equally_likely(int bound)
    {
        var counts = new int[bound];
        for (int i = 0; i < Count; i++)
            counts[Stream.Below((ulong)i, bound)]++;
        double expected = Count / (double)bound;
        Assert.All(counts, count => Assert.InRange(count, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected))));
    }

    [Fact]
    public void The_largest_bound_gives_numbers_up_to_it() =>
        Assert.InRange(Enumerable.Range(0, 1000).Max(i => Stream.Below((ulong)i, int.MaxValue)), int.MaxValue / 100 * 98, int.MaxValue - 1);

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double product = 0, squareA = 0, squareB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            product += (a[i] - meanA) * (b[i] - meanB);
            squareA += (a[i] - meanA) * (a[i] - meanA);
            squareB += (b[i] - meanB) * (b[i] - meanB);
        }

        return product / Math.Sqrt(squareA * squareB);
    }
}
