using System.Numerics;

namespace Downhill;

/// <summary>Stores the state of a trainer; <c>Checkpoints</c> stores it in a folder.</summary>
public interface ITrainingStore
{
    /// <summary>Whether the next checkpoint is due.</summary>
    /// <param name="isEpochEnd">Whether an epoch has just ended.</param>
    bool AreDue(bool isEpochEnd);

    /// <summary>Saves the state of a training between two steps.</summary>
    /// <param name="trainer">The training.</param>
    /// <param name="preprocessing">The preprocessing of raw rows, for programs that use the checkpoint as a model.</param>
    /// <exception cref="DownhillException">It cannot be kept; what was kept before stays.</exception>
    void Save<T>(Trainer<T> trainer, Preprocessing? preprocessing = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>
/// The stored state of a training between two steps, such as a <c>Checkpoint</c>; <see cref="Trainer{T}.Restore"/> restores it.
/// </summary>
public interface IStoredTraining
{
    /// <summary>The position of the training.</summary>
    TrainingPosition Position { get; }

    /// <summary>A checksum of the training and validation rows.</summary>
    string Data { get; }

    /// <summary>Throws unless it is a training of this model with these options and this number type.</summary>
    /// <exception cref="DownhillException">It is another; the message says in what.</exception>
    void Require<T>(Model model, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Loads the network.</summary>
    Network<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Reads stored numbers by their names.</summary>
    void Read<T>(params ReadOnlySpan<(string Name, Memory<T> Numbers)> parts)
        where T : unmanaged;
}

/// <summary>The complete state of a training between two steps, for a store.</summary>
/// <param name="Network">The network whose weights are updated.</param>
/// <param name="Options">The training options.</param>
/// <param name="Position">The position of the training.</param>
/// <param name="Data">A checksum of its rows.</param>
/// <param name="Parts">All other numbers, by name: those that the next step changes, then copies of earlier epochs.</param>
internal sealed record TrainingState<T>(
    Network<T> Network,
    TrainingOptions Options,
    TrainingPosition Position,
    string Data,
    IReadOnlyList<(string Name, Kernels.Buffer<T> Numbers)> Parts)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
