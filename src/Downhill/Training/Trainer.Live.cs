using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <content>What a person needs who watches a training and changes it on its way.</content>
public sealed partial class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Counts steps on from where another training of the same network stands, and takes over the optimizer's numbers where both
    /// optimizers keep the same ones: for options that change in the middle of a training.
    /// </summary>
    /// <exception cref="ArgumentException">The other training is of another network.</exception>
    public void ContinueFrom(Trainer<T> other)
    {
        if (other.Network != Network)
            throw new ArgumentException("Training can be continued only on the same network.", nameof(other));
        Step = other.Step;
        plan.Kernels.Copy(other.trained.Parameters, trained.Parameters);
        if (Options.Optimizer.State.SequenceEqual(other.Options.Optimizer.State))
            plan.Kernels.Copy(other.State, State);
    }

    /// <summary>
    /// The parameters as <see cref="StepOn"/> would leave them, in layer order; the training stays where it is. The gradient of that
    /// step is left in the network.
    /// </summary>
    /// <param name="rows">The rows of the step, as for <see cref="StepOn"/>.</param>
    public T[] Preview(ReadOnlySpan<int> rows)
    {
        Buffer<T>[] changed = [trained.Parameters, trained.Statistics, State, weightRules.Average];
        T[][] kept = [.. changed.Select(numbers => numbers.ToArray())];
        (long step, double rate, long seen) = (Step, LearningRate, rowsSeen);
        StepOn(rows);
        T[] after = trained.Parameters.ToArray();
        foreach ((Buffer<T> numbers, T[] before) in changed.Zip(kept))
            numbers.Write(before);
        (Step, LearningRate, rowsSeen) = (step, rate, seen);
        return after;
    }
}
