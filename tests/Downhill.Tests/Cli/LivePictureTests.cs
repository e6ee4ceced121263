using Downhill.Experiments;
using Downhill.Cli;
using Spectre.Console;

namespace Downhill.Tests;

public class LivePictureTests
{
    private static readonly TrainingOptions Training = new(new SoftmaxCrossEntropy(), new Adam(), BatchSize: 10, Epochs: 20);

    public static TheoryData<int, int> Terminals => new()
    {
        { 60, 15 }, { 80, 24 }, { 200, 50 }, { 30, 4 }, { 20, 40 }, { 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Terminals))]
    public void It_is_never_wider_or_higher_than_the_terminal(int width, int height)
    {
        foreach (int members in (int[])[1, 4])
        {
            foreach (int epochs in (int[])[0, 1, 2, 13, 20])
                Fits(Lines(Run(members, epochs), width, height), width, height);
        }
    }

    [Fact]
    public void It_tells_how_far_and_how_good_the_run_is()
    {
        string text = string.Join('\n', Lines(Run(members: 4, epochs: 13), 80, 24));
        foreach (string words in (string[])["member 1, epoch 13/20", "0:02:47 left", "samples/s", "learning rate 0.00123", "loss 0.07",
            "validation 0.2", "accuracy 65.00 %", "best epoch 13", "members done: 0 of 4", "at work: 1 (epoch 13)", "waiting: 3",
            "● train ○ valid", "accuracy, member 1"])
            Assert.Contains(words, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_stand_beside_each_other_below_each_other_or_alone()
    {
        Assert.Contains(Lines(Run(1, 13), 80, 24),
            line => line.Contains("loss", StringComparison.Ordinal) && line.Contains("accuracy by epoch", StringComparison.Ordinal));
        string[] narrow = Lines(Run(1, 13), 40, 30);
        Assert.Equal(2, narrow.Count(line => line.Contains('└')));
        Assert.Single(Lines(Run(1, 13), 40, 13), line => line.Contains('└'));
        Assert.DoesNotContain(Lines(Run(1, 13), 30, 4), line => line.Contains('└'));
    }

    [Fact]
    public void Within_the_first_epoch_the_loss_so_far_is_drawn()
    {
        var run = new RunProgress(Training, rows: 100, members: 1);
        for (int step = 1; step < 5; step++)
            run.Add(new TrainingProgress(1, step, 1.0 / step, null, TimeSpan.FromSeconds(step), 10, IsEpochEnd: false),
                TimeSpan.FromSeconds(step));
        Assert.Contains(Lines(run, 80, 24), line => line.Contains("loss so far in epoch 1", StringComparison.Ordinal));
    }

    private static RunProgress Run(int members, int epochs)
    {
        var run = new RunProgress(Training, rows: 100, members);
        for (int epoch = 1; epoch <= epochs; epoch++)
            run.Add(new TrainingProgress(epoch, epoch * 10, 1.0 / epoch, new Metrics(15, 3.0 / epoch, [("accuracy", epoch / 20.0)]),
                TimeSpan.FromSeconds(epoch), 1234, true, 0.00123, members == 1 ? null : 1, epoch == 20 ? TrainingStop.Epochs : null),
                TimeSpan.FromSeconds(2.5 * epoch));
        return run;
    }

    private static string[] Lines(RunProgress run, int width, int height) =>
        [.. LiveView.Lines(run, TimeSpan.FromSeconds(2.5 * run.Members[0].Losses.Count), width, height).Select(Markup.Remove)];

    private static void Fits(string[] lines, int width, int height)
    {
        Assert.InRange(lines.Length, 1, Math.Max(1, height - 1));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
    }
}
