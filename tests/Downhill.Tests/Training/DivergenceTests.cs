namespace Downhill.Tests;

public sealed class DivergenceTests
{
    [Fact]
    public void A_number_of_the_data_that_is_none_is_named()
    {
        Check([1, double.NaN], [0, 0], new Sgd(), "the input", steps: 0);
        Check([1, double.PositiveInfinity], [0, 0], new Sgd(), "the input", steps: 0);
        Check([1, 1], [0, double.NaN], new Sgd(), "the target", steps: 0);
    }

    [Fact]
    public void The_first_output_that_overflows_is_named_and_the_network_keeps_its_parameters()
    {
        var model = new Model([1],
            [new Linear(1, false, new Constant(1e200)), new Relu(), new Linear(1, false, new Constant(1e200)), new Relu()]);
        var network = new Network<double>(model);
        Check(network, [1, 1], [0, 0], new Sgd(), "the output of 'linear2'", steps: 0);
        Assert.Equal([1e200, 1e200], network.Parameters.Span.ToArray());
    }

    [Fact]
    public void Overflow_inside_a_composite_is_named_by_the_layer_there()
    {
        var model = new Model([1],
            [new Concat([[new Tanh()], [new Residual([new Linear(1, false, new Constant(1e300))])]]), new Linear(1)]);
        Check(new Network<double>(model), [1e10, 1], [0, 0], new Sgd(), "the output of 'concat1.branch2.residual1.linear1'", steps: 0);
    }

    [Fact]
    public void A_loss_that_overflows_by_itself_is_named()
    {
        var network = new Network<double>(new Model([1], [new Linear(1, false, new Constant(1))]));
        Check(network, [1e200, 1], [0, 0], new Sgd(), "the loss itself", steps: 0);

        // Each row's loss is finite, their sum is not.
        network = new Network<double>(new Model([1], [new Linear(1, false, new Constant(1))]));
        Check(network, [1.1e154, 1.1e154], [0, 0], new Sgd(), "the loss itself", steps: 0);
    }

    [Fact]
    public void A_learning_rate_far_too_large_is_seen_at_the_parameters_it_ruined()
    {
        Check([1, 2], [5, 5], new Sgd(1.7e308), "the parameter 'linear1.weight'", steps: 1);
        Check([1, 2], [5, 5], new Sgd(1.7e308), "the parameter 'linear1.weight'", steps: 1, batch: 1);
    }

    [Fact]
    public void Slow_divergence_is_seen_where_it_overflows_first()
    {
        Dataset data = Examples.Data(8, 3, 1);
        var network = new Network<float>(Examples.Model("linear 1", 3));
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(100), BatchSize: 0, Epochs: 1000);
        TrainingResult result = new Trainer<float>(network, data, options).Train();
        Assert.Equal((TrainingStop.Diverged, "the loss itself"), (result.Stop, result.FirstNonFinite));
        Assert.InRange(result.Steps, 2, 100);
        Assert.Equal(result.Steps + 1, result.Epochs);
        Assert.False(double.IsFinite(result.Loss));
        Assert.All(network.Parameters.Span.ToArray(), number => Assert.True(float.IsFinite(number)));
    }

    // Steps far too large make each epoch worse than the start long before numbers overflow: what is gone back to is the start, not an
    // epoch.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_epoch_that_is_worse_than_the_start_is_never_gone_back_to(bool isWatched)
    {
        Dataset data = Examples.Data(8, 3, 1);
        var network = new Network<float>(Examples.Model("linear 1", 3));
        double start = new Evaluator<float>(network, data, new MeanSquaredError()).Evaluate().Loss;
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(100), BatchSize: 0, Epochs: 200, Retries: 5);
        TrainingResult result = new Trainer<float>(network, data, options).Train(isWatched ? data : null);
        Assert.Equal(TrainingStop.Epochs, result.Stop);
        Assert.True(result.Retries![0].Epoch > 2, "the first epochs end with finite numbers");
        Assert.All(result.Retries, retry => Assert.Equal(0, retry.BackTo));
        Assert.True(new Evaluator<float>(network, data, new MeanSquaredError()).Evaluate().Loss < start);
    }

    // The first epoch has one step, to about −10²⁰⁰, whose square is too large in the second. A tenth of the rate is as bad.
    [Fact]
    public void A_retry_tells_the_epoch_and_the_step_that_diverged()
    {
        var network = new Network<double>(new Model([1], [new Linear(1, false, new Constant(1))]));
        var options = new TrainingOptions(new HalfSquaredError(), new Sgd(1e200), Epochs: 9, Retries: 2);
        TrainingResult result = new Trainer<double>(network, Dataset.FromArrays([1], [1], [0]), options).Train();
        Assert.Equal(TrainingStop.Diverged, result.Stop);
        Assert.Equal([(2, 2L, 0), (2, 2L, 0)], result.Retries!.Select(retry => (retry.Epoch, retry.Step, retry.BackTo)));
        Assert.Equal([1, 0.1], result.Retries!.Select(retry => Math.Round(retry.LearningRate / 1e199, 12)));
        Assert.All(result.Retries!, retry => Assert.Equal("the loss itself", retry.FirstNonFinite));
    }

    [Fact]
    public void Nothing_is_named_where_all_is_finite()
    {
        Plan<double> plan = Plan<double>.ForTraining(Examples.Network("linear 2", 2), 3, new MeanSquaredError());
        plan.Inputs.Fill(double.NaN);
        plan.Inputs[..2].Fill(1);
        plan.Forward(new Pass(1));
        plan.Loss(new Pass(1));
        Assert.Null(plan.FirstNonFinite(new Pass(1)));
        Assert.Equal("the input", plan.FirstNonFinite(new Pass(2)));
    }

    private static void Check(double[] inputs, double[] targets, Optimizer optimizer, string first, long steps, int batch = 0) =>
        Check(Examples.Network("linear 2, linear 1", 1), inputs, targets, optimizer, first, steps, batch);

    private static void Check(
        Network<double> network, double[] inputs, double[] targets, Optimizer optimizer, string first, long steps, int batch = 0)
    {
        var options = new TrainingOptions(new SumSquaredError(Reduction.Sum), optimizer, batch, Epochs: 3, Shuffle: false);
        var reports = new Reports<TrainingProgress>();
        TrainingResult result = new Trainer<double>(network, Dataset.FromArrays([1], inputs, targets), options).Train(progress: reports);
        Assert.Equal((TrainingStop.Diverged, first, steps), (result.Stop, result.FirstNonFinite, result.Steps));
        Assert.Empty(reports.All);
    }
}
