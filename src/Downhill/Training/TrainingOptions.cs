namespace Downhill;

/// <summary>The options of a training: everything except the model, the data and the machine.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="BatchSize">Examples per step; 0 is the full batch, 1 is one sample at a time.</param>
/// <param name="Epochs">The most passes over the data.</param>
/// <param name="Steps">The most steps; without it only the epochs count.</param>
/// <param name="TargetLoss">Training stops after an epoch whose mean training loss is at most this: "the error is small enough".</param>
/// <param name="Shuffle">Whether each epoch has an order of its own, drawn from the seed.</param>
/// <param name="Seed">Fixes the order of rows and dropout; a network's first parameters have the seed given to it.</param>
/// <param name="Schedule">The learning rate schedule; by default the rate is constant.</param>
/// <param name="Patience">
/// Early stopping: training ends when the loss of the validation rows (of the training rows if there are none) has not become smaller
/// for so many epochs, and the weights of the best epoch are restored, unless training diverges.
/// </param>
/// <param name="L1">λ₁, added to the gradient as λ₁ sign w.</param>
/// <param name="ClipValue">The largest absolute value an entry of the gradient may have.</param>
/// <param name="ClipNorm">The largest length the whole gradient may have; a longer one is scaled down.</param>
/// <param name="MaxNorm">
/// The largest length the weights that lead into one neuron may have; longer ones are scaled down after each step.
/// </param>
/// <param name="AverageDecay">
/// Keeps a running mean of the weights of which each step leaves this share, and measures and keeps that mean in place of the weights.
/// </param>
/// <param name="Retries">
/// How often training that diverges goes back to the state after its best epoch and on with a tenth of the learning rate; it ends where
/// nothing is given.
/// </param>
/// <param name="Augmentation">The augmentation of images.</param>
/// <param name="Frozen">
/// The layers, or single parameters, that training leaves as they are, by name: <c>linear1</c>, <c>linear2.bias</c>.
/// </param>
/// <param name="Shards">
/// In how many runs of rows a batch is cut, whose gradients are added in one fixed tree; 1 if nothing is given. So many processes at
/// most can share a step, and the result does not depend on how many do.
/// </param>
public sealed record TrainingOptions(
    Loss Loss,
    Optimizer Optimizer,
    int BatchSize = 32,
    int Epochs = 10,
    long? Steps = null,
    double? TargetLoss = null,
    bool Shuffle = true,
    ulong Seed = 0,
    Schedule? Schedule = null,
    int? Patience = null,
    double L1 = 0,
    double? ClipValue = null,
    double? ClipNorm = null,
    double? MaxNorm = null,
    double? AverageDecay = null,
    int? Retries = null,
    Augmentation? Augmentation = null,
    IReadOnlyList<string>? Frozen = null,
    int? Shards = null)
{
    /// <inheritdoc/>
    public bool Equals(TrainingOptions? other) => other is not null && (Frozen ?? []).SequenceEqual(other.Frozen ?? [])
        && (Loss, Optimizer, BatchSize, Epochs, Steps, TargetLoss, Shuffle, Seed) == (other.Loss, other.Optimizer, other.BatchSize,
            other.Epochs, other.Steps, other.TargetLoss, other.Shuffle, other.Seed)
        && (Schedule, Patience, L1, ClipValue, ClipNorm, MaxNorm) == (other.Schedule, other.Patience, other.L1, other.ClipValue,
            other.ClipNorm, other.MaxNorm)
        && (AverageDecay, Retries, Augmentation, Shards) == (other.AverageDecay, other.Retries, other.Augmentation, other.Shards);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Loss, Optimizer, BatchSize, Epochs, Seed);

    /// <summary>Throws if an option is out of its range.</summary>
    public void Validate()
    {
        Optimizer.Validate();
        if (BatchSize < 0)
            throw new DownhillException($"The batch size is {BatchSize}; it must be at least 1, or 0 for the full batch.");
        if (Epochs < 1)
            throw new DownhillException($"The number of epochs is {Epochs}; it must be at least 1.");
        if (Steps < 1)
            throw new DownhillException($"The number of steps is {Steps}; it must be at least 1.");
        if (TargetLoss is double target && !(target >= 0))
            throw new DownhillException($"The target loss is {target}; it must be at least 0.");
        if (Retries < 1)
            throw new DownhillException($"The number of retries is {Retries}; it must be at least 1.");
        if (Shards < 1)
            throw new DownhillException($"The number of shards is {Shards}; it must be at least 1.");
        Schedule?.Validate();
        Augmentation?.Validate();
        if (Patience < 1)
            throw new DownhillException($"The patience is {Patience}; it must be at least 1 epoch.");
        if (!(L1 >= 0) || !double.IsFinite(L1))
            throw new DownhillException($"The L1 term is {L1}; it must be at least 0.");
        RequirePositive(ClipValue, "The bound on each entry of the gradient");
        RequirePositive(ClipNorm, "The bound on the gradient's length");
        RequirePositive(MaxNorm, "The bound on the weights' length");
        if (AverageDecay is double decay && decay is not (> 0 and < 1))
            throw new DownhillException($"The decay of the averaged weights is {decay}; it must be above 0 and below 1, such as 0.999.");
    }

    private static void RequirePositive(double? value, string what)
    {
        if (value is double given && !(given > 0 && double.IsFinite(given)))
            throw new DownhillException($"{what} is {given}; it must be above 0.");
    }
}
