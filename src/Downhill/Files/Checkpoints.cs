using System.Diagnostics;
using System.Numerics;

namespace Downhill;

/// <summary>
/// The checkpoints of one run: the newest and the one before it. A checkpoint is due after an epoch and when the interval has passed; after
/// an epoch only if at least a second, and twenty times the writing time, have passed since the last, so that short epochs are not slowed
/// down. <see cref="EachEpoch"/> ignores that limit.
/// </summary>
/// <param name="folder">The folder they lie in.</param>
public sealed class Checkpoints(string folder) : ITrainingStore
{
    private const int Share = 20;
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);

    private readonly Stopwatch clock = new();
    private TimeSpan gap = Min;
    private bool isNewestDamaged;

    /// <summary>The file of the newest checkpoint.</summary>
    public string Path => System.IO.Path.Combine(folder, "checkpoint.safetensors");

    /// <summary>The file of the previous checkpoint.</summary>
    public string PreviousPath => System.IO.Path.Combine(folder, "checkpoint-previous.safetensors");

    /// <summary>The longest time between two checkpoints; five minutes by default, and zero for a checkpoint after each step.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a checkpoint is written after each epoch, however short it is.</summary>
    public bool EachEpoch { get; set; }

    /// <summary>Whether there is a checkpoint.</summary>
    public bool Exist => File.Exists(Path) || File.Exists(PreviousPath);

    /// <summary>Whether the next checkpoint is due.</summary>
    /// <param name="isEpochEnd">Whether an epoch has just ended.</param>
    public bool AreDue(bool isEpochEnd) => !clock.IsRunning || (isEpochEnd && EachEpoch)
        || clock.Elapsed > (isEpochEnd && gap < Interval ? gap : Interval);

    /// <summary>Writes a checkpoint; the newest one becomes the previous one.</summary>
    /// <exception cref="DownhillException">It cannot be written; those before stay.</exception>
    public void Save<T>(Trainer<T> trainer, Preprocessing? preprocessing = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long start = Stopwatch.GetTimestamp();
        trainer.Save(Path, preprocessing, isNewestDamaged ? null : PreviousPath);
        isNewestDamaged = false;
        TimeSpan cost = Share * Stopwatch.GetElapsedTime(start);
        gap = cost > Min ? cost : Min;
        clock.Restart();
    }

    /// <summary>Opens the newest checkpoint that is not damaged.</summary>
    /// <param name="told">Gets a sentence if the checkpoint is not the newest one.</param>
    /// <exception cref="DownhillException">There is none.</exception>
    public Checkpoint Latest(Action<string> told)
    {
        if (!Exist)
            throw new DownhillException($"{folder} has no checkpoint to continue from.");
        try
        {
            return Checkpoint.Open(Path);
        }
        catch (DownhillException newest)
        {
            Checkpoint previous;
            try
            {
                previous = Checkpoint.Open(PreviousPath);
            }
            catch (DownhillException older)
            {
                throw new DownhillException(
                    $"No checkpoint in {folder} can be used: {newest.Message} {older.Message} Train the run again.", older);
            }

            isNewestDamaged = true; // the one that is whole must stay until there is another
            told($"{newest.Message} Going on from the checkpoint before it, after step {previous.Position.Step:N0}.");
            return previous;
        }
    }

    /// <summary>Deletes both checkpoints.</summary>
    public void Delete()
    {
        File.Delete(Path);
        File.Delete(PreviousPath);
    }
}
