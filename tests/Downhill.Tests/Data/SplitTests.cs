namespace Downhill.Tests;

public sealed class SplitTests
{
    [Theory]
    [InlineData(100, 0.2, 0.1, 70, 20, 10)]
    [InlineData(150, 0.15, 0, 127, 23, 0)]
    [InlineData(3, 0.3, 0.3, 1, 1, 1)]
    [InlineData(1, 0, 0, 1, 0, 0)]
    [InlineData(60_000, 0.1, 0.1, 48_000, 6_000, 6_000)]
    public void Parts_have_their_fractions_and_hold_every_row_once(int rows, double validation, double test, int training, int validating,
        int testing)
    {
        Split split = Split.Rows(rows, validation, test, seed: 4);
        Assert.Equal((training, validating, testing), (split.Training.Length, split.Validation.Length, split.Test.Length));
        Assert.Equal(Enumerable.Range(0, rows), split.Training.Concat(split.Validation).Concat(split.Test).Order());
    }

    [Fact]
    public void The_same_arguments_give_the_same_parts_and_another_seed_gives_others()
    {
        Split split = Split.Rows(200, 0.2, 0.2, 1), again = Split.Rows(200, 0.2, 0.2, 1), other = Split.Rows(200, 0.2, 0.2, 2);
        Assert.Equal(split.Training, again.Training);
        Assert.Equal(split.Validation, again.Validation);
        Assert.Equal(split.Test, again.Test);
        Assert.NotEqual(split.Training, other.Training);
        Assert.NotEqual(split.Test, other.Test);
    }

    [Fact]
    public void The_parts_are_drawn_by_the_shuffle_for_splitting()
    {
        var order = new int[20];
        Shuffle.Fill(order, 9, RandomPurpose.Splitting, 0);
        Split split = Split.Rows(20, 0.25, 0.1, 9);
        Assert.Equal(order, split.Test.Concat(split.Validation).Concat(split.Training));
    }

    [Fact]
    public void The_test_rows_stay_when_the_validation_fraction_changes() =>
        Assert.Equal(Split.Rows(500, 0, 0.2, 1).Test, Split.Rows(500, 0.3, 0.2, 1).Test);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(20)]
    public void A_fraction_out_of_range_is_refused_by_name(double fraction)
    {
        Assert.StartsWith($"The validation fraction is {fraction};", Refusal(100, fraction, 0.1), StringComparison.Ordinal);
        Assert.StartsWith($"The test fraction is {fraction};", Refusal(100, 0.1, fraction), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_is_wanted_but_would_be_empty_is_refused()
    {
        Assert.Contains("The test part would be empty: 0.1 of 4 rows", Refusal(4, 0, 0.1), StringComparison.Ordinal);
        Assert.Contains("The validation part would be empty", Refusal(4, 0.1, 0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0.5, 0.5)]
    [InlineData(10, 0.9, 0.9)]
    [InlineData(1, 0.6, 0)]
    [InlineData(0, 0, 0)]
    public void An_empty_training_part_is_refused(int rows, double validation, double test) =>
        Assert.StartsWith("No row is left to train on", Refusal(rows, validation, test), StringComparison.Ordinal);

    private static string Refusal(int rows, double validation, double test) =>
        Assert.Throws<DownhillException>(() => Split.Rows(rows, validation, test, 1)).Message;
}
