namespace Downhill.Tests;

public sealed class CompatibilityTests
{
    [Theory]
    [InlineData("linear 1", 3, "mean-squared-error", "The network takes [3] numbers a row, but xor has [2].")]
    [InlineData("linear 3", 2, "mean-squared-error",
        "The network has 3 outputs, but the target has 2 classes; end the model with 'linear 1'.")]
    [InlineData("linear 1, sigmoid", 2, "binary-cross-entropy",
        "The loss 'binary-cross-entropy' takes logits and applies sigmoid itself, but the model ends in 'sigmoid1'; leave that layer out, "
            + "or choose a loss of probabilities such as sum-squared-error.")]
    [InlineData("linear 2, softmax", 2, "softmax-cross-entropy",
        "The loss 'softmax-cross-entropy' takes logits and applies softmax itself, but the model ends in 'softmax1'; "
            + "leave that layer out, or choose a loss of probabilities such as sum-squared-error.")]
    [InlineData("linear 1", 2, "softmax-cross-entropy",
        "The loss 'softmax-cross-entropy' needs one output for each class, at least 2; the network has 1. "
            + "For two classes and one output choose binary-cross-entropy.")]
    public void What_does_not_fit_is_said_before_any_work(string layers, int inputs, string loss, string message)
    {
        var network = new Network<float>(Examples.Model(layers, inputs));
        Dataset data = Generators.Xor(10, 1);
        var options = new TrainingOptions(Catalog.Losses.Parse(loss), new Sgd());
        Assert.Equal(message, Assert.Throws<DownhillException>(() => new Trainer<float>(network, data, options)).Message);
        Assert.Equal(message, Assert.Throws<DownhillException>(() => new Evaluator<float>(network, data, options.Loss)).Message);
    }

    [Theory]
    [InlineData("linear 1", "binary-cross-entropy")]
    [InlineData("linear 2", "softmax-cross-entropy")]
    [InlineData("linear 2", "binary-cross-entropy")]
    [InlineData("linear 2, softmax", "sum-squared-error")]
    [InlineData("linear 1, sigmoid", "half-squared-error")]
    [InlineData("sigmoid, linear 1", "binary-cross-entropy")]
    [InlineData("residual (sigmoid)", "softmax-cross-entropy")]
    public void What_fits_is_accepted(string layers, string loss)
    {
        var options = new TrainingOptions(Catalog.Losses.Parse(loss), new Sgd(), Epochs: 1);
        Assert.Equal(TrainingStop.Epochs, new Trainer<float>(new Network<float>(Examples.Model(layers, 2)), Generators.Xor(10, 1), options)
            .Train().Stop);
    }

    // A batch is cut into shards of at least a row, with batch normalization of at least two, also in the last step of an epoch.
    [Theory]
    [InlineData("linear 1", 10, 4, 4, null)]
    [InlineData("linear 1", 10, 4, 5, "A batch of 4 rows cannot be cut into 5 shards; use fewer shards, or larger batches.")]
    [InlineData("linear 1", 3, 8, 4, "A batch of 3 rows cannot be cut into 4 shards; use fewer shards, or larger batches.")]
    [InlineData("linear 1", 3, 0, 4, "A batch of 3 rows cannot be cut into 4 shards; use fewer shards, or larger batches.")]
    [InlineData("linear 1", 5, 1, 2, "A batch of 1 row cannot be cut into 2 shards; use fewer shards, or larger batches.")]
    [InlineData("batch-norm, linear 1", 12, 4, 2, null)]
    [InlineData("batch-norm, linear 1", 9, 4, 1, null)]
    [InlineData("batch-norm, linear 1", 11, 4, 2,
        "Batch normalization needs at least 2 rows in each shard, but the last step of an epoch has 3 rows for 2 shards (11 rows in batches "
            + "of 4). Choose another batch size, or fewer shards.")]
    [InlineData("batch-norm, linear 1", 9, 4, 2,
        "Batch normalization needs at least 2 rows in each shard, but the last step of an epoch has 1 row for 2 shards (9 rows in batches "
            + "of 4). Choose another batch size, or fewer shards.")]
    [InlineData("batch-norm, linear 1", 5, 1, 1,
        "Batch normalization needs at least 2 rows a step, but there is 1: it would make every row 0. Give larger batches, or leave "
            + "'batch-norm' out of the model.")]
    [InlineData("batch-norm, linear 1", 1, 1, 1, null)]
    public void Shards_and_normalized_steps_have_rows_enough(string layers, int rows, int batch, int shards, string? message)
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(), batch) { Shards = shards == 1 ? null : shards };
        Model model = Examples.Model(layers, 2);
        Dataset data = Examples.Data(rows, 2, 1);
        if (message is null)
            Compatibility.Require(model, options, data);
        else
            Assert.Equal(message, Assert.Throws<DownhillException>(() => Compatibility.Require(model, options, data)).Message);
    }

    [Theory]
    [InlineData("batch-norm, linear 1", 9, 4, 0, false, "The last step of each epoch has 1 row (9 rows in batches of 4)")]
    [InlineData("batch-norm, linear 1", 9, 1, 0, false, null)]
    [InlineData("batch-norm, linear 1", 10, 4, 0, false, null)]
    [InlineData("linear 1", 9, 4, 0, false, null)]
    [InlineData("linear 1", 9, 4, 19, true, "19 validation rows are too few to choose an epoch by")]
    [InlineData("linear 1", 9, 4, 1, true, "1 validation row is too few to choose an epoch by")]
    [InlineData("linear 1", 9, 4, 20, true, null)]
    [InlineData("linear 1", 9, 4, 19, false, null)]
    [InlineData("linear 1", 9, 4, 0, true, null)]
    public void What_may_disappoint_is_said_before(string layers, int rows, int batch, int validation, bool isPatient, string? start)
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(), batch) { Patience = isPatient ? 3 : null };
        string[] told = [.. Compatibility.Warnings(Examples.Model(layers, 2), options, Examples.Data(rows, 2, 1), validation)
            .Select(warning => warning.ToString()!)];
        if (start is null)
            Assert.Empty(told);
        else
            Assert.StartsWith(start, Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_of_numbers_needs_an_output_a_column()
    {
        var network = new Network<float>(Examples.Model("linear 1", 2));
        Dataset data = Dataset.FromArrays([2], [1, 2], [1, 2, 3]);
        string message = Assert.Throws<DownhillException>(() => new Evaluator<float>(network, data, new MeanSquaredError())).Message;
        Assert.Equal("The network has 1 output, but the target has 3 numbers a row; end the model with 'linear 3'.", message);
    }
}
