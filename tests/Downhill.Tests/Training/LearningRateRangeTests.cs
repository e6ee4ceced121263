namespace Downhill.Tests;

public sealed class LearningRateRangeTests
{
    // y = 2 x: the loss of a straight line falls for small rates and grows without bound for large ones.
    private static readonly Dataset Line = Dataset.FromArrays([1], inputs: [.. Enumerable.Range(0, 64).Select(i => (i - 31.5) / 32)], targets: [.. Enumerable.Range(0, 64).Select(i => (i - 31.5) / 16)]);

    private static readonly TrainingOptions Options = new(new MeanSquaredError(), new Sgd(), BatchSize: 16, Epochs: 1, Seed: 3);

    [Fact]
    public void The_suggestion_lies_where_the_loss_falls()
    {
        LearningRateRange range = Run(1e-4, 100, 300);
        Assert.True(range.Points.Length < 300, "the test stops where the loss has grown out of bounds");
        Assert.InRange(range.Steepest!.Value, 1e-3, 2);
        Assert.True(range.Lowest > range.Steepest);
        Assert.InRange(range.Suggestion!.Value, range.Steepest.Value / 10, range.Steepest.Value);
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
        Assert.Equal(((0.95 * 0.05 * range.Points[0].Loss) + (0.05 * range.Points[1].Loss)) / (1 - (0.95 * 0.95)), range.Points[1].Smooth, 1e-12);
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
    public void It_is_the_same_on_any_number_of_threads() => Assert.Equal(Run(1e-4, 1, 40).Points.AsEnumerable(), Run(1e-4, 1, 40, threads: 3).Points);

    [Theory]
    [InlineData(0, 1, 100)]
    [InlineData(1, 1, 100)]
    [InlineData(1, double.PositiveInfinity, 100)]
    [InlineData(1e-4, 1, 19)]
    public void What_cannot_be_tested_is_refused(double from, double to, int steps) => Assert.Throws<DownhillException>(() => Run(from, to, steps));

    private static LearningRateRange Run(double from, double to, int steps, int threads = 1) =>
        LearningRateRange.Run(new Network<double>(new Model([1], [new Linear(1)]), seed: 1), Line, Options, from, to, steps, threads);
}
