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

    [Fact]
    public void A_target_of_numbers_needs_an_output_a_column()
    {
        var network = new Network<float>(Examples.Model("linear 1", 2));
        Dataset data = Dataset.FromArrays([2], [1, 2], [1, 2, 3]);
        string message = Assert.Throws<DownhillException>(() => new Evaluator<float>(network, data, new MeanSquaredError())).Message;
        Assert.Equal("The network has 1 output, but the target has 3 numbers a row; end the model with 'linear 3'.", message);
    }
}
