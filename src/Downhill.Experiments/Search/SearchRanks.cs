using System.Diagnostics;
using System.Globalization;

namespace Downhill.Experiments;

/// <summary>
/// Runs the trials of a round, several at the same time, in one process or several: trial i of the list runs on rank i mod ranks. A score
/// does not depend on the rank.
/// </summary>
/// <param name="search">The search; each process has the same.</param>
/// <param name="jobs">The number of trials that run at the same time in this process, one thread each.</param>
/// <param name="communicator">The processes; null for this one alone.</param>
internal sealed class SearchRanks(Search search, int jobs, ICommunicator? communicator)
{
    private readonly Lock gate = new();

    /// <summary>Runs trials, on rank 0.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="epochs">The number of epochs; null for that of the recipe.</param>
    /// <param name="keep">Gets each finished trial, one call at a time.</param>
    /// <param name="cancellation">Stops them.</param>
    public void Run(SearchTrial[] trials, int? epochs, Action<SearchTrial> keep, CancellationToken cancellation)
    {
        if (communicator is null || trials.Length == 0)
        {
            Measure(trials, epochs, Keep, cancellation);
            return;
        }

        bool areAllDone = new RankJobs(communicator).Run(
            RankWork.Trials,
            [.. trials.Select(trial => string.Create(CultureInfo.InvariantCulture, $"{trial.Number} {epochs ?? 0}"))],
            own => Measure([.. own.Select(place => trials[place])], epochs, Keep, cancellation),
            (place, result) => Keep(Read(trials[place], result)));
        if (!areAllDone)
            throw new OperationCanceledException(cancellation);

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
        while (RankJobs.Next(all) is RankTask task)
        {
            var places = task.Jobs.ToDictionary(job => Number(job.Text, 0), job => job.Place);
            int epochs = task.Jobs.Count == 0 ? 0 : Number(task.Jobs[0].Text, 1);
            new RankJobs(all).Assist(task, give => Measure([.. places.Keys.Select(number => drawn[number - 1])],
                epochs == 0 ? null : epochs, trial => give(places[trial.Number], Write(trial)), cancellation));
        }

        static int Number(string text, int word) => int.Parse(text.Split(' ')[word], CultureInfo.InvariantCulture);
    }

    private static byte[] Write(SearchTrial trial) =>
        [.. BitConverter.GetBytes(trial.Score ?? double.NaN), .. BitConverter.GetBytes(trial.Seconds)];

    private static SearchTrial Read(SearchTrial trial, byte[] result)
    {
        double score = BitConverter.ToDouble(result);
        return trial with
        {
            Score = double.IsNaN(score) ? null : score,
            Seconds = BitConverter.ToDouble(result, sizeof(double)),
        };
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
}
