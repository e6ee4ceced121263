namespace Downhill.Tests;

public sealed class UncertaintyTests
{
    // Predictions 1 to 200, whose errors are 1, 2, 3 and 4 in the four quarters: each part of 50 rows has its knot at its 26th row, and as
    // spread its mean error with 15 rows of the mean of all, 2.5.
    [Fact]
    public void Each_part_of_the_predictions_has_its_own_spread()
    {
        double[] predicted = [.. Enumerable.Range(1, 200).Select(row => (double)row)];
        var found = Uncertainty.OfNumbers(predicted, [.. predicted.Select((at, row) => at + ((row / 50) + 1) * (row % 2 == 0 ? 1 : -1))]);
        double[] spreads = [.. Enumerable.Range(1, 4).Select(error => ((50 * error) + (15 * 2.5)) / 65)];
        Assert.Equal([26.0, 76, 126, 176], found.Knots!.Value.ToArray());
        Assert.Equal(spreads, found.Spreads!.Value.ToArray(), (one, other) => Math.Abs(one - other) < 1e-9);

        // Before the first knot and behind the last one the spread is theirs, halfway between two it is their mean.
        double half = Half(1);
        Assert.Equal(half, Half(26), 1e-9);
        Assert.Equal(half * spreads[3] / spreads[0], Half(200), 1e-9);
        Assert.Equal(half * (spreads[1] + spreads[2]) / 2 / spreads[0], Half(101), 1e-9);

        double Half(double at) => (found.Interval(at, 0.9).Upper - found.Interval(at, 0.9).Lower) / 2;
    }

    // Of n scores the ⌈(n + 1) coverage⌉-th smallest: of 1 to 19, at 0.9, the 18th.
    [Fact]
    public void An_interval_is_as_wide_as_the_conformal_quantile()
    {
        double[] actual = [.. Enumerable.Range(1, 19).Select(i => i % 2 == 0 ? (double)i : -i)];
        var uncertainty = Uncertainty.OfNumbers(new double[19], actual);
        Assert.Equal((82.0, 118.0), uncertainty.Interval(100, 0.9));
        Assert.Equal((90.0, 110.0), uncertainty.Interval(100, 0.5));
        Assert.Throws<DownhillException>(() => uncertainty.Interval(0, 1));
    }

    // ⌈(n + 1) coverage⌉, not ⌈n coverage⌉: of four scores at ½ the third, at 0.8 the fourth.
    [Theory]
    [InlineData(0.19, 1)]
    [InlineData(0.2, 1)]
    [InlineData(0.21, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.6, 3)]
    [InlineData(0.8, 4)]
    [InlineData(0.99, 4)]
    public void The_quantile_counts_the_row_to_come(double coverage, double half) =>
        Assert.Equal((10 - half, 10 + half), new Uncertainty([1, 2, 3, 4]).Interval(10, coverage));

    [Fact]
    public void Where_errors_grow_with_the_prediction_so_do_intervals()
    {
        var random = new RandomStream(4, RandomPurpose.Generation);
        double[] predicted = [.. Enumerable.Range(0, 800).Select(i => 10 * random.Uniform((ulong)i))];
        double[] actual = [.. predicted.Select((at, i) => at + ((0.1 + at) * random.Normal((ulong)(10_000 + i))))];
        var uncertainty = Uncertainty.OfNumbers(predicted, actual);
        Assert.True(Width(9) > 3 * Width(1));
        Assert.InRange(Enumerable.Range(0, 800).Count(row => Holds(predicted[row], actual[row])) / 800.0, 0.89, 0.92);

        double Width(double at) => uncertainty.Interval(at, 0.9).Upper - uncertainty.Interval(at, 0.9).Lower;

        bool Holds(double at, double truth) => uncertainty.Interval(at, 0.9) is var (lower, upper) && truth >= lower && truth <= upper;
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(2.5, 1.5)]
    [InlineData(10, 3)]
    [InlineData(20, 3)]
    public void Between_knots_the_spread_runs_straight_and_beyond_them_it_stays(double at, double half) =>
        Assert.Equal((at - half, at + half), new Uncertainty([1], [0, 10], [1, 3]).Interval(at, 0.5));

    [Fact]
    public void Where_errors_do_not_depend_on_the_prediction_all_intervals_are_of_one_width()
    {
        var random = new RandomStream(4, RandomPurpose.Generation);
        double[] predicted = [.. Enumerable.Range(0, 800).Select(i => 10 * random.Uniform((ulong)i))];
        Assert.Null(Uncertainty.OfNumbers(predicted, [.. predicted.Select((at, i) => at + random.Normal((ulong)(10_000 + i)))]).Knots);
    }

    [Fact]
    public void A_set_holds_the_classes_probable_enough_and_is_never_empty()
    {
        Uncertainty uncertainty = Uncertainty.OfClasses(Enumerable.Range(1, 99).Select(i => i / 200.0)); // 0.9: 1 − p up to 0.45
        Assert.Equal([1], uncertainty.Set([0.2, 0.6, 0.2], 0.9));
        Assert.Equal([0], uncertainty.Set([0.4, 0.35, 0.25], 0.9));
        Assert.Equal([0, 1], uncertainty.Set([0.5], 0.9));
        Assert.Equal([1], uncertainty.Set([0.9], 0.9));
    }
}
