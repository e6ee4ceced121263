namespace Downhill.Experiments;

/// <summary>The progress of a run: its members, of which there is one without an ensemble, and the time that is left.</summary>
public sealed class RunProgress
{
    // How far apart marks of time and steps are, and how many are kept: where there are more, every other one is let go of.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);
    private const int MaxMarks = 1000;

    private readonly TrainingCurves[] members;
    private readonly List<(TimeSpan Elapsed, TimeSpan Worked, long Made)> marks = [];
    private TimeSpan last, worked;
    private int together = 1;

    /// <summary>The progress before the first step.</summary>
    /// <param name="training">The training options of the members.</param>
    /// <param name="rows">The number of training rows.</param>
    /// <param name="members">The number of members.</param>
    public RunProgress(TrainingOptions training, int rows, int members)
    {
        Training = training;
        this.members = [.. Enumerable.Range(0, members).Select(_ => new TrainingCurves())];
        int stepsPerEpoch = training.BatchSize == 0 ? 1 : (rows + training.BatchSize - 1) / training.BatchSize;
        StepsOfMember = Math.Min(training.Epochs * (long)stepsPerEpoch, training.Steps ?? long.MaxValue);
    }

    /// <summary>The training options of the members.</summary>
    public TrainingOptions Training { get; }

    /// <summary>The members in order.</summary>
    public IReadOnlyList<TrainingCurves> Members => members;

    /// <summary>The largest number of steps of a member.</summary>
    public long StepsOfMember { get; }

    /// <summary>The member to show: the first one in training, or else the last finished one.</summary>
    public int Shown => Array.FindIndex(members, IsAtWork) is int first and >= 0
        ? first
        : Math.Max(0, Array.FindLastIndex(members, member => member.IsDone));

    /// <summary>The finished share of the run, from 0 to 1.</summary>
    public double Share => members.Sum(member => member.IsDone ? StepsOfMember : member.Step) / (double)(StepsOfMember * members.Length);

    /// <summary>The number of training rows per second, of all members together.</summary>
    public double SamplesPerSecond => members.Where(IsAtWork).Sum(member => member.Last!.Value.SamplesPerSecond);

    /// <summary>Whether the run can end before all steps are made.</summary>
    public bool MayEndEarly => Training.Patience < Training.Epochs || Training.TargetLoss is not null;

    /// <summary>Whether a member is being trained.</summary>
    public static bool IsAtWork(TrainingCurves member) => member.Last is not null && !member.IsDone;

    /// <summary>Adds the epochs of earlier processes and the positions at which this process starts.</summary>
    public void Begin(IReadOnlyList<MemberStart> starts, IEnumerable<EpochRecord> epochs)
    {
        foreach (EpochRecord epoch in epochs)
            members[(epoch.Member ?? 1) - 1].Add(epoch);
        for (int i = 0; i < members.Length; i++)
            members[i].Begin(starts[i]);
    }

    /// <summary>Adds a report of the training.</summary>
    /// <param name="progress">The report.</param>
    /// <param name="elapsed">The time since this process started to train.</param>
    public void Add(TrainingProgress progress, TimeSpan elapsed)
    {
        worked = WorkedUntil(elapsed);
        last = elapsed;
        members[(progress.Member ?? 1) - 1].Add(progress);
        together = Math.Max(together, members.Count(IsAtWork));
        if (marks.Count == 0 || elapsed - marks[^1].Elapsed >= Apart)
            marks.Add((elapsed, worked, Made));
        if (marks.Count > MaxMarks)
        {
            int place = 0;
            marks.RemoveAll(_ => place++ % 2 == 1);
        }
    }

    /// <summary>
    /// An estimate of the remaining time, from the steps that this process made in the last third of its time so far, because the start is
    /// slower. Waiting members start when others end, so the last ones can run alone. Null before the first steps.
    /// </summary>
    /// <param name="elapsed">The time since this process started to train.</param>
    public TimeSpan? Left(TimeSpan elapsed)
    {
        if (marks.Count == 0)
            return null;
        TimeSpan recent = elapsed - ((elapsed - marks[0].Elapsed) / 3);
        (TimeSpan from, TimeSpan before, long made) = marks.LastOrDefault(mark => mark.Elapsed <= recent, marks[0]);
        if (Made == made)
            (from, before, made) = marks[0];
        if (Made == made || elapsed - from < Apart)
            return null;
        double secondsPerStep = (WorkedUntil(elapsed) - before).TotalSeconds / (Made - made);
        return TimeSpan.FromSeconds(Math.Min(359_999,
            secondsPerStep * LongestWay(Math.Clamp(members.Count(member => !member.IsDone), 1, together))));
    }

    // The time of all members at work, added up.
    private TimeSpan WorkedUntil(TimeSpan elapsed) => worked + ((elapsed - last) * Math.Max(1, members.Count(IsAtWork)));

    // The steps of the worker that ends last, where each takes the next member that waits.
    private long LongestWay(int workersLeft)
    {
        var workers = new PriorityQueue<long, long>();
        foreach (long left in members.Where(IsAtWork).Select(Left))
            workers.Enqueue(left, left);
        while (workers.Count < workersLeft)
            workers.Enqueue(0, 0);
        foreach (long left in members.Where(member => !member.IsDone && !IsAtWork(member)).Select(Left))
        {
            long end = workers.Dequeue() + left;
            workers.Enqueue(end, end);
        }

        return workers.UnorderedItems.Max(worker => worker.Element);

        long Left(TrainingCurves member) => Math.Max(0, StepsOfMember - member.Step);
    }

    private long Made => members.Sum(member => member.StepsMade);
}
