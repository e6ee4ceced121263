namespace Downhill.Tests;

public class SplitterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_part_of_a_stratified_deal_has_its_share_of_each_class(ulong seed)
    {
        int[] labels = [.. Enumerable.Range(0, 1000).Select(row => row < 600 ? 0 : row < 900 ? 1 : row < 990 ? 2 : 3)];
        Split split = Splitter.Stratified(labels, seed).Split(0.15, 0.2);

        Assert.Equal(Enumerable.Range(0, 1000), split.Training.Concat(split.Validation).Concat(split.Test).Order());
        foreach ((int[] rows, double share) in new[] { (split.Test, 0.2), (split.Validation, 0.15), (split.Training, 0.65) })
        {
            Assert.Equal(share * 1000, rows.Length);
            foreach ((int label, int size) in new[] { (0, 600), (1, 300), (2, 90), (3, 10) })
                Assert.InRange(rows.Count(row => labels[row] == label), (share * size) - 1, (share * size) + 1);
        }
    }

    // Row k of a class of n stands at (k + ½) / n of the way: a part has ⌈share n − ½⌉ of it, so three rows give one to a fifth.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Shares_of_small_classes_are_rounded_to_the_nearest_row(ulong seed)
    {
        int[] sizes = [3, 7, 11, 979];
        int[] labels = [.. sizes.SelectMany((size, label) => Enumerable.Repeat(label, size))];
        Assert.Equal([1, 1, 2], Small(Splitter.Stratified(labels, seed).Split(0, 0.2).Test));
        Assert.Equal([1, 2, 3], Small(Splitter.Stratified(labels, seed).Split(0, 0.3).Test));
        Assert.Equal([2, 4, 6], Small(Splitter.Stratified(labels, seed).Split(0, 0.54).Test));
        Assert.Equal([1, 3, 4], Small(Splitter.Stratified(labels, seed).Split(0.34, 0.2).Validation));
        Assert.Equal([1, 1, 1], [.. Splitter.Stratified([.. labels.Take(3), .. Enumerable.Repeat(3, 30)], seed).Folds(3)
            .Select(fold => fold.Test.Count(row => row < 3))]);

        int[] Small(int[] rows) => [.. Enumerable.Range(0, 3).Select(label => rows.Count(row => labels[row] == label))];
    }

    [Fact]
    public void Folds_test_every_row_once_and_learn_from_the_others()
    {
        int[] groups = [.. Enumerable.Range(0, 100).Select(row => row * 7 % 23)];
        foreach (Splitter deal in new[] { Splitter.Random(100, 1), Splitter.Stratified(groups, 1), Splitter.Grouped(groups, 1) })
        {
            IReadOnlyList<Split> folds = deal.Folds(5, validation: 0.2);

            Assert.Equal(5, folds.Count);
            Assert.Equal(Enumerable.Range(0, 100), folds.SelectMany(fold => fold.Test).Order());
            Assert.All(folds, fold =>
            {
                Assert.Equal(Enumerable.Range(0, 100), fold.Test.Concat(fold.Validation).Concat(fold.Training).Order());
                Assert.InRange(fold.Validation.Length, 15, 25);
            });
        }

        Assert.All(Splitter.Random(100, 1).Folds(4), fold => Assert.Empty(fold.Validation));
    }

    [Fact]
    public void Groups_are_never_torn_apart()
    {
        int[] groups = [.. Enumerable.Range(0, 300).Select(row => row * row % 41)];
        foreach (Split split in Splitter.Grouped(groups, 5).Folds(6, validation: 0.1).Append(Splitter.Grouped(groups, 5).Split(0.1, 0.2)))
        {
            int[][] parts = [split.Training, split.Validation, split.Test];
            Assert.All(parts, Assert.NotEmpty);
            Assert.All(groups.Distinct(), group => Assert.Single(parts, part => part.Any(row => groups[row] == group)));
        }
    }

    // Three rows would tear the second of three pairs apart; two and four are equally near.
    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.34, 2)]
    [InlineData(0.6, 4)]
    [InlineData(0.17, 2)]
    public void A_part_ends_at_the_nearest_end_of_a_group_and_of_two_at_the_earlier(double share, int rows) =>
        Assert.Equal(rows, Splitter.Grouped([0, 0, 1, 1, 2, 2], 4).Split(0, share).Test.Length);

    [Fact]
    public void By_time_every_fold_learns_from_the_past_only()
    {
        double[] times = [.. Enumerable.Range(0, 90).Select(row => (double)(row * 13 % 45))];
        IReadOnlyList<Split> folds = Splitter.ByTime(times).Folds(4, validation: 0.1);

        Assert.Equal(4, folds.Count);
        Assert.All(folds, fold =>
        {
            Assert.True(fold.Training.Max(row => times[row]) < fold.Validation.Min(row => times[row]));
            Assert.True(fold.Validation.Max(row => times[row]) < fold.Test.Min(row => times[row]));
        });
        Assert.Equal(72, folds.SelectMany(fold => fold.Test).Distinct().Count());
    }

    [Fact]
    public void Too_few_rows_or_groups_are_refused_in_words()
    {
        Assert.Equal("3 rows are too few for 4 parts; take fewer folds or other fractions.", Refusal(() => Splitter.Random(3, 0).Folds(4)));
        Assert.Equal((1, 1, 1), Sizes(Splitter.Grouped([5, 6, 7], 0).Split(0.4, 0.4)));
        Assert.StartsWith("2 groups cannot be dealt into 3 parts", Refusal(() => Splitter.Grouped([1, 1, 2, 2], 0).Split(0.25, 0.25)),
            StringComparison.Ordinal);
        Assert.StartsWith("1 different time cannot be dealt", Refusal(() => Splitter.ByTime([4, 4, 4, 4]).Split(0, 0.25)),
            StringComparison.Ordinal);
        Assert.Equal((1, 1, 2), Sizes(Splitter.Random(4, 0).Folds(2, 0.25)[0]));
        Assert.Equal("4 rows are too few for 2 parts; take fewer folds or other fractions.",
            Refusal(() => Splitter.Random(4, 0).Folds(2, 0.5))); // all that is not tested would be watched
        Assert.StartsWith("2 groups cannot be dealt into 2 parts",
            Refusal(() => Splitter.Grouped([1, 1, 1, 1, 2, 2, 2, 2], 0).Folds(2, 0.125)), StringComparison.Ordinal); // none would
        Assert.Equal("Cross-validation takes at least 2 folds, not 1.", Refusal(() => Splitter.Random(3, 0).Folds(1)));
    }

    private static (int, int, int) Sizes(Split split) => (split.Training.Length, split.Validation.Length, split.Test.Length);

    private static string Refusal(Action action) => Assert.Throws<DownhillException>(action).Message;
}
