using System.Text.Json.Serialization;

namespace Downhill;

/// <summary>The progress of a training.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The number of steps so far.</param>
/// <param name="Loss">The mean training loss of a row in this epoch so far, each measured before its step.</param>
/// <param name="Validation">The metrics on the validation rows, at the end of an epoch.</param>
/// <param name="Elapsed">Time since training began.</param>
/// <param name="SamplesPerSecond">The number of training rows per second.</param>
/// <param name="IsEpochEnd">Whether the epoch is done.</param>
/// <param name="LearningRate">η of the last step.</param>
/// <param name="Member">In an ensemble, which member it is, from 1.</param>
/// <param name="Stop">At the end of the last epoch, why training stops; null before.</param>
public readonly record struct TrainingProgress(
    int Epoch, long Step, double Loss, Metrics? Validation, TimeSpan Elapsed, double SamplesPerSecond, bool IsEpochEnd,
    double LearningRate = 0, int? Member = null, TrainingStop? Stop = null)
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
}

/// <summary>The reason why training stopped.</summary>
public enum TrainingStop
{
    /// <summary>All epochs are done.</summary>
    [JsonStringEnumMemberName("epochs")]
    Epochs,

    /// <summary>All steps are done.</summary>
    [JsonStringEnumMemberName("steps")]
    Steps,

    /// <summary>The loss is small enough.</summary>
    [JsonStringEnumMemberName("target-loss")]
    TargetLoss,

    /// <summary>The loss has not improved for the number of epochs of the patience.</summary>
    [JsonStringEnumMemberName("patience")]
    Patience,

    /// <summary>It was cancelled.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>A number became infinite or NaN.</summary>
    [JsonStringEnumMemberName("diverged")]
    Diverged,
}

/// <summary>The result of a training.</summary>
/// <param name="Stop">Why it stopped.</param>
/// <param name="Epochs">The epoch it stopped in, from 1.</param>
/// <param name="Steps">The number of steps.</param>
/// <param name="Loss">The mean training loss of a row in the last epoch; not finite where the loss itself diverged.</param>
/// <param name="FirstNonFinite">After divergence, what first held a number that is not finite: <c>the output of 'linear1'</c>.</param>
/// <param name="BestEpoch">With patience, the epoch whose weights were restored.</param>
/// <param name="Retries">The number of times the training diverged and went back; null if it never did.</param>
public sealed record TrainingResult(
    TrainingStop Stop, int Epochs, long Steps, double Loss, string? FirstNonFinite, int? BestEpoch = null,
        IReadOnlyList<TrainingRetry>? Retries = null);
