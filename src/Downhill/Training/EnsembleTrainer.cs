using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Downhill;

/// <summary>
/// Trains several networks of one model independently, each with its own initial weights, order of rows and dropout. If there are at least
/// as many networks as threads, several are trained at the same time with one thread each; the result does not depend on this.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="model">The model of a member.</param>
/// <param name="training">The rows to learn from.</param>
/// <param name="options">The training options; members differ only in the seed.</param>
/// <param name="members">The number of members; one is a plain training.</param>
/// <param name="threads">The number of threads.</param>
public sealed class EnsembleTrainer<T>(Model model, Dataset training, TrainingOptions options, int members, int threads = 1)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T>?[] networks = new Network<T>?[members];
    private readonly TrainingResult?[] results = new TrainingResult?[members];

    /// <summary>
    /// A trained network from which each member copies its initial weights, if names and shapes match; null for random initial weights.
    /// </summary>
    public Network<T>? Start { get; init; }

    /// <summary>The processes that train each member together, one member after the other; null for this process alone.</summary>
    public ICommunicator? Communicator { get; init; }

    /// <summary>The members, from 1, that <see cref="Train"/> trains; null for all that are not done.</summary>
    internal IReadOnlyCollection<int>? Among { get; set; }

    /// <summary>Called with a member, from 1, and its trainer before it starts, to set checkpoints or restore it.</summary>
    public Action<int, Trainer<T>>? Starting { get; init; }

    /// <summary>Called with each finished member, one at a time; not with one that was cancelled or diverged.</summary>
    public Action<int, Network<T>, TrainingResult>? Finished { get; init; }

    /// <summary>The result of each member; null for those that have not started.</summary>
    public IReadOnlyList<TrainingResult?> Results => results;

    /// <summary>The number of the member that diverged, from 1; null if none did.</summary>
    public int? Diverged => results.Select((result, i) => (result, i))
        .FirstOrDefault(pair => pair.result?.Stop == TrainingStop.Diverged) is { result: not null } found ? found.i + 1 : null;

    /// <summary>The average of the members that have started.</summary>
    public Network<T> Network => Ensemble.Combine<T>([.. networks.OfType<Network<T>>()]);

    /// <summary>The network of a member, from 1; null before its training.</summary>
    internal Network<T>? MemberNetwork(int member) => networks[member - 1];

    /// <summary>A trainer for a member, from 1, with its own initial weights, order of rows and dropout.</summary>
    public Trainer<T> NewTrainer(int member, int own)
    {
        var network = new Network<T>(model, Ensemble.Seed(options.Seed, member));
        if (Start is not null)
            network.CopyFrom(Start);
        return new Trainer<T>(network, training, options with { Seed = Ensemble.Seed(options.Seed, member) }, own, Communicator);
    }

    /// <summary>Adds a member that was trained before.</summary>
    public void Take(int member, Network<T> network, TrainingResult result) =>
        (networks[member - 1], results[member - 1]) = (network, result);

    /// <summary>Trains the remaining members. If a member diverges, the others stop and keep their current weights.</summary>
    /// <param name="validation">Rows to measure each member on after each epoch, if any.</param>
    /// <param name="progress">Gets the progress of each member, one call at a time.</param>
    /// <param name="preprocessing">
    /// The preprocessing, if it standardized the targets; validation errors are then in the unit of the target.
    /// </param>
    /// <param name="cancellation">Stops each member after the step in progress.</param>
    /// <exception cref="DownhillException">As <see cref="Trainer{T}.Train"/>.</exception>
    public TrainingResult Train(Dataset? validation = null, IProgress<TrainingProgress>? progress = null,
        Preprocessing? preprocessing = null, CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waiting = new Queue<int>(Enumerable.Range(1, members)
            .Where(member => results[member - 1] is null && Among?.Contains(member) != false));
        bool areApart = members >= threads && Communicator is null;
        int together = areApart ? Math.Min(threads, waiting.Count) : 1;
        var gate = new Lock();
        Exception? failure = null;
        if (together <= 1)
            Work(areApart ? 1 : threads);
        else
            WorkTogether();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        TrainingResult all = Ensemble.Combine([.. results.OfType<TrainingResult>()]);
        return results.Contains(null) && all.Stop != TrainingStop.Diverged ? all with { Stop = TrainingStop.Cancelled } : all;

        void WorkTogether()
        {
            Thread[] workers = [.. Enumerable.Range(0, together).Select(_ => new Thread(() => Work(1)))];
            foreach (Thread worker in workers)
                worker.Start();
            foreach (Thread worker in workers)
                worker.Join();
        }

        void Work(int own)
        {
            try
            {
                while (Next(own) is (int member, Trainer<T> trainer))
                    TrainOne(member, trainer);
            }
            catch (Exception error)
            {
                lock (gate)
                    failure ??= error;
                stop.Cancel();
            }
        }

        // A cancelled run still makes its first member's first step, as a plain training does.
        (int, Trainer<T>)? Next(int own)
        {
            lock (gate)
            {
                if (waiting.Count == 0 || (stop.IsCancellationRequested && networks.Any(network => network is not null)))
                    return null;
                int member = waiting.Dequeue();
                return (member, Begin(member, own));
            }
        }

        Trainer<T> Begin(int member, int own)
        {
            Trainer<T> trainer = NewTrainer(member, own);
            networks[member - 1] = trainer.Network;
            return trainer;
        }

        void TrainOne(int member, Trainer<T> trainer)
        {
            lock (gate)
                Starting?.Invoke(member, trainer);
            TrainingResult result = trainer.Train(validation,
                progress is null ? null : new Numbered(progress, gate, members == 1 ? null : member), preprocessing, stop.Token);
            lock (gate)
            {
                results[member - 1] = result;
                if (result.Stop is TrainingStop.Diverged or TrainingStop.Cancelled)
                    stop.Cancel(); // another rank may have asked to stop
                else
                    Finished?.Invoke(member, trainer.Network, result);
            }
        }
    }

    private sealed class Numbered(IProgress<TrainingProgress> next, Lock gate, int? member) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            lock (gate)
                next.Report(value with { Member = member });
        }
    }
}
