namespace Downhill.Tests;

/// <summary>Settings that do not go together are refused before work starts.</summary>
public sealed class SettingCheckTests
{
    [Fact]
    public void Standardized_targets_are_refused_by_a_loss_of_probabilities()
    {
        Dataset raw = Dataset.FromArrays([1], [1, 2, 3, 4], [0, 1, 0, 1]);
        Dataset standardized = Preprocessing.Fit(raw).Apply(raw);
        Model model = Model.Parse("linear 1", [1], 1);

        Compatibility.Require(model, new BinaryCrossEntropy(), raw);
        string error = Assert.Throws<DownhillException>(() => Compatibility.Require(model, new BinaryCrossEntropy(), standardized)).Message;

        Assert.Contains("needs targets from 0 to 1, but row 1 of the arrays has -1", error, StringComparison.Ordinal);
        Assert.Contains("Targets.FromLabels", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_cannot_be_negative() => Assert.Contains(
        "needs targets of at least 0, but row 2",
        Assert.Throws<DownhillException>(() =>
            Compatibility.Require(Model.Parse("linear 1", [1], 1), new Poisson(), Dataset.FromArrays([1], [1, 2], [3, -1]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Counts_begin_at_their_mean()
    {
        Dataset data = Dataset.FromArrays([1], [1, 2], [10_000, 30_000]);
        var trainer = new Trainer<double>(new Network<double>(Model.Parse("linear 1", [1], 1), 0), data,
            new TrainingOptions(new Poisson(), new Sgd(1e-12), BatchSize: 2, Epochs: 1));

        trainer.Train();

        Assert.Equal(Math.Log(20_000), trainer.Network.AllParameters[^1].Data.Span[0], 1e-6);
    }

    [Fact]
    public void Batch_normalization_of_one_row_is_refused_and_of_one_left_over_is_said()
    {
        Dataset data = Dataset.FromArrays([1], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]);
        Model model = Model.Parse("linear 4, batch-norm, linear 1", [1], 1);
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(0.01), BatchSize: 1, Epochs: 1);

        Assert.Contains("at least 2 rows a step",
            Assert.Throws<DownhillException>(() => Compatibility.Require(model, options, data)).Message, StringComparison.Ordinal);
        Assert.Single(Compatibility.Warnings(model, options with { BatchSize = 2 }, data));
        Assert.Empty(Compatibility.Warnings(model, options with { BatchSize = 3 }, data));
    }

    [Fact]
    public void A_constant_that_does_as_well_is_named()
    {
        var metrics = new Metrics(10, 1, [("accuracy", 0.8), ("logLoss", 0.6)],
            Classes: [new ClassScore("ok", 8, 0.8, 1, 0.9), new ClassScore("bad", 2, 0, 0, 0)]);

        Assert.Equal("\"ok\"", metrics.ConstantAsGood());
        Assert.Null((metrics with { Values = [("accuracy", 0.8), ("logLoss", 0.3)] }).ConstantAsGood());
        Assert.Null((metrics with { Values = [("accuracy", 0.9), ("logLoss", 0.6)] }).ConstantAsGood());
        Assert.Equal("the mean", new Metrics(10, 1, [("r2", -0.1)]).ConstantAsGood());

        // Where all rows are of one class, nothing is better than it, and that is not the network's fault.
        ClassScore[] one = [new("ok", 10, 1, 1, 1), new("bad", 0, 0, 0, 0)];
        Assert.Null(new Metrics(10, 0, [("accuracy", 1), ("logLoss", 0)], one).ConstantAsGood());
        Assert.Null(new Metrics(10, 1, [("r2", 0.2)]).ConstantAsGood());
    }
}
