using System.Numerics;

namespace Downhill;

/// <summary>Where and when a trainer saves its state; <c>Checkpoints</c> keeps it in a folder.</summary>
public interface ITrainingStore
{
    /// <summary>Whether it is time for the next.</summary>
    /// <param name="isEpochEnd">Whether an epoch has just ended.</param>
    bool AreDue(bool isEpochEnd);

    /// <summary>Keeps the state of a training between two steps.</summary>
    /// <param name="trainer">The training.</param>
    /// <param name="preprocessing">What happens to raw rows, for whoever uses what is kept as a model.</param>
    /// <exception cref="DownhillException">It cannot be kept; what was kept before stays.</exception>
    void Save<T>(Trainer<T> trainer, Preprocessing? preprocessing = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>
/// A training between two steps wherever it lies; a <c>Checkpoint</c> is one, and <see cref="Trainer{T}.Restore"/> takes it on.
/// </summary>
public interface IStoredTraining
{
    /// <summary>Where training stood.</summary>
    TrainingPosition Position { get; }

    /// <summary>A checksum of the rows it learnt from and was watched on.</summary>
    string Data { get; }

    /// <summary>Throws unless it is the training of a model by these options in numbers of this type.</summary>
    /// <exception cref="DownhillException">It is another; the message says in what.</exception>
    void Require<T>(Model model, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The network as it was.</summary>
    Network<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Fills numbers that were kept under names.</summary>
    void Read<T>(params ReadOnlySpan<(string Name, Memory<T> Numbers)> parts)
        where T : unmanaged;
}

/// <summary>All of a training between two steps: what a store keeps.</summary>
/// <param name="Network">The network whose weights are updated.</param>
/// <param name="Options">How it is trained.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Data">A checksum of its rows.</param>
/// <param name="Parts">All other numbers, by name: those that the next step changes, then copies of earlier epochs.</param>
internal sealed record TrainingState<T>(
    Network<T> Network,
    TrainingOptions Options,
    TrainingPosition Position,
    string Data,
    IReadOnlyList<(string Name, Kernels.Buffer<T> Numbers)> Parts)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
