using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Downhill;

/// <summary>
/// Compares candidates on held-out rows and blends the best into one network. Each member learns from all folds but one and predicts the
/// rows of that fold. The folds are drawn several times, so that several members predict each row; the mean of their outputs decides the
/// stops and the weights, and is calibrated. After the first round, candidates that do not improve the blend are dropped. The network is
/// the weighted average of the remaining candidates, each the average of all its members.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="training">The rows to learn from.</param>
/// <param name="loss">The loss.</param>
/// <param name="candidates">The candidates; if two are equal, the first wins.</param>
/// <param name="deals">The folds, dealt several times; their rows count from 0 among <paramref name="training"/>.</param>
/// <param name="seed">Fixes every random number.</param>
/// <param name="threads">The number of members trained at the same time; the result does not depend on it.</param>
public sealed class BlendTrainer<T>(
    Dataset training, Loss loss, IReadOnlyList<Candidate> candidates, IReadOnlyList<IReadOnlyList<Split>> deals, ulong seed,
    int threads = 1)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<BlendMember, MemberStop<T>[]> done = [];
    private readonly int width = candidates[0].Model(training.Input).OutputShape().Size;
    private readonly OutOfFoldLoss score = new(training, loss, candidates[0].Model(training.Input).OutputShape().Size);

    /// <summary>The store of finished members, from which an interrupted competition continues; null keeps none.</summary>
    internal IMemberStore? Store { get; init; }

    /// <summary>
    /// The processes that share the members, of which this is rank 0; the others <see cref="Assist"/>. Null for this one alone.
    /// </summary>
    internal ICommunicator? Communicator { get; init; }

    /// <summary>Trains the candidates and blends them.</summary>
    /// <param name="progress">Gets each finished member, one call at a time.</param>
    /// <param name="cancellation">Stops after the members in work.</param>
    /// <exception cref="OperationCanceledException">Somebody cancelled.</exception>
    /// <exception cref="DownhillException">No candidate gave finite numbers.</exception>
    public Blend<T> Train(IProgress<BlendProgress>? progress = null, CancellationToken cancellation = default)
    {
        int[] all = [.. Enumerable.Range(0, candidates.Count)];
        Work(all, 0, 1, progress, cancellation);
        CandidateChoice[] first = Choose(all, 1);
        double[] weights = Blending.Weights(score, [.. first.Select(choice => choice.Outputs)]);
        int[] kept = [.. all.Where(candidate => candidates[candidate] is PenaltyCandidate
            ? double.IsFinite(first[candidate].Loss)
            : weights[candidate] > 0)];
        if (kept.Length == 0)
            throw new DownhillException($"No candidate gave finite numbers for {training.Name}.");
        Work(kept, 1, deals.Count, progress, cancellation);
        CandidateChoice[] last = Choose(kept, deals.Count);
        weights = Blending.Weights(score, [.. last.Select(choice => choice.Outputs)]);
        double[] blend = Blending.Mix([.. last.Select(choice => choice.Outputs)], weights);
        double before = score.Mean(blend), factor = training.Targets.AreClasses ? score.Temperature(blend) : 1;
        double[] outputs = [.. blend.Select(output => factor * output)];
        var competitors = all.Select(candidate =>
        {
            int place = Array.IndexOf(kept, candidate);
            CandidateChoice choice = place < 0 ? first[candidate] : last[place];
            return new Competitor(candidates[candidate].Name, candidates[candidate].Stops(training.Rows)[choice.Stop], choice.Loss,
                place < 0 ? 0 : weights[place], place < 0 ? deals[0].Count : Members);
        });
        return new Blend<T>(Network([.. kept.Zip(last, weights)], factor), [.. competitors], outputs, before, score.Mean(outputs),
            Nested(kept), factor, deals.Count, deals[0].Count);
    }

    private int Members => deals.Sum(deal => deal.Count);

    private CandidateChoice[] Choose(int[] among, int dealt) => [.. among.Select(candidate => Choose(candidate, dealt))];

    // The stop whose pooled outputs lose least.
    private CandidateChoice Choose(int candidate, int dealt)
    {
        int stops = candidates[candidate].Stops(training.Rows).Count;
        CandidateChoice? best = null;
        for (int stop = 0; stop < stops; stop++)
        {
            double[] outputs = Pooled(candidate, stop, dealt);
            double lost = score.Mean(outputs);
            if (best is null || lost < best.Loss || (!double.IsFinite(best.Loss) && double.IsFinite(lost)))
                best = new CandidateChoice(stop, lost, outputs);
        }

        return best!;
    }

    // The loss where stops, weights and temperature are chosen without the rows that are measured: a fold of the first deal in turn.
    private double Nested(int[] kept)
    {
        double[][][] outputs =
            [.. kept.Select(one => Enumerable.Range(0, candidates[one].Stops(training.Rows).Count)
                .Select(stop => Pooled(one, stop, deals.Count)).ToArray())];
        var blend = new double[training.Rows * width];
        foreach (Split fold in deals[0])
        {
            OutOfFoldLoss others = score.Without(fold.Test);
            double[][] chosen = [.. outputs.Select(stops =>
                stops.MinBy(one => others.Mean(one) is var lost && double.IsNaN(lost) ? double.MaxValue : lost)!)];
            double[] mixed = Blending.Mix(chosen, Blending.Weights(others, chosen));
            double factor = training.Targets.AreClasses ? others.Temperature(mixed) : 1;
            foreach (int row in fold.Test)
            {
                for (int i = row * width; i < (row + 1) * width; i++)
                    blend[i] = factor * mixed[i];
            }
        }

        return score.Mean(blend);
    }

    // The mean of what the members gave that held a row out.
    private double[] Pooled(int candidate, int stop, int dealt)
    {
        var sums = new double[training.Rows * width];
        for (int deal = 0; deal < dealt; deal++)
        {
            for (int fold = 0; fold < deals[deal].Count; fold++)
            {
                int[] rows = deals[deal][fold].Test;
                double[] given = done[new BlendMember(candidate, deal, fold)][stop].HeldOut;
                for (int i = 0; i < rows.Length; i++)
                {
                    for (int j = 0; j < width; j++)
                        sums[(rows[i] * width) + j] += given[(i * width) + j] / dealt;
                }
            }
        }

        return sums;
    }

    private Network<T> Network((int Candidate, CandidateChoice Choice, double Weight)[] parts, double factor)
    {
        (int Candidate, CandidateChoice Choice, double Weight)[] used = Array.FindAll(parts, part => part.Weight > 0);
        ImmutableArray<Layer>[] averages =
            [.. used.Select(part => (
                ImmutableArray<Layer>)[new Average([.. Enumerable.Repeat(candidates[part.Candidate].Layers, Members)])])];
        ImmutableArray<Layer> layers = used.Length == 1 ? averages[0] : [new Average([.. averages], [.. used.Select(part => part.Weight)])];
        if (factor != 1)
            layers = [.. layers, new Scale(IsShared: true)];
        Network<T> network = Network<T>.Uninitialized(new Model(training.Input, layers));
        int parameter = 0, statistic = 0;
        foreach ((int candidate, CandidateChoice choice, _) in used)
        {
            for (int deal = 0; deal < deals.Count; deal++)
            {
                for (int fold = 0; fold < deals[deal].Count; fold++)
                {
                    MemberStop<T> member = done[new BlendMember(candidate, deal, fold)][choice.Stop];
                    member.Parameters.CopyTo(network.Parameters.Span[parameter..]);
                    member.Statistics.CopyTo(network.Statistics.Span[statistic..]);
                    (parameter, statistic) = (parameter + member.Parameters.Length, statistic + member.Statistics.Length);
                }
            }
        }

        if (factor != 1)
            network.AllParameters[^2].Data.Span[0] = T.CreateTruncating(factor);
        return network;
    }

    private void Work(int[] among, int begin, int end, IProgress<BlendProgress>? progress, CancellationToken cancellation)
    {
        // Those that take longest begin, so that no thread is left with one at the end.
        BlendMember[] jobs =
        [
            .. from candidate in among.OrderBy(candidate => candidates[candidate] is PenaltyCandidate ? 1 : 0)
            from deal in Enumerable.Range(begin, end - begin)
            from fold in Enumerable.Range(0, deals[deal].Count)
            select new BlendMember(candidate, deal, fold),
        ];
        int total = jobs.Length, ready = 0;
        bool areAllDone = true;
        var gate = new Lock();
        BlendMember[] left = [.. jobs.Where(job => !Found(job))];
        if (Communicator is null || left.Length == 0)
            Fit(left, Keep, cancellation);
        else
            areAllDone = new RankJobs(Communicator).Run(RankWork.Candidates, [.. left.Select(job => job.ToText())],
                own => Fit(own.Select(place => left[place]), Keep, cancellation),
                (place, result) => Keep(left[place], MemberStop<T>.Read(result)));
        cancellation.ThrowIfCancellationRequested();
        if (!areAllDone)
            throw new OperationCanceledException("Another process was stopped.");

        bool Found(BlendMember job)
        {
            if (Store?.Find<T>(job, Stops(job), HeldOut(job)) is not { } kept)
                return false;
            Done(job, kept);
            return true;
        }

        void Keep(BlendMember job, MemberStop<T>[] stops)
        {
            Store?.Keep(job, stops);
            Done(job, stops);
        }

        void Done(BlendMember job, MemberStop<T>[] stops)
        {
            lock (gate)
            {
                done[job] = stops;
                progress?.Report(new BlendProgress(candidates[job.Candidate].Name, begin + 1, end, ++ready, total));
            }
        }
    }

    /// <summary>Trains this rank's members of a task, and sends them to rank 0.</summary>
    internal void Assist(ICommunicator communicator, RankTask task, CancellationToken cancellation)
    {
        var places = task.Jobs.ToDictionary(job => BlendMember.Parse(job.Text), job => job.Place);
        new RankJobs(communicator).Assist(task, give =>
            Fit(places.Keys, (job, stops) => give(places[job], MemberStop<T>.Write(stops)), cancellation));
    }

    private int Stops(BlendMember job) => candidates[job.Candidate].Stops(training.Rows).Count;

    private int HeldOut(BlendMember job) => deals[job.Deal][job.Fold].Test.Length * width;

    // Trains members, as many at the same time as there are threads, in their order; those that are not done when it is cancelled are
    // not given.
    private void Fit(IEnumerable<BlendMember> jobs, Action<BlendMember, MemberStop<T>[]> give, CancellationToken cancellation)
    {
        var waiting = new Queue<BlendMember>(jobs);
        var gate = new Lock();
        Exception? failure = null;
        Thread[] workers = [.. Enumerable.Range(1, Math.Max(0, Math.Min(threads, waiting.Count) - 1)).Select(_ => new Thread(Run))];
        foreach (Thread worker in workers)
            worker.Start();
        Run();
        foreach (Thread worker in workers)
            worker.Join();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);

        void Run()
        {
            try
            {
                while (Next() is BlendMember job)
                {
                    Split split = deals[job.Deal][job.Fold];
                    MemberStop<T>[] stops = candidates[job.Candidate].Fit<T>(training.Subset(split.Training), training.Subset(split.Test),
                        loss, Seed(job.Candidate, job.Deal, job.Fold), cancellation);
                    if (cancellation.IsCancellationRequested)
                        return; // it may have ended early
                    give(job, stops);
                }
            }
            catch (Exception error)
            {
                lock (gate)
                    failure ??= error;
            }
        }

        BlendMember? Next()
        {
            lock (gate)
                return waiting.Count > 0 && failure is null && !cancellation.IsCancellationRequested ? waiting.Dequeue() : null;
        }
    }

    private ulong Seed(int candidate, int deal, int fold) => Ensemble.Seed(seed, 2 + (candidate * 1000) + (deal * deals[0].Count) + fold);

    private sealed record CandidateChoice(int Stop, double Loss, double[] Outputs);
}

/// <summary>A finished member.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="FirstDeal">The first of the deals in work, from 1.</param>
/// <param name="LastDeal">The last of them.</param>
/// <param name="Done">The number of finished members of these repetitions.</param>
/// <param name="Total">The number of all members.</param>
public readonly record struct BlendProgress(string Candidate, int FirstDeal, int LastDeal, int Done, int Total);
