namespace Downhill;

/// <summary>How to train: everything but the model, the data and the machine.</summary>
/// <param name="Loss">What is to become small.</param>
/// <param name="Optimizer">How the parameters move.</param>
/// <param name="BatchSize">Examples per step; 0 is the full batch, 1 is one sample at a time.</param>
/// <param name="Epochs">The most passes over the data.</param>
/// <param name="Steps">The most steps; without it only the epochs count.</param>
/// <param name="TargetLoss">Training stops after an epoch whose mean training loss is at most this: "the error is small enough".</param>
/// <param name="Shuffle">Whether each epoch has an order of its own, drawn from the seed.</param>
/// <param name="Seed">Fixes the order of rows and dropout; a network's first parameters have the seed given to it.</param>
public sealed record TrainingOptions(
    Loss Loss,
    Optimizer Optimizer,
    int BatchSize = 32,
    int Epochs = 10,
    long? Steps = null,
    double? TargetLoss = null,
    bool Shuffle = true,
    ulong Seed = 0)
{
    /// <summary>Throws where an option is out of its range.</summary>
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
    }
}
