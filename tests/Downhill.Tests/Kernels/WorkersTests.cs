using Downhill.Kernels;

namespace Downhill.Tests;

[Collection(nameof(WorkerThreads))]
public sealed unsafe class WorkersTests
{
    [Theory]
    [InlineData(1, 1, 1, 7)]
    [InlineData(2, 1, 1, 7)]
    [InlineData(7, 1, 1, 7)]
    [InlineData(8, 1, 1, 7)]
    [InlineData(1000, 16, 1, 7)]
    [InlineData(1000, 4, 300, 7)]
    [InlineData(1001, 4, 300, 2)]
    [InlineData(65_537, 16, 100, 3)]
    [InlineData(0, 1, 1, 3)]
    public void Every_item_is_visited_once_in_parts_that_start_at_whole_steps(int count, int step, int least, int maximum)
    {
        var visits = new int[Math.Max(1, count)];
        int parts = 0;
        fixed (int* to = visits)
        {
            var loop = new Visit { Visits = to, Parts = &parts, Step = step };
            Workers.For(ref loop, count, step, least, maximum);
        }

        Assert.All(visits[..count], number => Assert.Equal(1, number));
        Assert.InRange(parts, 1, Math.Max(1, Math.Min(maximum, count / least)));
    }

    [Fact]
    public void The_longest_loop_has_no_part_beyond_its_end()
    {
        for (int threads = 1; threads <= 7; threads++)
        {
            long total = 0;
            var loop = new Measure { Total = &total };
            Workers.For(ref loop, int.MaxValue, 16, 1, threads);
            Assert.Equal(int.MaxValue, total);
        }
    }

    [Fact]
    public void Thousands_of_small_loops_on_more_threads_than_cores_all_finish()
    {
        long total = 0;
        var loop = new Measure { Total = &total };
        for (int i = 0; i < 5000; i++)
            Workers.For(ref loop, 100 + (i % 50), 4, 8, 7);
        Assert.Equal(Enumerable.Range(0, 5000).Sum(i => 100L + (i % 50)), total);
    }

    [Fact]
    public void A_loop_inside_a_loop_runs_in_its_place()
    {
        long total = 0;
        var thread = new Thread(() =>
        {
            long sum = 0;
            for (int i = 0; i < 200; i++)
            {
                var loop = new Outer { Total = &sum };
                Workers.For(ref loop, 70, 1, 1, 7);
            }

            total = sum;
        })
        { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)), "The loops wait for each other.");
        Assert.Equal(200L * 70 * 100, total);
    }

    [Fact]
    public void Several_threads_that_loop_at_once_do_not_disturb_each_other()
    {
        var totals = new long[4];
        Thread[] threads =
        [
            .. Enumerable.Range(0, totals.Length).Select(n => new Thread(() =>
            {
                long total = 0;
                var loop = new Measure { Total = &total };
                for (int i = 0; i < 3000; i++)
                    Workers.For(ref loop, 1000 + n, 1, 10, 3);
                totals[n] = total;
            })),
        ];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal([3_000_000, 3_003_000, 3_006_000, 3_009_000], totals);
    }

    [Fact]
    public void A_backend_uses_no_more_threads_than_there_are_processors()
    {
        int before = Workers.Processors;
        try
        {
            Workers.Processors = 2;
            Assert.Equal([1, 2, 2, 2], new[] { 1, 2, 3, 8 }.Select(wanted => Backend<float>.ForProcessor(wanted).Threads));
            Assert.Equal(2, Backend<double>.ForProcessor().WithThreads(8).Threads);
            Workers.Processors = 1;
            Assert.Equal(1, Backend<float>.ForProcessor(8).Threads);
        }
        finally
        {
            Workers.Processors = before;
        }

        Assert.True(before >= 16, "Tests that ask for several threads get them, whatever this machine has.");
    }

    private struct Visit : ILoop
    {
        public int* Visits, Parts;
        public int Step;

        public readonly void Run(int from, int to)
        {
            Interlocked.Increment(ref *Parts);
            Assert.Equal(0, from % Step);
            for (int i = from; i < to; i++)
                Interlocked.Increment(ref Visits[i]);
        }
    }

    private struct Measure : ILoop
    {
        public long* Total;

        public readonly void Run(int from, int to) => Interlocked.Add(ref *Total, to - from);
    }

    private struct Outer : ILoop
    {
        public long* Total;

        public readonly void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                var inner = new Measure { Total = Total };
                Workers.For(ref inner, 100, 1, 1, 7);
            }
        }
    }
}
