using System.Text.Json.Nodes;

namespace Downhill.Tests;

public sealed class RegularizationTests : IDisposable
{
    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_option_of_training_reaches_the_model_file_and_the_line_that_repeats_the_run()
    {
        string run = folder.Train(
            "run", "iris", "--epochs", "40", "--schedule", "cosine 0.01", "--warm-up", "0.5", "--patience", "3", "--weight-decay", "0.1",
            "--l1", "0.0001",
            "--label-smoothing", "0.1", "--clip-norm", "1", "--clip-value", "0.5", "--max-norm", "3", "--ema", "0.9", "--class-weights",
            "balanced");

        TrainingOptions training = ModelFile.Open(RunFolder.FindModel(run)).Training;
        Assert.Equal(new WarmUp(0.5, new CosineDecay(0.01)), training.Schedule);
        Assert.Equal(0.1, Assert.IsType<AdamW>(training.Optimizer).WeightDecay);
        Assert.Equal(new SoftmaxCrossEntropy(LabelSmoothing: 0.1), training.Loss);
        Assert.Equal((3, 0.0001, 1.0, 0.5, 3.0, 0.9),
            (training.Patience, training.L1, training.ClipNorm, training.ClipValue, training.MaxNorm, training.AverageDecay));

        JsonNode record = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
        string[] again = ShellWords.Split((string)record["command"]!);
        string repeated = folder.Train("again", again[2..]);
        Assert.Equal(File.ReadAllBytes(RunFolder.FindModel(run)), File.ReadAllBytes(RunFolder.FindModel(repeated)));
    }

    [Theory]
    [InlineData("--schedule", "cosin", "There is no schedule 'cosin' (did you mean 'cosine'?)")]
    [InlineData("--patience", "0", "--patience takes a whole number of at least 1, not '0'.")]
    [InlineData("--label-smoothing", "1.5", "needs labelSmoothing from 0 to below 1, not 1.5")]
    [InlineData("--ema", "1", "The decay of the averaged weights is 1;")]
    [InlineData("--class-weights", "equal", "--class-weights takes balanced, not 'equal'")]
    public void What_cannot_be_is_refused_in_a_line(string option, string value, string message)
    {
        CliResult result = CliFolder.Run("train", "iris", "--epochs", "1", option, value);
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_weights_and_smoothing_are_for_classes()
    {
        Assert.Contains("only classes can be balanced",
            CliFolder.Run("train", "plane", "--epochs", "1", "--class-weights", "balanced").Error, StringComparison.Ordinal);
        Assert.Contains("(--label-smoothing) needs one of the losses",
            CliFolder.Run("train", "plane", "--epochs", "1", "--label-smoothing", "0.1").Error, StringComparison.Ordinal);
    }
}
