using System.Collections.Immutable;

namespace Downhill.Tests;

/// <summary>How much intervals and sets hold, worked by hand.</summary>
public sealed class CoverageTests
{
    private static Predictions Numbers(double[] errors) =>
        new(errors, null, new double[errors.Length], new double[errors.Length], errors, null, 1, null);

    // Errors 1 to 20 against scores 1 to 10: the ⌈11 · 0.5⌉ = 6th is 6, the ⌈11 · 0.9⌉ = 10th is 10.
    [Fact]
    public void Intervals_hold_the_rows_counted_by_hand()
    {
        var uncertainty = new Uncertainty([.. Enumerable.Range(1, 10).Select(score => (double)score)]);
        IReadOnlyList<CoverageLevel> levels =
            Coverage.Of(Numbers([.. Enumerable.Range(1, 20).Select(error => (double)error)]), uncertainty);
        Assert.Equal(new CoverageLevel(0.5, 6 / 20.0, 12), levels.Single(level => level.Promised == 0.5));
        Assert.Equal(new CoverageLevel(0.9, 10 / 20.0, 20), levels.Single(level => level.Promised == 0.9));
    }

    // Scores are 1 − the probability of the right class; with 0.45 the bound of sets of 90 % is 0.55.
    [Fact]
    public void Sets_hold_the_rows_counted_by_hand()
    {
        var uncertainty = new Uncertainty([.. Enumerable.Repeat(0.45, 9)]);
        double[] values = [0.6, 0.3, 0.1, 0.4, 0.35, 0.25];
        var rows = new Predictions([0, 0], [0, 0], values, values, null, [1, 0], 3, [1, 3]);
        CoverageLevel level = Coverage.Of(rows, uncertainty).Single(one => one.Promised == 0.9);
        Assert.Equal(new CoverageLevel(0.9, 3 / 4.0, 1),
            level); // the first row's set is its first class; the second's the most probable one, which is right
    }

    // A row's own error never widens its own interval: of 20 equal errors and one that is larger, the larger one is outside at every level.
    [Fact]
    public void A_row_is_measured_by_the_errors_of_others()
    {
        double[] errors = [.. Enumerable.Repeat(1.0, 40)];
        errors[7] = 50;
        Assert.All(Coverage.Crossed(Numbers(errors))!, level => Assert.Equal(39 / 40.0, level.Held, 12));
        Assert.Equal(40, Numbers(errors).Uncertainty()!.Scores.Length);
        Assert.Null(Coverage.Crossed(Numbers([1, 2, 3])));
    }

    // Rows i and i + 10 have the error i + 1 and are measured by the other 18. At 0.9 the ⌈19 · 0.9⌉ = 18th is the largest of the others:
    // 10, and for the rows of 10 themselves 9. At 0.5 the 10th is the fifth of the nine other errors: 6 for errors up to 5, otherwise 5.
    [Fact]
    public void A_tenth_of_the_rows_is_measured_by_the_other_nine()
    {
        IReadOnlyList<CoverageLevel> levels = Coverage.Crossed(Numbers([.. Enumerable.Range(0, 20).Select(row => (row % 10) + 1.0)]))!;
        CoverageLevel half = levels.Single(level => level.Promised == 0.5), most = levels.Single(level => level.Promised == 0.9);
        Assert.Equal((0.5, 11.0), (half.Held, half.Width));
        Assert.Equal((0.9, 19.8), (most.Held, Math.Round(most.Width, 12)));
    }

    // The errors 1 to 10; that of 10 weighs 11 and the others 1, together 20. At 0.5 the other nine rows of the last have the fifth
    // smallest error, 5, and it is outside. For every other row the eight light ones weigh 8 of 19, less than ½ · 10/9, so that all reach
    // to 10 and hold: 9/20, with the widths 9 · 20 and 11 · 10.
    [Fact]
    public void Weighted_rows_are_measured_by_the_weighted_errors_of_others()
    {
        Predictions rows = Numbers([.. Enumerable.Range(1, 10).Select(error => (double)error)]) with
        {
            Weights = [1, 1, 1, 1, 1, 1, 1, 1, 1, 11],
        };
        CoverageLevel half = Coverage.Crossed(rows)!.Single(level => level.Promised == 0.5);
        Assert.Equal((9 / 20.0, 290 / 20.0), (half.Held, Math.Round(half.Width, 12)));
    }
}
