namespace Downhill.Tests;

/// <summary>Training that begins with trained numbers, and leaves some of them as they are.</summary>
public sealed class WarmStartTests
{
    private static readonly Dataset Rows = Examples.Data(64, 4, 2);

    private static readonly TrainingOptions Options =
        new(new MeanSquaredError(), new AdamW(0.01, WeightDecay: 1), BatchSize: 16, Epochs: 3, Seed: 5);

    public static TheoryData<Optimizer> Optimizers =>
        [new Sgd(0.1, Momentum: 0.9), new Adam(0.01, L2: 0.1), new AdamW(0.01, WeightDecay: 2), new Lbfgs(), new Rprop()];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void What_is_frozen_keeps_its_bits_and_the_rest_is_trained(Optimizer optimizer)
    {
        Network<double> network = Examples.Network("linear 6, batch-norm, tanh, linear 5, relu, linear 2", 4);
        Dictionary<string, double[]> before = Numbers(network);

        new Trainer<double>(network, Rows,
            Options with
            {
                Optimizer = optimizer,
                L1 = 0.01,
                MaxNorm = 0.1,
                ClipNorm = 1,
                AverageDecay = 0.9,
                Frozen = ["linear1", "batch-norm1", "linear2.bias"]
            }).Train();

        Dictionary<string, double[]> after = Numbers(network);
        string[] frozen = ["linear1.weight", "linear1.bias", "batch-norm1.scale", "batch-norm1.shift", "batch-norm1.mean",
            "batch-norm1.variance", "linear2.bias"];
        Assert.Equal(frozen.Order(), after.Keys.Where(name => after[name].SequenceEqual(before[name])).Order());
    }

    [Fact]
    public void The_length_of_the_gradient_is_that_of_what_is_trained()
    {
        // One step of plain descent: with the first layer frozen, the last one moves as if it were alone, though the whole gradient is
        // longer.
        Network<double> whole = Examples.Network("linear 6, tanh, linear 2", 4), last = Examples.Network("linear 6, tanh, linear 2", 4);
        double[] before = last["linear2.weight"].Data.ToArray().Concat(last["linear2.bias"].Data.ToArray()).ToArray();
        TrainingOptions step = Options with { Optimizer = new Sgd(1), ClipNorm = 1e-3, Steps = 1 };

        new Trainer<double>(whole, Rows, step).Train();
        new Trainer<double>(last, Rows, step with { Frozen = ["linear1"] }).Train();

        Assert.Equal(1e-3, Moved(last), 1e-12);
        Assert.True(Moved(whole) < 0.99e-3);

        double Moved(Network<double> network) =>
            Math.Sqrt(network["linear2.weight"].Data.ToArray().Concat(network["linear2.bias"].Data.ToArray())
            .Zip(before, (now, then) => (now - then) * (now - then)).Sum());
    }

    [Fact]
    public void A_composite_is_frozen_with_all_it_holds()
    {
        Network<double> network = Examples.Network("residual (linear 4, tanh), average (linear 2; linear 2)", 4);
        Dictionary<string, double[]> before = Numbers(network);

        new Trainer<double>(network, Rows, Options with { Frozen = ["residual1", "average1.member2.linear1"] }).Train();

        Dictionary<string, double[]> after = Numbers(network);
        Assert.All(after, one => Assert.Equal(!one.Key.StartsWith("average1.member1", StringComparison.Ordinal),
            one.Value.SequenceEqual(before[one.Key])));
    }

    [Fact]
    public void A_resumed_training_has_the_same_frozen_bits()
    {
        using var folder = new CliFolder();
        TrainingOptions options = Options with { Frozen = ["linear1"], Epochs = 4 };
        Network<double> whole = Examples.Network("linear 6, tanh, linear 2", 4), first = Examples.Network("linear 6, tanh, linear 2", 4);
        new Trainer<double>(whole, Rows, options).Train();
        using var stop = new CancellationTokenSource();
        new Trainer<double>(first, Rows,
            options)
        { Checkpoints = new Checkpoints(folder.Path) }.Train(progress: new Reports<TrainingProgress>(told => Stop(told)),
            cancellation: stop.Token);

        var second = new Trainer<double>(new Network<double>(first.Model, seed: 99), Rows, options);
        second.Restore(new Checkpoints(folder.Path).Latest(_ => { }));
        second.Train();

        Assert.Equal(whole.Parameters.ToArray(), second.Network.Parameters.ToArray());

        void Stop(TrainingProgress told)
        {
            if (told.Epoch == 2 && told.IsEpochEnd)
                stop.Cancel();
        }
    }

    [Theory]
    [InlineData("linaer1", "There is no layer or parameter 'linaer1' to freeze; the layers are linear1, tanh1, linear2.")]
    [InlineData("linear1|linear2", "All layers with parameters are frozen, so there is nothing to train.")]
    public void What_cannot_be_frozen_is_refused(string names, string message)
    {
        Network<double> network = Examples.Network("linear 6, tanh, linear 2", 4);

        string found = Assert.Throws<DownhillException>(() =>
            new Trainer<double>(network, Rows, Options with { Frozen = names.Split('|') })).Message;

        Assert.Equal(message.Replace("freeze;", $"freeze{Nearest.Hint("linaer1", ["linear1"])};", StringComparison.Ordinal), found);
    }

    [Fact]
    public void Numbers_are_taken_over_by_name_and_shape()
    {
        Network<double> old = Examples.Network("linear 6, batch-norm, tanh, linear 2", 4),
            next = new(Examples.Model("linear 6, batch-norm, tanh, linear 3", 4), seed: 99);
        old.Statistics.Write([.. Enumerable.Repeat(0.25, old.Statistics.Length)]);

        IReadOnlyList<string> left = next.CopyFrom(old);

        Assert.Equal(["linear2.weight", "linear2.bias"], left);
        Assert.Equal(old["linear1.weight"].Data.ToArray(), next["linear1.weight"].Data.ToArray());
        Assert.All(next.Statistics.ToArray(), number => Assert.Equal(0.25, number));
        Assert.Equal(new Network<double>(next.Model, seed: 99)["linear2.weight"].Data.ToArray(), next["linear2.weight"].Data.ToArray());
    }

    [Fact]
    public void An_ensemble_begins_each_member_with_the_same_numbers()
    {
        Network<double> start = Examples.Network("linear 6, tanh, linear 2", 4);
        var trainer = new EnsembleTrainer<double>(start.Model, Rows, Options with { Frozen = ["linear1"] }, members: 2) { Start = start };

        trainer.Train();

        Assert.Equal(start["linear1.weight"].Data.ToArray(), trainer.Network["average1.member1.linear1.weight"].Data.ToArray());
        Assert.Equal(start["linear1.weight"].Data.ToArray(), trainer.Network["average1.member2.linear1.weight"].Data.ToArray());
        Assert.NotEqual(trainer.Network["average1.member1.linear2.weight"].Data.ToArray(),
            trainer.Network["average1.member2.linear2.weight"].Data.ToArray());
    }

    private static Dictionary<string, double[]> Numbers(Network<double> network) =>
        network.AllParameters.Select(parameter => (parameter.Name, parameter.Data))
        .Concat(network.AllStatistics.Select(statistic => (statistic.Name, statistic.Data)))
            .ToDictionary(part => part.Name, part => part.Data.ToArray());
}
