namespace Downhill.Tests;

public sealed class LearningRateRangeTests
{
    // y = 2 x: the loss of a straight line falls for small rates and grows without bound for large ones.
    private static readonly Dataset Line =
        Dataset.FromArrays([1], inputs: [.. Enumerable.Range(0, 64).Select(i => (i - 31.5) / 32)],
        targets: [.. Enumerable.Range(0, 64).Select(i => (i - 31.5) / 16)]);

    private static readonly TrainingOptions Options = new(new MeanSquaredError(), new Sgd(), BatchSize: 16, Epochs: 1, Seed: 3);

    [Fact]
    public void The_suggestion_lies_where_the_loss_falls()
    {
        LearningRateRange range = Run(1e-4, 100, 300);
        Assert.True(range.Points.Length < 300, "the test stops where the loss has grown out of bounds");
        Assert.InRange(range.Steepest!.Value, 1e-3, 2);
        Assert.True(range.Lowest > range.Steepest);
        Assert.InRange(range.Suggestion!.Value, range.Steepest.Value / 10, range.Lowest!.Value);
        Assert.True(range.Fall > 10 * range.Noise);
    }

    [Fact]
    public void The_suggestion_is_the_rate_at_which_three_quarters_of_the_fall_are_made()
    {
        double[] losses = [8, 8, 8, 8, 7.5, 7, 6, 4.5, 3, 1.9, 1, 0, 3, 9];

        LearningRateRange found = LearningRateRange.Judge([.. losses.Select((loss, i) => new LearningRatePoint(i + 1, loss, loss))], 1);

        Assert.Equal((8, 0), (found.Fall, found.Noise));
        Assert.Equal((12, 10), (found.Lowest, found.Suggestion)); // 1.9 is the first loss of at most 2
    }

    [Fact]
    public void The_noise_goes_with_the_spread_of_the_first_losses_wherever_they_lie()
    {
        double[] losses = [8, 9, 8, 9, 8, 7, 6, 4.5, 3, 1.9, 1, 0, 3, 9];

        double noise = Noise(1, 0);

        Assert.InRange(noise, 1e-3, 1);
        Assert.Equal(noise, Noise(1, 1000), 1e-9);
        Assert.Equal(3 * noise, Noise(3, 0), 1e-12);

        double Noise(double factor, double more) => LearningRateRange.Judge(
            [.. losses.Select((loss, i) => new LearningRatePoint(i + 1, (factor * loss) + more, (factor * loss) + more))], 1).Noise;
    }

    [Fact]
    public void Noise_gives_no_suggestion()
    {
        // Targets that have nothing to do with the inputs, and rates too small to learn them by heart.
        int wrong = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var random = new RandomStream(seed, RandomPurpose.Checking, 3);
            Dataset noise = Dataset.FromArrays([4], [.. Enumerable.Range(0, 2000).Select(i => random.Normal((ulong)i))],
                [.. Enumerable.Range(2000, 500).Select(i => random.Normal((ulong)i))]);
            var network = new Network<double>(new Model([4], [new Linear(1, Weight: new Zeros())]), seed);
            wrong += LearningRateRange.Run(network, noise, Options with { BatchSize = 8, Seed = seed }, 1e-6, 1, 300).Suggestion is null
                ? 0
                : 1;
        }

