using Downhill.Cli;
using Downhill.Experiments;

namespace Downhill.Tests;

public class RunProgressTests
{
    private static readonly TrainingOptions Training = new(new MeanSquaredError(), new Adam(), BatchSize: 10, Epochs: 20);

    [Fact]
    public void Time_left_is_judged_by_the_steps_of_this_process()
    {
        var run = new RunProgress(Training, rows: 95, members: 1);
        Assert.Equal(200, run.StepsOfMember);
        run.Begin([new MemberStart(100, IsDone: false)], [Epoch(1), Epoch(2)]);
        Assert.Null(run.Left(TimeSpan.FromSeconds(1)));
        Assert.Equal(0.5, run.Share);

        run.Add(Told(step: 110), TimeSpan.FromSeconds(7)); // nearly all of that to get ready
        Assert.Null(run.Left(TimeSpan.FromSeconds(7)));
        run.Add(Told(step: 150), TimeSpan.FromSeconds(15));
        Assert.Equal(TimeSpan.FromSeconds(8.0 / 40 * 50), run.Left(TimeSpan.FromSeconds(15)));
        Assert.Equal(0.75, run.Share);
        Assert.Equal(2, run.Members[0].Losses.Count);
    }

    [Fact]
    public void Members_that_are_done_take_no_more_time()
    {
        var run = new RunProgress(Training, rows: 95, members: 3);
        run.Begin([new MemberStart(120, IsDone: true), new MemberStart(50, IsDone: false), default], []);
        run.Add(Told(step: 60) with { Member = 2 }, TimeSpan.FromSeconds(1));
        run.Add(Told(step: 100) with { Member = 2 }, TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(4 * (100 + 200) / 40.0), run.Left(TimeSpan.FromSeconds(5)));
        Assert.Equal((200 + 100) / 600.0, run.Share, 1e-12);
        Assert.Equal(1, run.Shown);
        Assert.Equal(7, run.SamplesPerSecond);

        run.Add(Told(step: 110) with { Member = 2, Stop = TrainingStop.Patience }, TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.FromSeconds(5 * 200 / 50.0), run.Left(TimeSpan.FromSeconds(6)));
    }

    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(1, 1, 4.0)]
    [InlineData(8, 2, 3.0)]
    [InlineData(3, 2, 1.5)]
    [InlineData(4, 4, 3.0)]
    public void After_a_tenth_of_the_run_the_time_left_is_right_within_half(int members, int workers, double slowness)
    {
        // Steps take 10 ms, but at first as many times as long, until half a second of work is done by each worker; 0.4 s to get ready.
        double now = 0.4;
        const int Steps = 2000;
        var run = new RunProgress(Training with { Epochs = 200 }, rows: 95, members);
        run.Begin([.. Enumerable.Repeat(default(MemberStart), members)], []);
        var at = new int[members];
        var guesses = new List<(double Now, double Left)>();
        while (at.Any(step => step < Steps))
        {
            int[] working = [.. Enumerable.Range(0, members).Where(i => at[i] < Steps).Take(workers)];
            now += now < 0.9 ? 0.01 * slowness : 0.01;
            foreach (int member in working)
            {
                at[member]++;
                run.Add(Told(at[member]) with
                {
                    Member = members == 1 ? null : member + 1,
                    Stop = at[member] == Steps ? TrainingStop.Epochs : null
                }, TimeSpan.FromSeconds(now));
            }

            if (run.Left(TimeSpan.FromSeconds(now)) is TimeSpan left)
                guesses.Add((now, left.TotalSeconds));
        }

        (double when, double guess) = guesses.First(one => one.Now >= now / 10);
        Assert.InRange(guess / (now - when), 1 / 1.5, 1.5);
        Assert.All(guesses.Where(one => one.Now >= now / 2 && one.Now < 0.98 * now),
            one => Assert.InRange(one.Left / (now - one.Now), 1 / 1.5, 1.5));
    }

    [Fact]
    public void Steps_may_be_fewer_than_the_epochs()
    {
        Assert.Equal(30, new RunProgress(Training with { Steps = 30 }, rows: 95, members: 1).StepsOfMember);
        Assert.Equal(20, new RunProgress(Training with { BatchSize = 0 }, rows: 95, members: 1).StepsOfMember);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(5, null, true)]
    [InlineData(20, null, false)]
    [InlineData(null, 0.1, true)]
    public void It_may_end_early_where_something_can_end_it(int? patience, double? targetLoss, bool expected) =>
        Assert.Equal(expected, new RunProgress(Training with { Patience = patience, TargetLoss = targetLoss }, rows: 95,
            members: 1).MayEndEarly);

    private static EpochRecord Epoch(int epoch) => new(epoch, epoch * 10, 1.0 / epoch, epoch, 7, null);

    private static TrainingProgress Told(long step) =>
        new((int)(step / 10), step, 0.5, null, TimeSpan.FromSeconds(1), 7, IsEpochEnd: false);
}
