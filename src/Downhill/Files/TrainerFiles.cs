using System.Numerics;

namespace Downhill;

/// <summary>Trainings as files.</summary>
public static class TrainerFiles
{
    /// <summary>
    /// Writes all it takes to go on to the same bits into a file, whole or not at all. To be called between two steps, as from the
    /// report of progress at the end of an epoch.
    /// </summary>
    /// <param name="trainer">The training.</param>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">What happens to raw rows, for whoever uses the file as a model.</param>
    /// <param name="previous">Where the file that was at the path is kept.</param>
    /// <exception cref="DownhillException">The file cannot be written.</exception>
    public static void Save<T>(this Trainer<T> trainer, string path, Preprocessing? preprocessing = null, string? previous = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        trainer.Show(state => Checkpoint.Write(path, previous, preprocessing ?? Preprocessing.None(), state));
}
