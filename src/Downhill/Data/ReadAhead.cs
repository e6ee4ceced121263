namespace Downhill;

/// <summary>
/// Reads rows from disk into memory while a step runs, on its own thread, so that the next step does not wait for the disk. It changes no
/// number: a row that is not in memory when it is gathered is read then, and errors of the file are reported there.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private const int RoomBytes = 1 << 16;

    private readonly Dataset data;
    private readonly object gate = new();
    private readonly int[] rows;
    private readonly byte[] room = new byte[RoomBytes];
    private readonly Thread thread;
    private int at, count;
    private bool isDone;

    private ReadAhead(Dataset data, int batch)
    {
        (this.data, rows) = (data, new int[batch]);
        thread = new Thread(Work) { IsBackground = true, Name = "Downhill read-ahead" };
        thread.Start();
    }

    /// <summary>One for rows of which some are on disk; null if all are in memory.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="batch">The most rows of a step.</param>
    public static ReadAhead? For(Dataset data, int batch) => data.Inputs.AreOnDisk ? new ReadAhead(data, batch) : null;

    /// <summary>Reads the rows of the first step of an epoch at once: nothing runs yet that could hide it.</summary>
    public void Read(ReadOnlySpan<int> first)
    {
        foreach (int row in first)
            data.Inputs.Load(data.Stored(row), room);
    }

    /// <summary>Begins with the rows of a step, in the order of the disk; what is left of an earlier step is left out.</summary>
    public void Start(ReadOnlySpan<int> next)
    {
        lock (gate)
        {
            for (int i = 0; i < next.Length; i++)
                rows[i] = data.Stored(next[i]);
            (at, count) = (0, next.Length);
            rows.AsSpan(0, count).Sort();
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Ends the thread, so that the file can be closed.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isDone = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
    }

    private void Work()
    {
        var own = new byte[RoomBytes];
        while (Next() is int row and >= 0)
            data.Inputs.Load(row, own);
    }

    // The next row; −1 at the end.
    private int Next()
    {
        lock (gate)
        {
            while (at == count && !isDone)
                Monitor.Wait(gate);
            return isDone ? -1 : rows[at++];
        }
    }
}
