namespace Downhill;

/// <summary>The position of a training between two steps: counters, sums and state, without the weights of the network.</summary>
/// <param name="Epochs">The number of finished epochs.</param>
/// <param name="Rows">The number of rows of the next epoch that are already done.</param>
/// <param name="Step">The number of steps so far.</param>
/// <param name="LossSum">The sum of the losses of those rows.</param>
/// <param name="LearningRate">η of the last step.</param>
/// <param name="FirstEpoch">The number of epochs before this training; its limits count from there.</param>
/// <param name="FirstStep">The number of steps before this training.</param>
/// <param name="Plateau">The state of the schedule.</param>
/// <param name="BestEpoch">With patience, the epoch of the smallest loss.</param>
/// <param name="BestLoss">That loss.</param>
/// <param name="GoodLoss">With retries, the smallest loss of an epoch so far.</param>
/// <param name="Good">With retries, where training stood after that epoch.</param>
/// <param name="Retries">The number of times the training diverged and went back.</param>
public sealed record TrainingPosition(
    int Epochs,
    int Rows,
    long Step,
    double LossSum,
    double LearningRate,
    int FirstEpoch,
    long FirstStep,
    PlateauState Plateau,
    int BestEpoch = 0,
    double BestLoss = 0,
    double? GoodLoss = null,
    TrainingPosition? Good = null,
    IReadOnlyList<TrainingRetry>? Retries = null);

/// <summary>One time that training diverged and went back to its last good state.</summary>
/// <param name="Epoch">The epoch it diverged in, from 1.</param>
/// <param name="Step">The step it diverged at, from 1.</param>
/// <param name="FirstNonFinite">The first value that is not finite.</param>
/// <param name="BackTo">The number of finished epochs in the state to which it went back.</param>
/// <param name="LearningRate">The optimizer's learning rate from then on, before the schedule's factor.</param>
public sealed record TrainingRetry(int Epoch, long Step, string FirstNonFinite, int BackTo, double LearningRate);
