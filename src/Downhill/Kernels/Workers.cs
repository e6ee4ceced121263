using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <summary>A loop over [0, count) that may run in parts, in any order and on any thread, with the same result.</summary>
internal interface ILoop
{
    void Run(int from, int to);
}

/// <summary>
/// The process's worker threads. One loop runs on them at a time; whoever finds them busy, a second network in training or a
/// loop inside a loop, runs its own loop alone. Splitting a loop never changes what it computes. Nothing is allocated per loop.
/// </summary>
internal static unsafe class Workers
{
    private static readonly Lock Gate = new();
    private static readonly SemaphoreSlim Wake = new(0);
    private static int threads;

    // The loop in progress: where it lies on the stack of the thread that waits for it, and how to run a part of it.
    private static void* loop;
    private static delegate*<void*, int, int, void> run;
    private static long length;
    private static int total, parts, nextPart, running;

    /// <summary>
    /// Runs a loop on at most <paramref name="maximum"/> threads, in parts of a multiple of <paramref name="step"/> items and
    /// of at least <paramref name="least"/> items each.
    /// </summary>
    public static void For<TLoop>(ref TLoop body, int count, int step, int least, int maximum)
        where TLoop : struct, ILoop
    {
        int wanted = (int)Math.Min(maximum, count / Math.Max(1L, least));
        if (wanted <= 1 || Gate.IsHeldByCurrentThread || !Gate.TryEnter())
        {
            body.Run(0, count);
            return;
        }

        try
        {
            long steps = ((long)count + step - 1) / step;
            long size = (steps + wanted - 1) / wanted * step;
            loop = Unsafe.AsPointer(ref body); // a struct on this thread's stack, which stays until every part is done
            run = &Part<TLoop>;
            length = size;
            parts = (int)((count + size - 1) / size);
            total = count;
            nextPart = 0;
            Share();
        }
        finally
        {
            Gate.Exit();
        }
    }

    private static void Share()
    {
        int helpers = parts - 1;
        while (threads < helpers)
        {
            threads++;
            new Thread(Work) { IsBackground = true, Name = $"Downhill worker {threads}" }.Start();
        }

        Volatile.Write(ref running, helpers);
        if (helpers > 0)
            Wake.Release(helpers);
        try
        {
            TakeParts();
        }
        finally
        {
            // The loop lies on this thread's stack: whatever happens here, nobody may still be at it.
            SpinWait wait = default;
            while (Volatile.Read(ref running) != 0)
                wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static void Work()
    {
        while (true)
        {
            Wake.Wait();
            TakeParts();
            Interlocked.Decrement(ref running);
        }
    }

    private static void TakeParts()
    {
        for (int part = Interlocked.Increment(ref nextPart) - 1; part < parts; part = Interlocked.Increment(ref nextPart) - 1)
            run(loop, (int)(part * length), (int)Math.Min((part + 1) * length, total));
    }

    private static void Part<TLoop>(void* body, int from, int to)
        where TLoop : struct, ILoop => Unsafe.AsRef<TLoop>(body).Run(from, to);
}
