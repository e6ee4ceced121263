namespace Downhill.Tests;

public sealed class MeanAndDeviationTests
{
    // Σ = 20, Σ(x − 5)² = 9 + 1 + 1 + 9 = 20.
    [Fact]
    public void Mean_and_deviations_are_those_computed_by_hand()
    {
        var found = MeanAndDeviation.Of([2, 4, 6, 8]);
        Assert.Equal((4, 5, 20), (found.Count, found.Mean, found.Squares));
        Assert.Equal((Math.Sqrt(5), Math.Sqrt(20.0 / 3), Math.Sqrt(5)), (found.Deviation, found.SampleDeviation, found.Scale));
    }

    [Fact]
    public void Columns_are_read_by_rows_to_the_same_bits()
    {
        double[] numbers = Examples.Numbers(21, scale: 1e3);
        MeanAndDeviation[] columns = MeanAndDeviation.OfColumns(7, 3, (row, to) => numbers.AsSpan(row * 3, 3).CopyTo(to));
        for (int column = 0; column < 3; column++)
            Assert.Equal(MeanAndDeviation.Of([.. numbers.Where((_, i) => i % 3 == column)]), columns[column]);
    }

    [Theory]
    [InlineData(3.0, 3.0, 3.0)]
    [InlineData(0.1, 0.1, 0.1)]
    [InlineData(1e15, 1e15 + 0.125, 1e15)]
    public void Constants_up_to_rounding_have_no_scale(params double[] numbers) => Assert.Equal(0, MeanAndDeviation.Of(numbers).Scale);

    [Fact]
    public void Numbers_too_large_for_their_squares_have_no_finite_scale() =>
        Assert.False(double.IsFinite(MeanAndDeviation.Of([1e200, -1e200]).Scale));

    [Fact]
    public void Answers_return_to_the_unit_of_each_target()
    {
        double[] values = [1, 2, -1, 0];
        (Preprocessing.None() with { TargetMean = [10, 100], TargetDeviation = [2, 5] }).ToTargetUnit(values);
        Assert.Equal([12, 110, 8, 100], values);
        Preprocessing.None().ToTargetUnit(values);
        Assert.Equal([12, 110, 8, 100], values);
    }
}
