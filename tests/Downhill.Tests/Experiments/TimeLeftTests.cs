using Downhill.Experiments;

namespace Downhill.Tests;

/// <summary>The time that is left, calculated by hand from a few marks of time and steps.</summary>
public sealed class TimeLeftTests
{
    private static readonly TrainingOptions Training = new(new MeanSquaredError(), new Adam(), BatchSize: 10, Epochs: 20);

    // 10 steps a second at first, 20 in the last third, which begins with the mark at exactly 4 of 6 seconds: 2 s / 40 × 110.
    [Fact]
    public void The_last_third_counts()
    {
        RunProgress run = Run((0, 10), (1, 20), (2, 30), (3, 40), (4, 50), (5, 70), (6, 90));

        Assert.Equal(TimeSpan.FromSeconds(5.5), run.Left(TimeSpan.FromSeconds(6)));
        Assert.Equal(0.45, run.Share);
    }

    [Theory]
    [InlineData(49, null)]
    [InlineData(50, 900)]
    [InlineData(60, 1080)]
    public void Marks_less_than_50_milliseconds_apart_tell_nothing(int milliseconds, int? left)
    {
        RunProgress run = Run((0, 10), (milliseconds / 1000.0, 20));
        Assert.Equal(left is int time ? TimeSpan.FromMilliseconds(time) : null, run.Left(TimeSpan.FromMilliseconds(milliseconds)));
    }

    // The second report, 40 ms after the first, is no mark; the third is one. At 150 ms the last third begins at 100.
    [Fact]
    public void Reports_that_come_quickly_are_not_all_marks()
    {
        RunProgress run = Run((0, 10), (0.04, 30), (0.09, 40), (0.15, 70));
        Assert.Equal(TimeSpan.FromSeconds(0.06 / 30 * 130), run.Left(TimeSpan.FromMilliseconds(150)));
    }

    // No step for long: ten steps in all the time.
    [Theory]
    [InlineData(100, 1800)]
    [InlineData(19_999, 359_982)]
    [InlineData(20_000, 359_999)]
    [InlineData(1_000_000, 359_999)]
    public void A_run_that_stands_still_takes_longer_and_longer_up_to_a_hundred_hours(int now, int left) =>
        Assert.Equal(TimeSpan.FromSeconds(left), Run((0, 10), (1, 20)).Left(TimeSpan.FromSeconds(now)));

    // Of 1,001 marks every other one goes: at 50.03 s the last third begins at 33.353 s, with mark 667, or 666 where 667 is gone.
    [Fact]
    public void Every_other_mark_goes_where_there_are_more_than_a_thousand()
    {
        var run = new RunProgress(Training with { Epochs = 1000 }, rows: 100, members: 1);
        for (int i = 0; i < 1000; i++)
            run.Add(Told(Step(i)), TimeSpan.FromMilliseconds(50 * i));
        Assert.Equal(16.68 / 664 * (10_000 - 1432), run.Left(TimeSpan.FromMilliseconds(50_030))!.Value.TotalSeconds, 1e-6);
        run.Add(Told(Step(1000)), TimeSpan.FromMilliseconds(50_000));
        Assert.Equal(16.73 / 768 * (10_000 - 1434), run.Left(TimeSpan.FromMilliseconds(50_030))!.Value.TotalSeconds, 1e-6);

        static int Step(int i) => i <= 666 ? i : (2 * i) - 566;
    }

    // Two members at a time, 10 steps a second each; a third waits. The first to end, after 100 steps, takes the 200 of the third.
    [Fact]
    public void A_member_that_waits_is_taken_by_the_one_that_ends_first()
    {
        var run = new RunProgress(Training, rows: 100, members: 3);
        foreach ((int member, double at, int step) in ((int, double, int)[])[(1, 1, 10), (2, 1, 50), (1, 6, 60), (2, 6, 100)])
            run.Add(Told(step) with { Member = member }, TimeSpan.FromSeconds(at));

        // From the first report on: 150 steps in 10 seconds of work by two. Left are 140 and 100 + 200.
        Assert.Equal(TimeSpan.FromSeconds(20), run.Left(TimeSpan.FromSeconds(6)));
        Assert.Equal((0, 14.0), (run.Shown, run.SamplesPerSecond));
    }

    [Theory]
    [InlineData(100, 10, 20, null, 200)]
    [InlineData(101, 10, 20, null, 220)]
    [InlineData(101, 10, 20, 219L, 219)]
    [InlineData(101, 10, 20, 221L, 220)]
    [InlineData(1, 10, 20, null, 20)]
    [InlineData(101, 0, 20, null, 20)]
    public void Steps_of_a_member(int rows, int batch, int epochs, long? steps, int most) => Assert.Equal(most,
        new RunProgress(Training with { BatchSize = batch, Epochs = epochs, Steps = steps }, rows, members: 2).StepsOfMember);

    private static RunProgress Run(params (double Seconds, int Step)[] reports)
    {
        var run = new RunProgress(Training, rows: 100, members: 1);
        foreach ((double seconds, int step) in reports)
            run.Add(Told(step), TimeSpan.FromSeconds(seconds));
        return run;
    }

    private static TrainingProgress Told(int step) => new(1, step, 0.5, null, TimeSpan.Zero, 7, IsEpochEnd: false);
}
