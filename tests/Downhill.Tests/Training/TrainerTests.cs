namespace Downhill.Tests;

public sealed class TrainerTests
{
    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(10, 10, 1)]
    [InlineData(100, 10, 1)]
    [InlineData(4, 4, 3)]
    [InlineData(5, 5, 2)]
    [InlineData(1, 1, 10)]
    public void An_epoch_has_as_many_steps_as_the_batch_size_asks_for(int asked, int batch, int steps)
    {
        Trainer<double> trainer = New(new TrainingOptions(new MeanSquaredError(), new Sgd(), asked, Epochs: 3));
        Assert.Equal((batch, steps), (trainer.BatchSize, trainer.StepsPerEpoch));
        Assert.Equal(3 * steps, trainer.Train().Steps);
        Assert.Equal(3 * steps, trainer.Step);
    }

    // Four rows, then four, then two: each step is made on its own rows, with its own mean.
    [Theory]
    [InlineData(Reduction.Mean)]
    [InlineData(Reduction.Sum)]
    public void The_last_batch_is_a_partial_one_and_the_loss_the_mean_of_all_rows(Reduction reduction)
    {
        var options = new TrainingOptions(new SumSquaredError(reduction), new Sgd(0.01), BatchSize: 4, Epochs: 1, Shuffle: false);
        Trainer<double> trainer = New(options), byHand = New(options);
        double[] losses = [byHand.StepOn([0, 1, 2, 3]), byHand.StepOn([4, 5, 6, 7]), byHand.StepOn([8, 9])];
        double mean = reduction == Reduction.Sum ? losses.Sum() / 10 : ((4 * losses[0]) + (4 * losses[1]) + (2 * losses[2])) / 10;
        Assert.Equal(mean, trainer.Train().Loss, 1e-14);
        Assert.Equal(byHand.Network.Parameters.Span, trainer.Network.Parameters.Span);
    }

    [Fact]
    public void Each_epoch_has_an_order_of_its_own_that_the_seed_fixes()
    {
        TrainingOptions options = new(new MeanSquaredError(), new Sgd(), BatchSize: 3, Epochs: 2, Seed: 6);
        Trainer<double> trainer = New(options), again = New(options), byHand = New(options);
        trainer.Train();
        again.Train();
        var order = new int[10];
        var orders = new List<int[]>();
        for (ulong epoch = 1; epoch <= 2; epoch++)
        {
            Shuffle.Fill(order, 6, RandomPurpose.Shuffling, epoch);
            orders.Add([.. order]);
            for (int start = 0; start < 10; start += 3)
                byHand.StepOn(order.AsSpan(start, Math.Min(3, 10 - start)));
        }

        Assert.NotEqual(orders[0], orders[1]);
        Assert.Equal(byHand.Network.Parameters.Span, trainer.Network.Parameters.Span);
        Assert.Equal(again.Network.Parameters.Span, trainer.Network.Parameters.Span);

        Trainer<double> other = New(options with { Seed = 7 });
        other.Train();
        Assert.NotEqual(other.Network.Parameters.Span.ToArray(), trainer.Network.Parameters.Span.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Xor_is_learnt(int batch)
    {
        Dataset data = Dataset.FromArrays([2], [0, 0, 0, 1, 1, 0, 1, 1], [0, 1, 1, 0]);
        var network = new Network<float>(Examples.Model("linear 4, tanh, linear 1", 2), seed: 1);
        var options = new TrainingOptions(new BinaryCrossEntropy(), new Adam(0.05), batch, Epochs: 2000, TargetLoss: 0.01);
        TrainingResult result = new Trainer<float>(network, data, options).Train();
        Assert.Equal(TrainingStop.TargetLoss, result.Stop);
        Assert.InRange(result.Loss, 0, 0.01);

        Plan<float> plan = Plan<float>.ForInference(network, 4, options.Loss.Link);
        new float[] { 0, 0, 0, 1, 1, 0, 1, 1 }.CopyTo(plan.Inputs);
        plan.Forward(new Pass(4));
        Assert.Equal([0, 1, 1, 0], plan.Predictions.ToArray().Select(answer => Math.Round(answer)));
    }

    [Fact]
    public void A_classifier_of_three_classes_is_learnt()
    {
        Dataset iris = BuiltInData.Load("iris").Data;
        Dataset data = Preprocessing.Fit(iris).Apply(iris);
        var network = new Network<float>(Examples.Model("linear 8, relu, linear 3", 4), seed: 1);
        var options = new TrainingOptions(new SoftmaxCrossEntropy(), new Adam(0.01), BatchSize: 16, Epochs: 60);
        new Trainer<float>(network, data, options, threads: 2).Train();
        Assert.True(new Evaluator<float>(network, data, options.Loss).Evaluate().Accuracy > 0.95);
    }

    [Fact]
    public void A_network_without_parameters_can_be_trained_to_no_effect()
    {
        var trainer = new Trainer<double>(
            new Network<double>(Examples.Model("tanh", 3)), Examples.Data(4, 3, 3),
            new TrainingOptions(new MeanSquaredError(), new Adam(), Epochs: 2));
        Assert.Equal(TrainingStop.Epochs, trainer.Train().Stop);
    }

    [Fact]
    public void A_preview_shows_the_next_step_and_changes_nothing()
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(0.01), BatchSize: 4, Epochs: 9, Schedule: new CosineDecay());
        Trainer<double> looked = New(options), plain = New(options);
        looked.StepOn([0, 1, 2]);
        plain.StepOn([0, 1, 2]);
        double rate = looked.LearningRate;
        double[] shown = looked.Preview([3, 4, 5, 6]);
        Assert.Equal((1L, rate), (looked.Step, looked.LearningRate));
        Assert.Equal(plain.Network.Parameters.Span.ToArray(), looked.Network.Parameters.Span.ToArray());
        Assert.Equal(plain.State.Span.ToArray(), looked.State.Span.ToArray());
        plain.StepOn([3, 4, 5, 6]);
        Assert.Equal(plain.Network.Parameters.Span.ToArray(), shown);
        looked.StepOn([3, 4, 5, 6]);
        Assert.Equal((2L, plain.LearningRate), (looked.Step, looked.LearningRate));
        Assert.NotEqual(rate, looked.LearningRate);
        Assert.Equal(shown, looked.Network.Parameters.Span.ToArray());
    }

    [Fact]
    public void A_step_takes_no_more_rows_than_a_batch_and_at_least_one()
    {
        Trainer<double> trainer = New(new TrainingOptions(new MeanSquaredError(), new Sgd(), BatchSize: 2));
        Assert.Throws<ArgumentException>(() => trainer.StepOn([]));
        Assert.Throws<ArgumentException>(() => trainer.StepOn([0, 1, 2]));
        Assert.Equal(0, trainer.Step);
    }

    [Theory]
    [InlineData(-1, 1, null, null, "The batch size is -1; it must be at least 1, or 0 for the full batch.")]
    [InlineData(1, 0, null, null, "The number of epochs is 0; it must be at least 1.")]
    [InlineData(1, 1, 0L, null, "The number of steps is 0; it must be at least 1.")]
    [InlineData(1, 1, null, -1.0, "The target loss is -1; it must be at least 0.")]
    [InlineData(1, 1, null, double.NaN, "The target loss is NaN; it must be at least 0.")]
    public void Options_out_of_range_are_refused(int batch, int epochs, long? steps, double? target, string message)
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(), batch, epochs, steps, target);
        Assert.Equal(message, Assert.Throws<DownhillException>(() => New(options)).Message);
    }

    [Fact]
    public void The_options_of_the_optimizer_are_checked_too() => Assert.Throws<DownhillException>(
        () => New(new TrainingOptions(new MeanSquaredError(), new Sgd(0))));

    private static Trainer<double> New(TrainingOptions options) =>
        new(Examples.Network("linear 4, tanh, linear 2", 3), Examples.Data(10, 3, 2), options);
}
