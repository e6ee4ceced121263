namespace Downhill.Tests;

/// <summary>A trainer that trains twice, and what wins where several rules end a training at once; worked by hand.</summary>
public sealed class SecondTrainingTests
{
    // Inputs 1, 2 and 3, targets 0: a step of ½ (w x)² with the rate 0.1 multiplies w by 1 − 0.1 x², which is 0.9, 0.6 and 0.1.
    private static readonly Dataset Rows = Dataset.FromArrays([1], [1, 2, 3], [0, 0, 0]);

    private static readonly TrainingOptions Options = new(new HalfSquaredError(), new Sgd(0.1), BatchSize: 1, Epochs: 2, Shuffle: false);

    [Fact]
    public void A_second_training_has_as_many_epochs_again()
    {
        Network<double> network = One();
        var trainer = new Trainer<double>(network, Rows, Options);

        TrainingResult first = trainer.Train(), second = trainer.Train();

        Assert.Equal((TrainingStop.Epochs, 2, 6L), (first.Stop, first.Epochs, first.Steps));
        Assert.Equal((TrainingStop.Epochs, 4, 12L), (second.Stop, second.Epochs, second.Steps));
        Assert.Equal(Math.Pow(0.9 * 0.6 * 0.1, 4), network.Parameters.Span[0], 1e-15);
    }

    // Stopped after two of three rows, it begins with the first row again: 0.54 at first, 0.54² then. The losses before the two steps of
    // the second training are ½ (0.54)² and ½ (2 · 0.54 · 0.9)².
    [Fact]
    public void A_second_training_has_as_many_steps_again_and_begins_an_epoch()
    {
        Network<double> network = One();
        var trainer = new Trainer<double>(network, Rows, Options with { Steps = 2 });

        TrainingResult first = trainer.Train(), second = trainer.Train();

        Assert.Equal((TrainingStop.Steps, 1, 2L), (first.Stop, first.Epochs, first.Steps));
        Assert.Equal((TrainingStop.Steps, 2, 4L), (second.Stop, second.Epochs, second.Steps));
        Assert.Equal(((0.54 * 0.54) + (0.972 * 0.972)) / 4, second.Loss, 1e-15);
        Assert.Equal(0.54 * 0.54, network.Parameters.Span[0], 1e-15);
    }

    // Of the four steps of both trainings the third has gone ½ of the way, and the fourth ¾: ½ (1 + cos) is ½ and ½ (1 − √½).
    [Fact]
    public void The_schedule_of_a_second_training_ends_with_it()
    {
        var reports = new Reports<TrainingProgress>();
        var trainer = new Trainer<double>(One(), Rows, Options with { Steps = 2, Schedule = new CosineDecay() });

        trainer.Train();
        Assert.Equal(0.1 * 0.5, trainer.LearningRate, 1e-15);
        trainer.Train(progress: reports);
        Assert.Equal(0.1 * 0.5 * (1 - Math.Sqrt(0.5)), trainer.LearningRate, 1e-15);
        Assert.Equal(trainer.LearningRate, reports.All[^1].LearningRate);
    }

    // The watched row would have the weight at ½, from where training pulls it to 0: the first epoch of the second training is its best.
    [Fact]
    public void A_second_training_has_a_best_epoch_of_its_own()
    {
        Network<double> network = One();
        Dataset row = Dataset.FromArrays([1], [1], [0]), watched = Dataset.FromArrays([1], [1], [0.5]);
        var trainer = new Trainer<double>(network, row, Options with { Epochs = 100, Patience = 2 });

        TrainingResult first = trainer.Train(watched);
        double best = network.Parameters.Span[0];
        TrainingResult second = trainer.Train(watched);

        // 0.9⁶ = 0.531 and 0.9⁷ = 0.478 lie 0.031 and 0.022 from ½.
        Assert.Equal((TrainingStop.Patience, 9, (int?)7), (first.Stop, first.Epochs, first.BestEpoch));
        Assert.Equal(Math.Pow(0.9, 7), best, 1e-15);
        Assert.Equal((TrainingStop.Patience, 12, (int?)10), (second.Stop, second.Epochs, second.BestEpoch));
        Assert.Equal(Math.Pow(0.9, 8), network.Parameters.Span[0], 1e-15);
    }

    // All four end the training after the second epoch: the watched row is 0, so no epoch is better than the first.
    [Theory]
    [InlineData(true, true, true, TrainingStop.Steps)]
    [InlineData(false, true, true, TrainingStop.TargetLoss)]
    [InlineData(false, false, true, TrainingStop.Patience)]
    [InlineData(false, false, false, TrainingStop.Epochs)]
    public void Of_several_reasons_to_stop_the_strictest_is_told(bool hasSteps, bool hasTarget, bool hasPatience, TrainingStop expected)
    {
        var reports = new Reports<TrainingProgress>();
        var trainer = new Trainer<double>(One(), Rows, Options with
        {
            Steps = hasSteps ? 6 : null,
            TargetLoss = hasTarget ? 0.01 : null, // the loss of the second epoch is about ⅙ · 0.054² · 8
            Patience = hasPatience ? 1 : null,
        });

        TrainingResult result = trainer.Train(Dataset.FromArrays([1], [0], [1]), reports);

        Assert.Equal((expected, 2, 6L), (result.Stop, result.Epochs, result.Steps));
        Assert.Equal([null, expected], reports.All.Where(report => report.IsEpochEnd).Select(report => report.Stop));
        Assert.Equal(hasPatience ? 1 : null, result.BestEpoch);
    }

    // The watched row has a loss of ½ all the time, and the rows learnt from soon have less than 0.01.
    [Fact]
    public void The_loss_to_reach_is_that_of_the_rows_learnt_from()
    {
        TrainingResult result = new Trainer<double>(One(), Rows, Options with { Epochs = 5, TargetLoss = 0.01 })
            .Train(Dataset.FromArrays([1], [0], [1]));
        Assert.Equal((TrainingStop.TargetLoss, 2), (result.Stop, result.Epochs));
    }

    [Fact]
    public void An_epoch_whose_loss_is_no_number_is_not_the_best_one()
    {
        var best = new BestWeights<double>(One(), 2);

        Assert.False(best.Note(1, double.NaN));
        Assert.False(best.Note(2, 5));
        Assert.False(best.Note(3, double.NaN));
        Assert.True(best.Note(4, 6));
        Assert.Equal((2, 5.0), (best.Epoch, best.Loss));

        // So is the loss from which a plateau is counted: 5 is better than no number, and after two epochs without a better one η falls.
        var plateau = new ReduceOnPlateau(1);
        PlateauState state = plateau.Note(plateau.Note(default, double.NaN), 5);
        Assert.Equal(new PlateauState(2, 5, 0, 0), state);
        Assert.Equal(new PlateauState(4, 5, 0, 1), plateau.Note(plateau.Note(state, double.NaN), 6));
    }

    private static Network<double> One() => new(new Model([1], [new Linear(1, false, new Constant(1))]));
}
