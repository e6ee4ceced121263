using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Downhill.Tests;

/// <summary>Ranks that are threads of this process, with a queue from each to each other.</summary>
internal sealed unsafe class ThreadRanks : ICommunicator
{
    private readonly ConcurrentDictionary<(int From, int To), BlockingCollection<byte[]>> queues;
    private readonly Queue<(nint Start, int Length, int From)> receives = [];

    private ThreadRanks(int rank, int ranks, ConcurrentDictionary<(int From, int To), BlockingCollection<byte[]>> queues) =>
        (Rank, Ranks, this.queues) = (rank, ranks, queues);

    public int Rank { get; }

    public int Ranks { get; }

    /// <summary>Runs the same on every rank, and gives what each gives.</summary>
    public static T[] Run<T>(int ranks, Func<ICommunicator, T> work)
    {
        ConcurrentDictionary<(int, int), BlockingCollection<byte[]>> shared = [];
        var results = new T[ranks];
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(new ThreadRanks(rank, ranks, shared));
            }
            catch (Exception error)
            {
                failure ??= error;
            }
        }) { IsBackground = true })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
        {
            while (!thread.Join(20))
            {
                if (failure is not null)
                    ExceptionDispatchInfo.Throw(failure);
            }
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return results;
    }

    public void Send(ReadOnlySpan<byte> bytes, int to) => Queue(Rank, to).Add(bytes.ToArray());

    public void Receive(Span<byte> bytes, int from)
    {
        fixed (byte* start = bytes) // who calls promises that it does not move
            receives.Enqueue(((nint)start, bytes.Length, from));
    }

    public void Complete()
    {
        while (receives.TryDequeue(out (nint Start, int Length, int From) next))
        {
            byte[] bytes = Queue(next.From, Rank).Take();
            if (bytes.Length != next.Length)
                throw new InvalidOperationException(
                    $"Rank {Rank} expected {next.Length} bytes of rank {next.From} and got {bytes.Length}.");
            bytes.CopyTo(new Span<byte>((void*)next.Start, next.Length));
        }
    }

    public void Broadcast(Span<byte> bytes)
    {
        if (Rank > 0)
        {
            Queue(0, Rank).Take().CopyTo(bytes);
            return;
        }

        for (int to = 1; to < Ranks; to++)
            Send(bytes, to);
    }

    private BlockingCollection<byte[]> Queue(int from, int to) => queues.GetOrAdd((from, to), _ => []);
}
