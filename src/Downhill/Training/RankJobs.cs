using System.Runtime.InteropServices;

namespace Downhill;

/// <summary>The kind of a task for the ranks other than 0.</summary>
internal enum RankWork
{
    /// <summary>Compute their shards of each step of one training.</summary>
    Steps,

    /// <summary>Train members of an ensemble.</summary>
    Members,

    /// <summary>Train and measure folds of a cross-validation.</summary>
    Folds,

    /// <summary>Train members of competing candidates.</summary>
    Candidates,

    /// <summary>Train trials of a search.</summary>
    Trials,
}

/// <summary>A task for a rank other than 0.</summary>
/// <param name="Work">The kind of work.</param>
/// <param name="Jobs">Its own jobs: their places in the list of all ranks, and their texts.</param>
internal sealed record RankTask(RankWork Work, IReadOnlyList<(int Place, string Text)> Jobs);

/// <summary>
/// Independent jobs spread over processes: job i of a list is done by rank i mod the number of ranks. Rank 0 names the jobs and receives
/// all results. A result does not depend on the rank that computes it.
/// </summary>
/// <param name="communicator">The processes.</param>
internal sealed class RankJobs(ICommunicator communicator)
{
    private readonly Lock gate = new();
    private readonly long[] header = GC.AllocateArray<long>(2, pinned: true);

    /// <summary>Sends the next task to the other ranks; rank 0 calls it.</summary>
    public static void Announce(ICommunicator communicator, RankWork work, params IEnumerable<string> jobs) =>
        communicator.Broadcast(string.Join('\n', [work.ToString(), .. jobs]));

    /// <summary>Waits for the next task, on the other ranks; null if rank 0 is done.</summary>
    public static RankTask? Next(ICommunicator communicator)
    {
        string text = communicator.Broadcast(string.Empty);
        if (text.Length == 0)
            return null;
        string[] lines = text.Split('\n');
        RankWork work = Enum.Parse<RankWork>(lines[0]);
        return new RankTask(work, [.. lines.Skip(1).Index().Select(job => (job.Index, job.Item))
            .Where(job => work == RankWork.Steps || job.Index % communicator.Ranks == communicator.Rank)]);
    }

    /// <summary>Spreads jobs, on rank 0, and returns when all results have arrived.</summary>
    /// <param name="work">The kind of work.</param>
    /// <param name="jobs">The jobs, in words that the other ranks understand.</param>
    /// <param name="own">Does the jobs of rank 0, given their places in the list.</param>
    /// <param name="received">Given the place of a job and its result, one at a time.</param>
    /// <returns>Whether all other ranks did their jobs; false if one was stopped.</returns>
    public bool Run(RankWork work, IReadOnlyList<string> jobs, Action<IReadOnlyList<int>> own, Action<int, byte[]> received)
    {
        Announce(communicator, work, jobs);
        Exception? failure = null;
        bool areAllHere = false;
        var receiver = new Thread(() =>
        {
            try
            {
                areAllHere = Receive(jobs.Count, received);
            }
            catch (Exception error)
            {
                failure = error;
            }
        })
        { IsBackground = true, Name = "Downhill results of other ranks" };
        receiver.Start();
        own([.. Enumerable.Range(0, jobs.Count).Where(place => place % communicator.Ranks == 0)]);
        receiver.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return areAllHere;
    }

    /// <summary>Does this rank's jobs of a task, on the other ranks, and sends their results to rank 0.</summary>
    /// <param name="task">The task.</param>
    /// <param name="work">
    /// Does the jobs, and gives the place and the result of each, from any thread. Rank 0 learns of those without a result that this rank
    /// was stopped, also if the work throws <see cref="OperationCanceledException"/>.
    /// </param>
    public void Assist(RankTask task, Action<Action<int, byte[]>> work)
    {
        HashSet<int> left = [.. task.Jobs.Select(job => job.Place)];
        try
        {
            work((place, result) =>
            {
                lock (gate)
                {
                    Send(place, result);
                    left.Remove(place);
                }
            });
        }
        catch (OperationCanceledException)
        {
        }

        foreach (int place in left)
            Send(place, []);
    }

    // An empty result says that this rank was stopped.
    private void Send(int place, byte[] result)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(result.Length, pinned: true);
        result.CopyTo(bytes, 0);
        (header[0], header[1]) = (place, bytes.Length);
        communicator.Send(MemoryMarshal.AsBytes(header.AsSpan()), 0);
        communicator.Send(bytes, 0);
        communicator.Complete();
    }

    // The next result of each of the others, until all are here; whether none is empty.
    private bool Receive(int jobs, Action<int, byte[]> received)
    {
        int ranks = communicator.Ranks;
        bool areAllHere = true;
        long[] headers = GC.AllocateArray<long>(2 * ranks, pinned: true);
        for (int first = 0; first < jobs; first += ranks)
        {
            int senders = Math.Min(ranks, jobs - first);
            for (int from = 1; from < senders; from++)
                communicator.Receive(MemoryMarshal.AsBytes(headers.AsSpan(2 * from, 2)), from);
            communicator.Complete();
            for (int from = 1; from < senders; from++)
            {
                byte[] bytes = GC.AllocateUninitializedArray<byte>((int)headers[(2 * from) + 1], pinned: true);
                communicator.Receive(bytes, from);
                communicator.Complete();
                areAllHere &= bytes.Length > 0;
                if (bytes.Length > 0)
                    received((int)headers[2 * from], bytes);
            }
        }

        return areAllHere;
    }
}
