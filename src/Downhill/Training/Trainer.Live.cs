using System.Numerics;
using Downhill.Kernels;

namespace Downhill;

/// <content>Members for programs that watch a training and change it while it runs.</content>
public sealed partial class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Continues the step count of another training of the same network, and copies its optimizer state if both optimizers have the same,
    /// for a change of options during a training.
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
    /// The parameters after <see cref="StepOn"/>, in layer order, without making the step. The gradient of that step stays in the network.
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
