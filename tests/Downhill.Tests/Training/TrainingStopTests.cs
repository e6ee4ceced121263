namespace Downhill.Tests;

public sealed class TrainingStopTests
{
    private static readonly Dataset Data = Examples.Data(10, 3, 2);

    private static readonly TrainingOptions Options = new(new MeanSquaredError(), new Sgd(0.01), BatchSize: 4, Epochs: 5);

    [Fact]
    public void Training_stops_when_its_epochs_are_done() =>
        Check(New(Options).Train(), TrainingStop.Epochs, epochs: 5, steps: 15);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(7, 3)]
    [InlineData(14, 5)]
    public void Training_stops_when_its_steps_are_done(int steps, int epochs) =>
        Check(New(Options with { Steps = steps }).Train(), TrainingStop.Steps, epochs, steps);

    [Fact]
    public void Training_stops_after_the_first_epoch_whose_loss_is_small_enough()
    {
        var reports = new Reports<TrainingProgress>();
        New(Options).Train(progress: reports);
        double[] losses = [.. reports.All.Where(report => report.IsEpochEnd).Select(report => report.Loss)];
        Assert.Equal(5, losses.Length);
        Assert.True(losses[2] < losses[1]);
        TrainingResult result = New(Options with { TargetLoss = losses[2] }).Train();
        Check(result, TrainingStop.TargetLoss, epochs: 3, steps: 9);
        Assert.Equal(losses[2], result.Loss);
    }

    [Fact]
    public void Cancelling_finishes_the_step_and_keeps_what_was_learnt()
    {
        using var cancel = new CancellationTokenSource();
        var reports = new Reports<TrainingProgress>(report =>
        {
            if (report.Epoch == 2)
                cancel.Cancel();
        });
        Trainer<double> cancelled = New(Options), counted = New(Options with { Steps = 7 });
        Check(cancelled.Train(progress: reports, cancellation: cancel.Token), TrainingStop.Cancelled, epochs: 3, steps: 7);
        counted.Train();
        Assert.Equal(counted.Network.Parameters.Span, cancelled.Network.Parameters.Span);
    }

    [Fact]
    public void Cancelled_before_it_starts_training_makes_one_step() =>
        Check(New(Options).Train(cancellation: new CancellationToken(canceled: true)), TrainingStop.Cancelled, epochs: 1, steps: 1);

    [Fact]
    public void Progress_comes_after_each_epoch_with_what_was_measured()
    {
        var reports = new Reports<TrainingProgress>();
        Trainer<double> trainer = New(Options);
        Dataset validation = Examples.Data(6, 3, 2);
        TrainingResult result = trainer.Train(validation, reports);
        TrainingProgress[] epochs = [.. reports.All.Where(report => report.IsEpochEnd)];
        Assert.Equal([(1, 3L), (2, 6L), (3, 9L), (4, 12L), (5, 15L)], epochs.Select(report => (report.Epoch, report.Step)));
        Assert.Equal(result.Loss, epochs[^1].Loss);
        Assert.All(epochs, report => Assert.Equal(6, report.Validation!.Rows));
        Assert.Equal(new Evaluator<double>(trainer.Network, validation, Options.Loss).Evaluate(), epochs[^1].Validation);
        Assert.All(epochs.Zip(epochs.Skip(1)), pair => Assert.True(pair.First.Elapsed <= pair.Second.Elapsed));
        Assert.All(epochs, report => Assert.Equal(10 * report.Epoch, report.SamplesPerSecond * report.Elapsed.TotalSeconds, 1e-9));
    }

    private static void Check(TrainingResult result, TrainingStop stop, int epochs, long steps)
    {
        Assert.Equal((stop, epochs, steps, (string?)null), (result.Stop, result.Epochs, result.Steps, result.FirstNonFinite));
        Assert.True(double.IsFinite(result.Loss));
    }

    private static Trainer<double> New(TrainingOptions options) => new(Examples.Network("linear 4, tanh, linear 2", 3), Data, options);
}
