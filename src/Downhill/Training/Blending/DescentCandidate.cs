using System.Collections.Immutable;
using System.Numerics;

namespace Downhill;

/// <summary>A candidate that is trained batch by batch; its stops are numbers of epochs.</summary>
/// <param name="Name">The name.</param>
/// <param name="Layers">The layers of a member.</param>
/// <param name="Training">The training options of a member, except seed and loss.</param>
public sealed record DescentCandidate(string Name, ImmutableArray<Layer> Layers, TrainingOptions Training) : Candidate(Name, Layers)
{
    private const int MaxStops = 8;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Stops(int rows) =>
        [.. Epochs().Select(epoch => $"{epoch:N0} epoch{(epoch == 1 ? string.Empty : "s")}")];

    internal override MemberStop<T>[] Fit<T>(Dataset training, Dataset heldOut, Loss loss, ulong seed, CancellationToken cancellation)
    {
        var network = new Network<T>(Model(training.Input), seed);
        Plan<T> plan = Plan<T>.ForInference(network, Math.Min(Evaluator<T>.BatchRows, heldOut.Rows));
        var stops = new List<MemberStop<T>>();
        int[] epochs = [.. Epochs()];
        var watch = new Watch(progress =>
        {
            if (progress.IsEpochEnd && epochs.Contains(progress.Epoch))
                stops.Add(Note(network, plan, heldOut));
        });
        TrainingResult result = new Trainer<T>(network, training, Training with { Loss = loss, Seed = seed })
            .Train(progress: watch, cancellation: cancellation);
        while (stops.Count < epochs.Length && result.Stop is TrainingStop.Diverged)
            stops.Add(new MemberStop<T>([], [], [.. Enumerable.Repeat(double.NaN, heldOut.Rows * network.Output.Size)]));
        return [.. stops];
    }

    private IEnumerable<int> Epochs()
    {
        int count = Math.Min(MaxStops, Training.Epochs);
        return Enumerable.Range(1, count).Select(stop => Training.Epochs * stop / count);
    }

    private sealed class Watch(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
