using System.Numerics;

namespace Downhill.Tests;

/// <summary>
/// A training that is stopped after each of its steps, saved, and gone on with by a new trainer must give the same bits as one never
/// stopped.
/// </summary>
public sealed class ResumedTrainingTests : IDisposable
{
    private const string Layers = "linear 6, batch-norm, tanh, dropout 0.2, gaussian-noise 0.1, linear 2";

    private static readonly Dataset Data = Examples.Data(23, 3, 2).WithWeights([.. Examples.Numbers(23).Select(Math.Abs)]);

    private static readonly Dataset Watched = Examples.Data(9, 3, 2);

    private readonly CliFolder folder = new();

    public static TheoryData<string> Optimizers => [.. Examples.Optimizers];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_goes_on_to_the_same_bits(string example)
    {
        var options = new TrainingOptions(new MeanSquaredError(), Catalog.Optimizers.Parse(example), BatchSize: 5, Epochs: 4, Seed: 3);
        Check<float>(options);
        Check<double>(options);
    }

    [Fact]
    public void Every_rule_goes_on_to_the_same_bits()
    {
        var options = new TrainingOptions(
            new MeanSquaredError(Reduction.Sum), new Sgd(0.02, Momentum: 0.9), BatchSize: 4, Epochs: 12, Seed: 7,
            Schedule: new WarmUp(1, new ReduceOnPlateau(0, 0.5)),
            Patience: 3, L1: 1e-4, ClipValue: 0.5, ClipNorm: 1, MaxNorm: 2, AverageDecay: 0.9);
        Check<float>(options);
        Check<double>(options with { Schedule = new CosineDecay(), Patience = null });
        Check<float>(options with { Steps = 17, Shuffle = false });
        Check<float>(options with { BatchSize = 0, AverageDecay = null, Patience = 1 });
    }

    [Theory]
    [InlineData(100.0)]
    [InlineData(1e7)]
    public void Training_that_goes_back_from_divergence_goes_on_to_the_same_bits(double rate)
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(rate), BatchSize: 4, Epochs: 30, Patience: 20, AverageDecay: 0.5,
            Retries: 9);
        TrainingResult result = Check<float>(options, "linear 6, relu, linear 2");
        Assert.NotEqual(TrainingStop.Diverged, result.Stop);
        Assert.NotEmpty(result.Retries!);
        Assert.Equal(result.Retries!.Select((_, i) => rate / Scalar.Power(10, i + 1L)),
            result.Retries!.Select(retry => retry.LearningRate));
    }

    // What diverges in its first epoch begins again with all that it began with, and so is the training with the smaller rate.
    [Theory]
    [InlineData("sgd momentum=0.9")]
    [InlineData("adam")]
    public void Going_back_to_the_start_is_the_training_with_the_smaller_rate(string optimizer)
    {
        var options = new TrainingOptions(new MeanSquaredError(Reduction.Sum),
            Catalog.Optimizers.Parse(optimizer) with { LearningRate = 1e30 }, BatchSize: 4, Epochs: 1, AverageDecay: 0.5, Retries: 40);
        var network = new Network<float>(Examples.Model("linear 4, batch-norm, tanh, linear 2", 3), 1);
        TrainingResult result = new Trainer<float>(network, Data, options).Train();
        Assert.NotEmpty(result.Retries!);
        Assert.All(result.Retries!, retry => Assert.Equal((0, 1), (retry.BackTo, retry.Epoch)));
        var other = new Network<float>(network.Model, 1);
        TrainingResult plain = new Trainer<float>(other, Data,
            options with { Optimizer = options.Optimizer with { LearningRate = result.Retries![^1].LearningRate }, Retries = null })
            .Train();
        Assert.Equal(plain.Loss, result.Loss);
        Assert.Equal(other.Parameters.Span.ToArray(), network.Parameters.Span.ToArray());
        Assert.Equal(other.Statistics.Span.ToArray(), network.Statistics.Span.ToArray());
    }

    [Fact]
    public void Retries_come_to_an_end()
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Sgd(1e30), BatchSize: 4, Retries: 2);
        TrainingResult result = new Trainer<float>(new Network<float>(Examples.Model("linear 2", 3)), Data, options).Train();
        Assert.Equal((TrainingStop.Diverged, 2), (result.Stop, result.Retries!.Count));
        Assert.NotNull(result.FirstNonFinite);
    }

    [Fact]
    public void Saving_changes_nothing()
    {
        var options = new TrainingOptions(new MeanSquaredError(), new Adam(), BatchSize: 4, Epochs: 5, AverageDecay: 0.9, Patience: 2);
        Trainer<float> plain = New<float>(options, Layers), saved = New<float>(options, Layers);
        saved.Checkpoints = new Checkpoints(folder.Path) { Interval = TimeSpan.Zero };
        plain.Train(Watched);
        saved.Train(Watched, new Reports<TrainingProgress>(_ => saved.Save(folder["other.safetensors"])));
        Assert.Equal(plain.Network.Parameters.Span, saved.Network.Parameters.Span);
    }

    private static Trainer<T> New<T>(TrainingOptions options, string layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(new Network<T>(Examples.Model(layers, 3)), Data, options);

    // A token that is cancelled from the start stops after one step.
    private TrainingResult Check<T>(TrainingOptions options, string layers = Layers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Trainer<T> whole = New<T>(options, layers);
        TrainingResult expected = whole.Train(Watched);
        for (int stops = 0; ; stops++)
        {
            Trainer<T> part = New<T>(options, layers);
            var checkpoints = new Checkpoints(folder.Path);
            part.Checkpoints = checkpoints;
            if (stops > 0)
                part.Restore(checkpoints.Latest(Assert.Fail));
            TrainingResult result = part.Train(Watched, cancellation: new CancellationToken(canceled: true));
            if (result.Stop == TrainingStop.Cancelled)
                continue;
            Assert.InRange(stops, 3, 10_000);
            Assert.Equal(expected with { Retries = null }, result with { Retries = null });
            Assert.Equal(expected.Retries ?? [], result.Retries ?? []);
            Assert.Equal(whole.Network.Parameters.Span, part.Network.Parameters.Span);
            Assert.Equal(whole.Network.Statistics.Span, part.Network.Statistics.Span);
            checkpoints.Delete();
            return result;
        }
    }
}
