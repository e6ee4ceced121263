using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Downhill.Experiments;

/// <summary>
/// Runs the trials of a round, several at the same time, and spreads them over processes where there are several: trial i of the list
/// goes to rank i mod ranks. A score does not depend on where it was measured.
/// </summary>
/// <param name="search">The search; each process has the same.</param>
/// <param name="jobs">How many trials run at the same time in this process, one thread each.</param>
/// <param name="communicator">The processes; null for this one alone.</param>
internal sealed class SearchRanks(Search search, int jobs, ICommunicator? communicator)
{
    private readonly Lock gate = new();

    /// <summary>Runs trials, on rank 0.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="epochs">For how many epochs; null for those of the recipe.</param>
    /// <param name="keep">Told of each trial that is done, one at a time.</param>
    /// <param name="cancellation">Stops them.</param>
    public void Run(SearchTrial[] trials, int? epochs, Action<SearchTrial> keep, CancellationToken cancellation)
    {
        if (communicator is null || trials.Length == 0)
        {
            Measure(trials, epochs, Keep, cancellation);
            return;
        }

        communicator.Broadcast(string.Join(' ', [epochs ?? 0, .. trials.Select(trial => trial.Number)]));
        Exception? failure = null;
        var receiver = new Thread(() =>
        {
            try
            {
                Receive(trials, Keep);
            }
            catch (Exception error)
            {
                failure = error;
            }
        })
        { IsBackground = true, Name = "Downhill trials of other ranks" };
        receiver.Start();
        Measure(Own(trials), epochs, Keep, cancellation);
        while (!receiver.Join(10))
            cancellation.ThrowIfCancellationRequested();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);

        void Keep(SearchTrial trial)
        {
            lock (gate)
                keep(trial);
        }
    }

    /// <summary>Runs this rank's trials of each round, until rank 0 is done.</summary>
    public void Assist(CancellationToken cancellation)
    {
        ICommunicator all = communicator!;
        var drawn = search.Draw();
        Result[] message = GC.AllocateArray<Result>(1, pinned: true);
        while (all.Broadcast(string.Empty) is { Length: > 0 } text)
        {
            int[] words = [.. text.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            SearchTrial[] trials = [.. words[1..].Select(number => drawn[number - 1])];
            Measure(Own(trials), words[0] == 0 ? null : words[0], Send, cancellation);
        }

        void Send(SearchTrial trial)
        {
            lock (gate)
            {
                message[0] = new Result(trial.Number, trial.Score ?? double.NaN, trial.Seconds);
                all.Send(MemoryMarshal.AsBytes(message.AsSpan()), 0);
                all.Complete();
            }
        }
    }

    private SearchTrial[] Own(SearchTrial[] trials) =>
        [.. trials.Where((_, i) => i % communicator!.Ranks == communicator.Rank)];

    // From each of the others its next one, until all are here.
    private void Receive(SearchTrial[] trials, Action<SearchTrial> keep)
    {
        int ranks = communicator!.Ranks;
        Result[] messages = GC.AllocateArray<Result>(ranks, pinned: true);
        for (int first = 0; first < trials.Length; first += ranks)
        {
            int senders = Math.Min(ranks, trials.Length - first);
            for (int from = 1; from < senders; from++)
                communicator.Receive(MemoryMarshal.AsBytes(messages.AsSpan(from, 1)), from);
            communicator.Complete();
            foreach (Result result in messages.AsSpan(1, Math.Max(0, senders - 1)))
            {
                keep(trials.First(trial => trial.Number == result.Number) with
                {
                    Score = double.IsNaN(result.Score) ? null : result.Score,
                    Seconds = result.Seconds,
                });
            }
        }
    }

    private void Measure(SearchTrial[] trials, int? epochs, Action<SearchTrial> done, CancellationToken cancellation)
    {
        try
        {
            Parallel.ForEach(trials, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation }, trial =>
            {
                var clock = Stopwatch.StartNew();
                double? score = TrialRun.Measure(TrialRun.Measured(search.Of(trial)), epochs, isRecipe: false, cancellation);
                done(trial with { Score = score, Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3) });
            });
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions is var inner)
        {
            if (inner.FirstOrDefault(one => one is not OperationCanceledException) is Exception first)
                throw first is DownhillException known ? new DownhillException(known.Text, first) : first;
            throw new OperationCanceledException(cancellation);
        }
    }

    // What a rank tells of a trial.
    private readonly record struct Result(long Number, double Score, double Seconds);
}
