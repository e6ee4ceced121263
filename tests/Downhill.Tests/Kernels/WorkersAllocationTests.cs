using Downhill.Kernels;

namespace Downhill.Tests;

[Collection(nameof(WorkerThreads))]
public sealed unsafe class WorkersAllocationTests
{
    // What the test's own host allocates now and then is no loop's: one short attempt in which nothing was allocated is the proof.
    [Fact]
    public void A_loop_allocates_nothing_on_any_thread()
    {
        long total = 0;
        var loop = new Measure { Total = &total };
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            for (int i = 0; i < 100; i++)
                Workers.For(ref loop, 1000, 1, 1, 7);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 1000; i++)
                Workers.For(ref loop, 1000, 1, 1, 7);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void A_kernel_allocates_nothing_on_any_thread()
    {
        var kernels = Backend<float>.ForProcessor(3);
        Buffer<float> x = TestNumbers.Random<float>(256 * 256, 1), y = Buffer<float>.Allocate(256 * 256);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 200 && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 3; i++)
            {
                kernels.Multiply(x, x, default, y, 128, 128, 128);
                kernels.Softmax(x, y, 256, 40);
                kernels.SumRows(x, y, 256, 256, add: false);
                kernels.Add(x, x, y, x.Length);
                kernels.Dropout(x, y, x.Length / 4, 0.5, new RandomStream(1, RandomPurpose.Dropout), add: false);
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }

    private struct Measure : ILoop
    {
        public long* Total;

        public readonly void Run(int from, int to) => Interlocked.Add(ref *Total, to - from);
    }
}
