namespace Downhill.Experiments;

/// <summary>Runs experiments from a program.</summary>
public static class ExperimentRunning
{
    /// <summary>Does what <c>downhill train</c> does: reads, prepares, trains, measures and saves.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="folder">The run folder; null for the next free runs/NAME-1, -2, ….</param>
    /// <param name="overwrite">Whether an existing run may be replaced.</param>
    /// <param name="threads">The number of threads; the result does not depend on it.</param>
    /// <param name="progress">Gets the progress after each epoch, and several times per second within an epoch.</param>
    /// <param name="cancellation">Stops after the step in progress; the run can be resumed then.</param>
    /// <param name="competing">Gets each finished member of a candidate, if candidates compete.</param>
    /// <returns>The run's record: its metrics, its model, how it ended.</returns>
    /// <exception cref="DownhillException">Something in the experiment cannot be used.</exception>
    public static RunRecord Run(
        this Experiment experiment,
        string? folder = null,
        bool overwrite = false,
        int? threads = null,
        IProgress<TrainingProgress>? progress = null,
        IProgress<BlendProgress>? competing = null,
        CancellationToken cancellation = default)
    {
        using var run = ExperimentRun.Prepare(experiment, threads);
        run.Open(folder, overwrite);
        run.CrossValidate(null, cancellation);
        return run.Record.Status == RunStatus.Running ? run.Train(progress, competing, cancellation) : run.Record;
    }
}
