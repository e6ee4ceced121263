using Downhill.Experiments;

namespace Downhill.Tests;

public class TrainingCurvesTests
{
    [Fact]
    public void Losses_within_an_epoch_are_of_that_epoch_alone()
    {
        var curves = new TrainingCurves();
        foreach ((int epoch, double loss, bool isEnd) in ((int, double, bool)[])[(1, 3, false), (1, 2, false), (1, 2, true), (2, 1, false)])
            curves.Add(new TrainingProgress(epoch, 10 * epoch, loss, null, TimeSpan.Zero, 1, isEnd));

        Assert.Equal(2, curves.Within.Epoch);
        Assert.Equal([1.0], curves.Within.Losses);
        Assert.Equal([2.0], curves.Losses);
        Assert.Equal((20, 20, false), ((int)curves.Step, (int)curves.StepsMade, curves.IsDone));
    }

    [Fact]
    public void Epochs_that_come_again_replace_those_that_were_gone_back_before()
    {
        var curves = new TrainingCurves();
        foreach ((int epoch, double loss) in ((int, double)[])[(1, 0.9), (2, 0.5), (3, 70), (2, 0.6), (3, 0.4)])
            curves.Add(Told(epoch, loss));

        Assert.Equal([0.9, 0.6, 0.4], curves.Losses);
        Assert.Equal([1.9, 1.6, 1.4], curves.WatchedLosses);
        Assert.Equal([0.09, 0.06, 0.04], curves.Figures);
        Assert.Equal((3, 1.4), (curves.Best!.Value.Epoch, curves.Best.Value.Loss));
    }

    [Fact]
    public void The_best_epoch_is_the_one_of_the_smallest_finite_loss()
    {
        var curves = new TrainingCurves();
        Assert.Null(curves.Best);
        foreach ((int epoch, double loss) in ((int, double)[])[(1, double.NaN), (2, 0.5), (3, 0.7)])
            curves.Add(new EpochRecord(epoch, epoch, loss, epoch, 7, null));
        Assert.Equal(2, curves.Best!.Value.Epoch);
        curves.Add(new EpochRecord(4, 4, 0.5, 4, 7, null));
        Assert.Equal(2, curves.Best!.Value.Epoch); // the first of those that are equally good, whose weights are kept
    }

    [Fact]
    public void A_run_that_is_interrupted_is_not_done()
    {
        var curves = new TrainingCurves();
        curves.Add(Told(1, 0.5) with { Stop = TrainingStop.Cancelled });
        Assert.False(curves.IsDone);
        curves.Add(Told(2, 0.5) with { Stop = TrainingStop.Epochs });
        Assert.True(curves.IsDone);
    }

    private static TrainingProgress Told(int epoch, double loss) =>
        new(epoch, epoch * 10, loss, new Metrics(9, loss + 1, [("accuracy", loss / 10)]), TimeSpan.FromSeconds(epoch), 7, IsEpochEnd: true);
}
