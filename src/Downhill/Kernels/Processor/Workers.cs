using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Downhill.Kernels;

/// <summary>A loop over [0, count) that may run in parts, in any order and on any thread, with the same result.</summary>
internal interface ILoop
{
    void Run(int from, int to);
}

/// <summary>
/// The worker threads of the process. They run one loop at a time. If they are busy, because a second network trains or a loop is inside a
/// loop, the caller runs its loop alone. Splitting a loop never changes the result. A loop allocates nothing. A worker waits actively for
/// the next loop for a moment, since steps follow each other closely, and then sleeps.
/// </summary>
internal static unsafe class Workers
{
    // How long a worker looks out before it sleeps: longer than the pause between two loops of a step, too short to be seen as load.
    private static readonly long Patience = Stopwatch.Frequency / 10_000;

    private static readonly Lock Gate = new();
    private static readonly SemaphoreSlim Wake = new(0);
    private static int threads, sleeping;

    // The loop in progress: where it lies on the stack of the thread that waits for it, and how to run a part of it.
    private static void* loop;
    private static delegate*<void*, int, int, void> run;
    private static long length;
    private static int total;

    // The number of the loop in progress, and in the lower half how many of its parts nobody has taken yet. Both change together,
    // so a worker that comes late can never take a part of a loop that is over.
    private static long ticket;
    private static int unfinished;

    /// <summary>
    /// How many threads of a backend can run at once: as many as this process has processors by the system's word, which knows of
    /// affinities and of a container's quota. More of them would wait for each other. Tests set a larger number.
    /// </summary>
    internal static int Processors { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Runs a loop on at most <paramref name="maximum"/> threads, in parts of a multiple of <paramref name="step"/> items and
    /// of at least <paramref name="least"/> items each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void For<TLoop>(ref TLoop body, int count, int step, int least, int maximum)
        where TLoop : struct, ILoop
    {
        if (maximum <= 1 || count < 2L * least)
            body.Run(0, count);
        else
            Split(ref body, count, step, least, maximum);
    }

    private static void Split<TLoop>(ref TLoop body, int count, int step, int least, int maximum)
        where TLoop : struct, ILoop
    {
        if (Gate.IsHeldByCurrentThread || !Gate.TryEnter())
        {
            body.Run(0, count);
            return;
        }

        try
        {
            int wanted = (int)Math.Min(maximum, count / Math.Max(1L, least));
            long steps = ((long)count + step - 1) / step;
            length = (steps + wanted - 1) / wanted * step;
            total = count;
            loop = Unsafe.AsPointer(ref body); // a struct on this thread's stack, which stays until every part is done
            run = &Part<TLoop>;
            Share((int)((count + length - 1) / length));
        }
        finally
        {
            Gate.Exit();
        }
    }

    private static void Share(int parts)
    {
        while (threads < parts - 1)
        {
            threads++;
            new Thread(Work) { IsBackground = true, Name = $"Downhill worker {threads}" }.Start(PackingRoom.New());
        }

        // The first part is the caller's own, always: what it wrote in the step before is still in its cache.
        unfinished = parts - 1;
        Interlocked.Exchange(ref ticket, (((ticket >> 32) + 1) << 32) | (uint)(parts - 1));
        int woken = Math.Min(Volatile.Read(ref sleeping), parts - 1);
        if (woken > 0)
            Wake.Release(woken);
        try
        {
            RunPart(0);
            while (TakePart())
            {
            }
        }
        finally
        {
            // The loop lies on this thread's stack: whatever happens here, nobody may still be at it or begin.
            int left = (int)Interlocked.And(ref ticket, ~0xFFFFFFFFL);
            if (left > 0)
                Interlocked.Add(ref unfinished, -left);
            SpinWait wait = default;
            while (Volatile.Read(ref unfinished) != 0)
                wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static void Work(object? room)
    {
        PackingRoom.Use((byte[])room!);
        while (true)
        {
            long since = Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() - since < Patience)
            {
                if (TakePart())
                    since = Stopwatch.GetTimestamp();
                else
                    Thread.SpinWait(8);
            }

            // Whoever shares a loop from here on sees this worker asleep and wakes it.
            Interlocked.Increment(ref sleeping);
            if ((int)Volatile.Read(ref ticket) == 0)
                Wake.Wait();
            Interlocked.Decrement(ref sleeping);
        }
    }

    private static bool TakePart()
    {
        long seen = Volatile.Read(ref ticket);
        while ((int)seen > 0)
        {
            long before = Interlocked.CompareExchange(ref ticket, seen - 1, seen);
            if (before != seen)
            {
                seen = before;
                continue;
            }

            try
            {
                RunPart((int)seen);
            }
            finally
            {
                Interlocked.Decrement(ref unfinished);
            }

            return true;
        }

        return false;
    }

    private static void RunPart(long part) => run(loop, (int)(part * length), (int)Math.Min((part + 1) * length, total));

    private static void Part<TLoop>(void* body, int from, int to)
        where TLoop : struct, ILoop => Unsafe.AsRef<TLoop>(body).Run(from, to);
}
