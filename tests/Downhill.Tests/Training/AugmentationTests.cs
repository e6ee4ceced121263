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
        new Affine(2, 0, 0).Apply<double>(image, new double[99], [9, 11], random, 7);
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
        new Affine(0, 30, 0.2).Apply<double>(image, new double[81], [9, 9], random, 0);
        Assert.Equal(0, image[40], 1e-12);
        Assert.Equal(((Math.Cos(angle) * 1) + (Math.Sin(angle) * 2)) / size, image[(6 * 9) + 5], 1e-9);
    }

    [Fact]
    public void Threads_and_a_resumed_run_do_not_change_it()
    {
        string[] arguments = ["digits", "--epochs", "2", "--augment", "affine shift=1 rotate=10 scale=0.1"];
        byte[] whole = File.ReadAllBytes(RunFolder.FindModel(folder.Train("whole", arguments)));
        Assert.Equal(whole, File.ReadAllBytes(RunFolder.FindModel(folder.Train("two", [.. arguments, "--threads", "2"]))));
        Assert.Equal(130, CliFolder.Run(new CancellationToken(canceled: true),
            ["train", .. arguments, "--out", folder["run"], "--quiet", "--threads", "1"]).Code);
        CliFolder.Run("resume", folder["run"], "--threads", "1").Ok();
        Assert.Equal(whole, File.ReadAllBytes(RunFolder.FindModel(folder["run"])));
        Assert.NotEqual(whole, File.ReadAllBytes(RunFolder.FindModel(folder.Train("plain", arguments[..3]))));
    }

    // The losses of both rows add up, so the steps do, unless what becomes of a row depends on who stands before it.
    [Fact]
    public void What_becomes_of_a_row_depends_on_the_row_and_not_on_its_place_in_the_batch()
    {
        double[] third = Move([3]), fifth = Move([5]), both = Move([3, 5]), turned = Move([5, 3]);
        for (int i = 0; i < both.Length; i++)
        {
            Assert.Equal(third[i] + fifth[i], both[i], 1e-12);
            Assert.Equal(both[i], turned[i], 1e-12);
        }

        static double[] Move(int[] rows)
        {
            var network = new Network<double>(Examples.Model("flatten, linear 2", 6, 6), 1);
            double[] before = network.Parameters.Span.ToArray();
            new Trainer<double>(network, Images(20),
                new TrainingOptions(new SumSquaredError(Reduction.Sum), new Sgd(0.01), BatchSize: 8, Seed: 5, Augmentation: new Affine()))
                .StepOn(rows);
            return [.. before.Zip(network.Parameters.Span.ToArray(), (start, end) => end - start)];
        }
    }

    // A rate so small that no weight changes: what is left is what was drawn.
    [Fact]
    public void No_two_rows_and_no_two_epochs_are_moved_alike()
    {
        var losses = new List<double>();
        Dataset one = Images(1);
        var same = new Dataset("images", [6, 6],
            Samples.From([.. Enumerable.Repeat(Csv.Numbers(one.Inputs), 12).SelectMany(row => row)], 36),
            Targets.FromNumbers(Samples.From(new double[24], 2)));
        for (int row = 0; row < 12; row++)
        {
            var reports = new Reports<TrainingProgress>();
            var network = new Network<double>(Examples.Model("flatten, linear 2", 6, 6), 1);
            var options = new TrainingOptions(new MeanSquaredError(), new Sgd(1e-300), BatchSize: 12, Epochs: 15, Seed: 5, Shuffle: false,
                Augmentation: new Affine());
            double[] weights = [.. Enumerable.Range(0, 12).Select(i => i == row ? 1.0 : 0)];
            new Trainer<double>(network, same.WithWeights(weights), options).Train(progress: reports);
            losses.AddRange(reports.All.Where(report => report.IsEpochEnd).Select(report => report.Loss));
        }

        Assert.Equal(12 * 15, losses.Distinct().Count());
    }

    [Theory]
    [InlineData("iris", "affine", "changes images")]
    [InlineData("digits", "affin", "did you mean 'affine'")]
    [InlineData("digits", "affine shfit=2", "did you mean 'shift'")]
    [InlineData("digits", "affine shift=-1", "shift to be a number of at least 0")]
    [InlineData("digits", "affine scale=1", "scale to be 0 to below 1")]
    public void What_cannot_be_done_is_refused(string data, string how, string message)
    {
        Assert.Contains(message, CliFolder.Run("train", data, "--augment", how, "--out", folder["run"]).Refusal(),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    private static float[] Train(Augmentation? augmentation)
    {
        Dataset data = Images(20);
        var network = new Network<float>(Examples.Model("flatten, linear 5, tanh, linear 2", 6, 6), 1);
        new Trainer<float>(network, data, Options with { Augmentation = augmentation }).Train();
        return network.Parameters.Span.ToArray();
    }

    private static Dataset Images(int rows)
    {
        Dataset flat = Examples.Data(rows, 36, 2);
        return new Dataset("images", [6, 6], flat.Inputs, flat.Targets);
    }
}
