using Downhill.Kernels;

namespace Downhill.Tests;

/// <summary>
/// What this thread and the worker threads have allocated, to the byte; what the test runner allocates meanwhile on threads of its
/// own is left out, as a count for the whole process would not.
/// </summary>
internal static class ThreadAllocations
{
    // At least as many threads as any test asks for; all of them take part in each count.
    private const int Threads = 16;

    /// <summary>
    /// The bytes allocated while the action ran, on all threads together: the least of a few runs, as the runtime itself makes
    /// something once in a process or once a thread, at the first lock that two of them want for example.
    /// </summary>
    public static long Of(Action action)
    {
        long least = Once(action);
        for (int again = 0; again < 3 && least > 0; again++)
            least = Math.Min(least, Once(action));
        return least;
    }

    private static long Once(Action action)
    {
        Count();
        Dictionary<int, long> before = Count();
        long own = GC.GetAllocatedBytesForCurrentThread();
        action();
        own = GC.GetAllocatedBytesForCurrentThread() - own;
        Dictionary<int, long> after = Count();
        Assert.Equal(Threads - 1, after.Keys.Intersect(before.Keys).Count());
        return own + after.Sum(thread => thread.Value - before[thread.Key]);
    }

    // The worker threads' counts; each waits until all have one part of the loop, so that none can take two.
    // Where the workers are busy with another loop, this one runs alone, and is tried again.
    private static Dictionary<int, long> Count()
    {
        var loop = new Loop(new int[1], new int[Threads], new long[Threads]);
        for (long end = Environment.TickCount64 + 60_000; loop.Arrived < Threads; Thread.Sleep(1))
        {
            Assert.True(Environment.TickCount64 < end, "The worker threads are busy: a test that counts must run alone.");
            Workers.For(ref loop, Threads, step: 1, least: 1, Threads);
        }

        return loop.Ids.Zip(loop.Bytes).Where(pair => pair.First != Environment.CurrentManagedThreadId)
            .ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private readonly struct Loop(int[] arrived, int[] ids, long[] bytes) : ILoop
    {
        public int Arrived => Volatile.Read(ref arrived[0]);

        public int[] Ids => ids;

        public long[] Bytes => bytes;

        public void Run(int from, int to)
        {
            if (to - from != 1)
                return;
            Interlocked.Increment(ref arrived[0]);
            while (Volatile.Read(ref arrived[0]) < Threads)
                Thread.Yield();
            ids[from] = Environment.CurrentManagedThreadId;
            bytes[from] = GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
