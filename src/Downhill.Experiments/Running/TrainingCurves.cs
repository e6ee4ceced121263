namespace Downhill.Experiments;

/// <summary>The progress of the training of one network: a value for each epoch, and the current position.</summary>
public sealed class TrainingCurves
{
    private readonly List<double> losses = [], watchedLosses = [], within = [];
    private readonly List<Metrics?> watched = [];
    private long firstStep;
    private int epochWithin;

    /// <summary>The training loss of each epoch.</summary>
    public IReadOnlyList<double> Losses => losses;

    /// <summary>The loss of the validation rows after each epoch; empty if there are none.</summary>
    public IReadOnlyList<double> WatchedLosses => watchedLosses;

    /// <summary>The main metric of the validation rows after each epoch, accuracy or RMSE; empty if there is none.</summary>
    public IReadOnlyList<double> Figures => [.. watched.Select(Figure).OfType<double>()];

    /// <summary>Whether that metric is an accuracy.</summary>
    public bool AreAccuracies => watched is [{ Accuracy: not null }, ..];

    /// <summary>The current or last epoch, and its mean losses so far.</summary>
    public (int Epoch, IReadOnlyList<double> Losses) Within => (epochWithin, within);

    /// <summary>The last report of the training; null before the first.</summary>
    public TrainingProgress? Last { get; private set; }

    /// <summary>The number of steps made, by this process and before it.</summary>
    public long Step { get; private set; }

    /// <summary>The number of steps made by this process.</summary>
    public long StepsMade => Math.Max(0, Step - firstStep);

    /// <summary>Whether the training is finished.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The metrics of the validation rows after the last epoch.</summary>
    public Metrics? Watched => watched.Count > 0 ? watched[^1] : null;

    /// <summary>The epoch with the smallest validation loss, or else with the smallest training loss.</summary>
    public (int Epoch, double Loss, Metrics? Metrics)? Best
    {
        get
        {
            List<double> judged = watchedLosses.Count > 0 ? watchedLosses : losses;
            int best = -1;
            for (int i = 0; i < judged.Count; i++)
                best = double.IsFinite(judged[i]) && (best < 0 || judged[i] < judged[best]) ? i : best;
            return best < 0 ? null : (best + 1, judged[best], best < watched.Count ? watched[best] : null);
        }
    }

    /// <summary>Sets the position at which this process starts.</summary>
    public void Begin(MemberStart start) => (firstStep, Step, IsDone) = (start.Steps, start.Steps, start.IsDone);

    /// <summary>Adds an epoch of an earlier process.</summary>
    public void Add(EpochRecord epoch) => AddEpoch(epoch.Epoch, epoch.Loss, epoch.Validation);

    /// <summary>Adds a report of the training.</summary>
    public void Add(TrainingProgress progress)
    {
        (Last, Step, IsDone) = (progress, progress.Step, progress.Stop is not null and not TrainingStop.Cancelled);
        if (progress.Epoch != epochWithin)
            within.Clear();
        epochWithin = progress.Epoch;
        within.Add(progress.Loss);
        if (progress.IsEpochEnd)
            AddEpoch(progress.Epoch, progress.Loss, progress.Validation);
    }

    // An epoch that comes again was gone back before.
    private void AddEpoch(int epoch, double loss, Metrics? metrics)
    {
        Shorten(losses, epoch - 1);
        Shorten(watchedLosses, epoch - 1);
        Shorten(watched, epoch - 1);
        losses.Add(loss);
        if (metrics is null)
            return;
        watchedLosses.Add(metrics.Loss);
        watched.Add(metrics);
    }

    private static void Shorten<T>(List<T> list, int count)
    {
        if (list.Count > count)
            list.RemoveRange(count, list.Count - count);
    }

    private static double? Figure(Metrics? metrics) => metrics?.Accuracy ?? metrics?.Rmse;
}
