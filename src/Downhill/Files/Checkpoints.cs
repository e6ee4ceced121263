using System.Diagnostics;
using System.Numerics;

namespace Downhill;

/// <summary>
/// The checkpoints of one run, the newest and the one before it: when they are due, and which of them is whole. One is due after an epoch
/// and when the interval has passed; after an epoch only if a second has passed since the last and twenty times as long as that took
/// to write, so that short epochs are not slowed down; <see cref="EachEpoch"/> takes no heed of that.
/// </summary>
/// <param name="folder">The folder they lie in.</param>
public sealed class Checkpoints(string folder) : ITrainingStore
{
    private const int Share = 20;
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);

    private readonly Stopwatch clock = new();
    private TimeSpan gap = Min;
    private bool isNewestDamaged;

    /// <summary>The newest checkpoint's file.</summary>
    public string Path => System.IO.Path.Combine(folder, "checkpoint.safetensors");

    /// <summary>The file of the one before.</summary>
    public string PreviousPath => System.IO.Path.Combine(folder, "checkpoint-previous.safetensors");

    /// <summary>The longest time between two; five minutes unless said otherwise, and zero for one after each step.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether one is written after each epoch, however short.</summary>
    public bool EachEpoch { get; set; }

    /// <summary>Whether there is any.</summary>
    public bool Exist => File.Exists(Path) || File.Exists(PreviousPath);

    /// <summary>Whether it is time for the next.</summary>
    /// <param name="isEpochEnd">Whether an epoch has just ended.</param>
    public bool AreDue(bool isEpochEnd) => !clock.IsRunning || (isEpochEnd && EachEpoch)
        || clock.Elapsed > (isEpochEnd && gap < Interval ? gap : Interval);

    /// <summary>Writes the next; the newest becomes the one before.</summary>
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

    /// <summary>The newest that is whole.</summary>
    /// <param name="told">Told in a sentence where that is not the newest there was.</param>
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

    /// <summary>Removes both, when the run is done.</summary>
    public void Delete()
    {
        File.Delete(Path);
        File.Delete(PreviousPath);
    }
}
