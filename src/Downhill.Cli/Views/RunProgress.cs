using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary>How far a run is: its members, of which a run without an ensemble has one.</summary>
internal sealed class RunProgress
{
    private readonly TrainingCurves[] members;
    private (TimeSpan Elapsed, long Made)? first;

    public RunProgress(TrainingOptions training, int rows, int members)
    {
        Training = training;
        this.members = [.. Enumerable.Range(0, members).Select(_ => new TrainingCurves())];
        int stepsPerEpoch = training.BatchSize == 0 ? 1 : (rows + training.BatchSize - 1) / training.BatchSize;
        StepsOfMember = Math.Min(training.Epochs * (long)stepsPerEpoch, training.Steps ?? long.MaxValue);
    }

    /// <summary>How the members are trained.</summary>
    public TrainingOptions Training { get; }

    /// <summary>The members in order.</summary>
    public IReadOnlyList<TrainingCurves> Members => members;

    /// <summary>How many steps a member makes at most.</summary>
    public long StepsOfMember { get; }

    /// <summary>The member that a picture of one shows: the first at work, else the last that is done.</summary>
    public int Shown => Array.FindIndex(members, IsAtWork) is int first and >= 0 ? first : Math.Max(0, Array.FindLastIndex(members, member => member.IsDone));

    /// <summary>The share of the run that is done.</summary>
    public double Share => members.Sum(member => member.IsDone ? StepsOfMember : member.Step) / (double)(StepsOfMember * members.Length);

    /// <summary>Rows learnt from per second, by all members at work together.</summary>
    public double SamplesPerSecond => members.Where(IsAtWork).Sum(member => member.Last!.Value.SamplesPerSecond);

    /// <summary>Whether it may end before all steps are made.</summary>
    public bool MayEndEarly => Training.Patience < Training.Epochs || Training.TargetLoss is not null;

    /// <summary>Whether a member is being trained.</summary>
    public static bool IsAtWork(TrainingCurves member) => member.Last is not null && !member.IsDone;

    /// <summary>Takes note of what earlier processes did.</summary>
    public void Begin(IReadOnlyList<MemberStart> starts, IEnumerable<EpochRecord> epochs)
    {
        foreach (EpochRecord epoch in epochs)
            members[(epoch.Member ?? 1) - 1].Add(epoch);
        for (int i = 0; i < members.Length; i++)
            members[i].Begin(starts[i]);
    }

    /// <summary>Takes note of what a training tells.</summary>
    /// <param name="progress">What it tells.</param>
    /// <param name="elapsed">How long this process has been at it.</param>
    public void Add(TrainingProgress progress, TimeSpan elapsed)
    {
        members[(progress.Member ?? 1) - 1].Add(progress);
        first ??= (elapsed, Made);
    }

    /// <summary>
    /// How long it still takes, judged by the steps that this process made since it first told something, for before that it also had to get
    /// ready; null before there are any.
    /// </summary>
    /// <param name="elapsed">How long this process has been at it.</param>
    public TimeSpan? Left(TimeSpan elapsed)
    {
        if (first is not { } start || Made == start.Made)
            return null;
        long left = members.Sum(member => member.IsDone ? 0 : Math.Max(0, StepsOfMember - member.Step));
        return TimeSpan.FromSeconds(Math.Min(359_999, (elapsed - start.Elapsed).TotalSeconds / (Made - start.Made) * left));
    }

    private long Made => members.Sum(member => member.StepsMade);
}