        Assert.InRange(wrong, 0, 1);
    }

    [Fact]
    public void A_full_batch_has_no_noise_and_any_fall_counts()
    {
        LearningRateRange range =
            LearningRateRange.Run(new Network<double>(new Model([1], [new Linear(1)]), seed: 1), Line,
            Options with { BatchSize = 0, Shuffle = false }, 1e-6, 100, 300);

        Assert.InRange(range.Noise, 0, 1e-4);
        Assert.NotNull(range.Suggestion);
    }

    [Fact]
    public void Rates_grow_by_one_factor_from_first_to_last()
    {
        LearningRateRange range = Run(1e-6, 1e-3, 30);
        Assert.Equal(30, range.Points.Length);
        Assert.Equal(1e-6, range.Points[0].Rate);
        Assert.Equal(1e-3, range.Points[^1].Rate, 1e-12);
        for (int i = 1; i < 30; i++)
            Assert.Equal(Math.Pow(1000, 1.0 / 29), range.Points[i].Rate / range.Points[i - 1].Rate, 1e-9);
    }

    [Fact]
    public void The_running_mean_is_corrected_for_its_start()
    {
        LearningRateRange range = Run(1e-12, 1e-11, 25);
        Assert.Equal(range.Points[0].Loss, range.Points[0].Smooth, 1e-12);
        Assert.Equal(((0.95 * 0.05 * range.Points[0].Loss) + (0.05 * range.Points[1].Loss)) / (1 - (0.95 * 0.95)), range.Points[1].Smooth,
            1e-12);
    }

    // A slow fall to the lowest point, a rise, and a fall far steeper than the first that stays above it.
    [Fact]
    public void What_falls_behind_the_lowest_point_does_not_count()
    {
        double[] losses = [5, 5, 4.9, 4.7, 4.3, 4.2, 4.1, 4, 6, 12, 20, 12, 6, 5, 5];
        LearningRateRange found = Judge(losses);
        Assert.Equal((4.0, 8.0), (found.Steepest, found.Lowest)); // from 4.9 to 4.3
        Assert.Null(Judge([.. Enumerable.Range(0, 15).Select(i => 1.0 + i)]).Steepest);
        LearningRateRange ever = Judge([.. Enumerable.Range(0, 15).Select(i => 100.0 - (i * i))]);
        Assert.Equal((14.0, 15.0), (ever.Steepest, ever.Lowest));

        static LearningRateRange Judge(double[] losses) =>
            LearningRateRange.Judge([.. losses.Select((loss, i) => new LearningRatePoint(i + 1, loss, loss))], 1);
    }

    [Fact]
    public void It_is_the_same_on_any_number_of_threads() =>
        Assert.Equal(Run(1e-4, 1, 40).Points.AsEnumerable(), Run(1e-4, 1, 40, threads: 3).Points);

    // The row sees no weight, so the L1 term alone moves it, by each rate: from 0.001 to 0.01 in 20 steps, whose rates add up to
    // 0.001 (q²⁰ − 1) / (q − 1) with q¹⁹ = 10.
    [Fact]
    public void The_rules_of_the_training_hold()
    {
        var network = new Network<double>(new Model([1], [new Linear(1, false, new Constant(1))]));
        var options = new TrainingOptions(new HalfSquaredError(), new Sgd(), L1: 1);
        LearningRateRange.Run(network, Dataset.FromArrays([1], [0], [1]), options, 0.001, 0.01, 20);
        double growth = Math.Pow(10, 1 / 19.0);
        Assert.Equal(1 - (0.001 * (Math.Pow(growth, 20) - 1) / (growth - 1)), network.Parameters.Span[0], 1e-12);
    }

    // At rates that move nothing, a loss is ½ x² on average over its batch: 7 rows in batches of 3 make batches of 3, 3 and 1, and every
    // epoch has the order that a training has.
    [Fact]
    public void The_batches_are_those_of_a_training()
    {
        double[] inputs = [1, 2, 3, 4, 5, 6, 7];
        var network = new Network<double>(new Model([1], [new Linear(1, false, new Constant(1))]));
        var options = new TrainingOptions(new HalfSquaredError(), new Sgd(), BatchSize: 3, Seed: 9);

        LearningRateRange range =
            LearningRateRange.Run(network, Dataset.FromArrays([1], inputs, new double[7]), options, 1e-300, 2e-300, 21);

        var expected = new List<double>();
        int[] order = [0, 1, 2, 3, 4, 5, 6];
        for (ulong epoch = 1; epoch <= 7; epoch++)
        {
            Shuffle.Fill(order, 9, RandomPurpose.Shuffling, epoch);
            expected.AddRange(order.Chunk(3).Select(batch => batch.Average(row => inputs[row] * inputs[row] / 2)));
        }

        Assert.Equal(expected, range.Points.Select(point => point.Loss), (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Theory]
    [InlineData(0, 1, 100)]
    [InlineData(1, 1, 100)]
    [InlineData(1, double.PositiveInfinity, 100)]
    [InlineData(1e-4, 1, 19)]
    public void What_cannot_be_tested_is_refused(double from, double to, int steps) =>
        Assert.Throws<DownhillException>(() => Run(from, to, steps));

    private static LearningRateRange Run(double from, double to, int steps, int threads = 1) =>
        LearningRateRange.Run(new Network<double>(new Model([1], [new Linear(1)]), seed: 1), Line, Options, from, to, steps, threads);
}
