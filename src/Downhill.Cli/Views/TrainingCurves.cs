using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary>How one network learns, as far as it has come: a value an epoch, and where it stands.</summary>
internal sealed class TrainingCurves
{
    private readonly List<double> losses = [], watchedLosses = [], within = [];
    private readonly List<Metrics?> watched = [];
    private long firstStep;
    private int epochWithin;

    /// <summary>The training loss of each epoch.</summary>
    public IReadOnlyList<double> Losses => losses;

    /// <summary>The loss of the watched rows after each epoch; empty where none are watched.</summary>
    public IReadOnlyList<double> WatchedLosses => watchedLosses;

    /// <summary>The headline metric of the watched rows after each epoch, accuracy or RMSE; empty where there is none.</summary>
    public IReadOnlyList<double> Figures => [.. watched.Select(Figure).OfType<double>()];

    /// <summary>Whether that metric is an accuracy.</summary>
    public bool AreAccuracies => watched is [{ Accuracy: not null }, ..];

    /// <summary>The epoch at work, or the last one, and its mean loss so far, told some times within it.</summary>
    public (int Epoch, IReadOnlyList<double> Losses) Within => (epochWithin, within);

    /// <summary>The last that was told, if anything was.</summary>
    public TrainingProgress? Last { get; private set; }

    /// <summary>How many steps have been made, by this process or before it.</summary>
    public long Step { get; private set; }

    /// <summary>How many of them this process has made.</summary>
    public long StepsMade => Math.Max(0, Step - firstStep);

    /// <summary>Whether it has learnt all it is to learn.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The metrics of the watched rows after the last epoch.</summary>
    public Metrics? Watched => watched.Count > 0 ? watched[^1] : null;

    /// <summary>The epoch with the smallest loss of the watched rows, or of the training rows where none are watched.</summary>
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

    /// <summary>Takes note of where this process begins.</summary>
    public void Begin(MemberStart start) => (firstStep, Step, IsDone) = (start.Steps, start.Steps, start.IsDone);

    /// <summary>Takes note of an epoch of an earlier process.</summary>
    public void Add(EpochRecord epoch) => AddEpoch(epoch.Epoch, epoch.Loss, epoch.Validation);

    /// <summary>Takes note of what a training tells.</summary>
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
