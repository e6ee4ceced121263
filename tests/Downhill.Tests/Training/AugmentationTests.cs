namespace Downhill.Tests;

public sealed class AugmentationTests : IDisposable
{
    private static readonly TrainingOptions Options = new(new MeanSquaredError(), new Adam(), BatchSize: 8, Epochs: 3, Seed: 5);

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_movement_nothing_changes()
    {
        Assert.Equal(Train(null), Train(new Affine(0, 0, 0)));
        Assert.NotEqual(Train(null), Train(new Affine(1, 0, 0)));
        Assert.NotEqual(Train(new Affine(0, 0, 0.1)), Train(new Affine(0, 5, 0)));
    }

    [Fact]
    public void A_shift_moves_a_slope_by_what_was_drawn()
    {
        var random = new RandomStream(3, RandomPurpose.Augmentation, 1);
        double right = 2 * ((2 * random.Uniform(28)) - 1), down = 2 * ((2 * random.Uniform(29)) - 1);
        double[] image = [.. Enumerable.Range(0, 9 * 11).Select(i => (10.0 * (i / 11)) + (i % 11))];
        new Affine(2, 0, 0).Apply<double>(image, new double[99], 11, random, 7);
        for (int y = 2; y < 7; y++)
        {
            for (int x = 2; x < 9; x++)
                Assert.Equal((10 * (y - down)) + x - right, image[(11 * y) + x], 1e-9);
        }
    }

    [Fact]
    public void A_turn_and_a_scale_keep_the_centre_and_the_distance()
    {
        var random = new RandomStream(3, RandomPurpose.Augmentation, 1);
        double angle = Math.PI * 30 * ((2 * random.Uniform(2)) - 1) / 180, size = 1 + (0.2 * ((2 * random.Uniform(3)) - 1));
        double[] image = [.. Enumerable.Range(0, 81).Select(i => i % 9 - 4.0)];
        new Affine(0, 30, 0.2).Apply<double>(image, new double[81], 9, random, 0);
        Assert.Equal(0, image[40], 1e-12);
        Assert.Equal(((Math.Cos(angle) * 1) + (Math.Sin(angle) * 2)) / size, image[(6 * 9) + 5], 1e-9);
    }

    [Fact]
    public void Threads_and_a_resumed_run_do_not_change_it()
    {
        string[] arguments = ["digits", "--epochs", "2", "--augment", "affine shift=1 rotate=10 scale=0.1"];
        byte[] whole = File.ReadAllBytes(RunFolder.FindModel(folder.Train("whole", arguments)));
        Assert.Equal(whole, File.ReadAllBytes(RunFolder.FindModel(folder.Train("two", [.. arguments, "--threads", "2"]))));
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true), ["train", .. arguments, "--out", folder["run"], "--quiet", "--threads", "1"]).Code);
        CliFolder.Run("resume", folder["run"], "--threads", "1").Ok();
        Assert.Equal(whole, File.ReadAllBytes(RunFolder.FindModel(folder["run"])));
        Assert.NotEqual(whole, File.ReadAllBytes(RunFolder.FindModel(folder.Train("plain", arguments[..3]))));
    }

    [Theory]
    [InlineData("iris", "affine", "moves images")]
    [InlineData("digits", "affin", "did you mean 'affine'")]
    [InlineData("digits", "affine shfit=2", "did you mean 'shift'")]
    [InlineData("digits", "affine shift=-1", "shift to be a number of at least 0")]
    [InlineData("digits", "affine scale=1", "scale to be 0 to below 1")]
    public void What_cannot_be_done_is_refused(string data, string how, string message)
    {
        Assert.Contains(message, CliFolder.Run("train", data, "--augment", how, "--out", folder["run"]).Refusal(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    private static float[] Train(Augmentation? augmentation)
    {
        Dataset flat = Examples.Data(20, 36, 2);
        var data = new Dataset("images", [6, 6], flat.Inputs, flat.Targets);
        var network = new Network<float>(Examples.Model("flatten, linear 5, tanh, linear 2", 6, 6), 1);
        new Trainer<float>(network, data, Options with { Augmentation = augmentation }).Train();
        return network.Parameters.Span.ToArray();
    }
}
