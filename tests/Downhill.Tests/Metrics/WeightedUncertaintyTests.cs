namespace Downhill.Tests;

/// <summary>Intervals and sets of weighted rows, worked by hand.</summary>
public sealed class WeightedUncertaintyTests
{
    // In order the errors 1, 2, 3 and 4 weigh 1, 2, 1 and 4 of 8; the row to come weighs 2. So the weights up to the error must be the
    // share 10/8 of the coverage: 1/8, 3/8, 4/8, 1.
    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.11, 2)]
    [InlineData(0.3, 2)]
    [InlineData(0.31, 3)]
    [InlineData(0.4, 3)]
    [InlineData(0.41, 4)]
    [InlineData(0.8, 4)]
    [InlineData(0.95, 4)]
    public void An_interval_is_as_wide_as_the_weighted_quantile(double coverage, double half)
    {
        var uncertainty = Uncertainty.OfNumbers([0, 0, 0, 0], [3, -1, 4, -2], [1, 1, 4, 2]);
        Assert.Equal([0.125, 0.375, 0.5, 1], uncertainty.Shares!.Value.ToArray());
        Assert.Equal((10 - half, 10 + half), uncertainty.Interval(10, coverage));
    }

    // The scores 0.25, 0.5 and 0.75 weigh 1, 2 and 1 of 4: with 4/3 of the coverage, 0.5 suffices up to 0.5625. Without weights it does up
    // to 0.5, the second of three.
    [Fact]
    public void A_set_is_as_large_as_the_weighted_quantile()
    {
        Uncertainty weighted = Uncertainty.OfClasses([0.25, 0.75, 0.5], [1, 1, 2]), plain = Uncertainty.OfClasses([0.25, 0.75, 0.5]);
        Assert.Equal([0], weighted.Set([0.6, 0.3, 0.1], 0.55));
        Assert.Equal([0, 1], weighted.Set([0.6, 0.3, 0.1], 0.57));
        Assert.Equal([0], plain.Set([0.6, 0.3, 0.1], 0.5));
        Assert.Equal([0, 1], plain.Set([0.6, 0.3, 0.1], 0.55));
    }

    [Fact]
    public void Only_the_ratios_of_weights_count_and_rows_without_weight_are_absent()
    {
        double[] predicted = [0, 0, 0, 0], actual = [3, -1, 4, -2];
        Uncertainty plain = Uncertainty.OfNumbers(predicted, actual), weighted = Uncertainty.OfNumbers(predicted, actual, [1, 1, 4, 2]);
        Assert.Null(plain.Shares);
        Assert.Equal(plain, Uncertainty.OfNumbers(predicted, actual, [1, 1, 1, 1]));
        Assert.Equal(plain, Uncertainty.OfNumbers(predicted, actual, [0.1, 0.1, 0.1, 0.1]));
        Assert.Equal(plain, Uncertainty.OfNumbers(predicted, actual, [0, 0, 0, 0]));
        Assert.Equal(weighted, Uncertainty.OfNumbers(predicted, actual, [8, 8, 32, 16]));
        Assert.Equal(Uncertainty.OfNumbers([0, 0], [3, -2]), Uncertainty.OfNumbers(predicted, actual, [5, 0, 0, 5]));
        Assert.NotEqual(plain, weighted);
        Assert.NotEqual(plain, plain with { Shares = weighted.Shares });
    }

    // The four quarters have the errors 1 to 4; the first two weigh ½ a row and the others 1½, so the mean error is 3. A knot's spread is
    // the weighted mean of its 50 rows and of 15 rows of 3: (25 + 45) / 40, (50 + 45) / 40, (225 + 45) / 90, (300 + 45) / 90.
    [Fact]
    public void The_spread_of_a_part_is_its_weighted_mean()
    {
        double[] predicted = [.. Enumerable.Range(1, 200).Select(row => (double)row)],
            actual = [.. predicted.Select((at, row) => at + (row / 50) + 1)],
            weights = [.. predicted.Select((_, row) => row < 100 ? 10.0 : 30)];

        var found = Uncertainty.OfNumbers(predicted, actual, weights);

        Assert.Equal([26.0, 76, 126, 176], found.Knots!.Value.ToArray());
        double[] spreads = [70.0 / 40, 95.0 / 40, 270.0 / 90, 345.0 / 90];
        Assert.Equal(spreads, found.Spreads!.Value.ToArray(), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Equal(200, found.Shares!.Value.Length);
        Assert.Equal(1, found.Shares.Value[^1]);
    }

    // Half of the rows predict the same: its two parts have one knot, of the first of them.
    [Fact]
    public void Parts_with_one_prediction_have_one_knot()
    {
        double[] predicted = [.. Enumerable.Range(1, 200).Select(row => row is > 50 and <= 150 ? 100.0 : row)];

        var found = Uncertainty.OfNumbers(predicted, [.. predicted.Select((at, row) => at + (row / 50) + 1)]);

        Assert.Equal([26.0, 100, 176], found.Knots!.Value.ToArray());
        double[] spreads = [(50 + 37.5) / 65, (100 + 37.5) / 65, (200 + 37.5) / 65];
        Assert.Equal(spreads, found.Spreads!.Value.ToArray(), (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Fact]
    public void Weights_of_the_measured_rows_are_used()
    {
        var numbers = new Predictions([0, 0, 0], null, [0, 0, 0], [0, 0, 0], [1, 2, 3], null, 1, [2, 1, 1]);
        Assert.Equal([0.5, 0.75, 1], numbers.Uncertainty()!.Shares!.Value.ToArray());
        Assert.Null((numbers with { Weights = null }).Uncertainty()!.Shares);

        // The right classes have the probabilities 0.75 and 0.5.
        var classes = new Predictions([0, 0], [0, 0], [0.25, 0.5], [0, 0], null, [0, 1], 1, [1, 3]);
        Assert.Equal([0.25, 0.5], classes.Uncertainty()!.Scores.ToArray());
        Assert.Equal([0.25, 1], classes.Uncertainty()!.Shares!.Value.ToArray());
    }

    [Fact]
    public void Shares_are_saved_and_read_and_not_written_without_weights()
    {
        Preprocessing plain = Preprocessing.None() with { Uncertainty = new Uncertainty([1, 2]) },
            weighted = plain with { Uncertainty = new Uncertainty([1, 2], Shares: [0.25, 1]) };
        Assert.DoesNotContain("shares", Description.Write(plain), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(weighted, Description.Read<Preprocessing>(Description.Write(weighted), "here"));
    }
}
