namespace Downhill.Tests;

public sealed class ShuffleTests
{
    // Computed with a separate implementation of Philox4x32-10 and the same shuffle in Python.
    [Theory]
    [InlineData(1, RandomPurpose.Splitting, 0, new[] { 7, 1, 3, 6, 2, 4, 0, 5, 8, 9 })]
    [InlineData(7, RandomPurpose.Shuffling, 3, new[] { 7, 1, 0, 3, 8, 4, 2, 6, 9, 5 })]
    public void The_order_is_the_one_an_independent_program_gives(int seed, RandomPurpose purpose, int stream, int[] expected) =>
        Assert.Equal(expected, Order(expected.Length, (ulong)seed, purpose, (ulong)stream));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(10_000)]
    public void Every_row_comes_exactly_once(int rows) =>
        Assert.Equal(Enumerable.Range(0, rows), Order(rows, 5, RandomPurpose.Shuffling, 1).Order());

    [Fact]
    public void Seed_purpose_and_stream_each_change_the_order()
    {
        int[] order = Order(50, 1, RandomPurpose.Shuffling, 1);
        Assert.Equal(order, Order(50, 1, RandomPurpose.Shuffling, 1));
        Assert.NotEqual(order, Order(50, 2, RandomPurpose.Shuffling, 1));
        Assert.NotEqual(order, Order(50, 1, RandomPurpose.Splitting, 1));
        Assert.NotEqual(order, Order(50, 1, RandomPurpose.Shuffling, 2));
    }

    [Fact]
    public void What_the_span_held_before_does_not_matter()
    {
        int[] order = [.. Enumerable.Repeat(-9, 20)];
        Shuffle.Fill(order, 3, RandomPurpose.Shuffling, 0);
        Assert.Equal(Order(20, 3, RandomPurpose.Shuffling, 0), order);
    }

    [Fact]
    public void All_six_orders_of_three_are_about_equally_likely()
    {
        const int Trials = 60_000;
        var counts = new Dictionary<(int, int, int), int>();
        Span<int> order = stackalloc int[3];
        for (ulong stream = 0; stream < Trials; stream++)
        {
            Shuffle.Fill(order, 1, RandomPurpose.Shuffling, stream);
            (int, int, int) key = (order[0], order[1], order[2]);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(6, counts.Count);
        double expected = Trials / 6.0;
        double chiSquare = counts.Values.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, 0, 20.5); // 5 degrees of freedom: exceeded once in a thousand
    }

    [Fact]
    public void Shuffling_allocates_nothing()
    {
        var order = new int[1000];
        Shuffle.Fill(order, 1, RandomPurpose.Shuffling, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong epoch = 1; epoch < 20; epoch++)
            Shuffle.Fill(order, 1, RandomPurpose.Shuffling, epoch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int[] Order(int rows, ulong seed, RandomPurpose purpose, ulong stream)
    {
        var order = new int[rows];
        Shuffle.Fill(order, seed, purpose, stream);
        return order;
    }
}
